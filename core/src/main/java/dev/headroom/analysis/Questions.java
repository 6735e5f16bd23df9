package dev.headroom.analysis;

import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.Value;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells what exactly a call asked for, where its attributes say so. Literals that the sender
/// masked or bound as parameters it did not tell leave the question open.
final class Questions {
  /// Placeholders of JDBC, PostgreSQL, Oracle and Python, outside of quotes as far as can be told.
  private static final Pattern MASKED =
      Pattern.compile("\\?|\\$\\d+|%s|%\\(\\w+\\)s|(?<![:\\w]):[A-Za-z_]\\w*|@[pP]\\d+");

  /// Each placeholder other than a question mark has one of these.
  private static final String MARKS = "$%:@";

  private static final Pattern WRITES =
      Pattern.compile(
          "\\bfor\\s+(?:no\\s+key\\s+)?(?:update|share)\\b|\\b(?:insert|update|delete|merge)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Set<String> READS = Set.of("SELECT", "WITH", "SHOW");
  private static final Set<String> CACHE_READS =
      Set.of("GET", "MGET", "HGET", "HMGET", "HGETALL", "EXISTS", "GETS", "LRANGE", "SMEMBERS");
  private static final String PARAMETER = "db.query.parameter.";

  private Questions() {}

  static String of(Call call) {
    TraceSpan span = call.span();
    if (call.key().isStore() || !span.statement().isEmpty()) {
      return statement(span);
    }
    String url = url(span.attributes(), call.answer());
    if (url.isEmpty()) {
      return "";
    }
    // A body may ask for something else each time.
    return method(call).equals("GET") ? call.key().callee() + " " + url : "";
  }

  private static String statement(TraceSpan span) {
    String raw = span.attributes().text("db.query.text", "db.statement");
    if (raw.isEmpty()) {
      return "";
    }
    StringBuilder parameters = new StringBuilder();
    for (Map.Entry<String, Value> attribute : span.attributes().values().entrySet()) {
      if (attribute.getKey().startsWith(PARAMETER)) {
        parameters
            .append(' ')
            .append(attribute.getKey(), PARAMETER.length(), attribute.getKey().length());
        parameters.append('=').append(attribute.getValue().asText());
      }
    }
    boolean open = parameters.isEmpty() && masked(raw);
    return open ? "" : raw + parameters;
  }

  /// Most statements need no look for patterns.
  private static boolean masked(String raw) {
    if (raw.indexOf('?') >= 0) {
      return true;
    }
    boolean any = false;
    for (int i = 0; i < MARKS.length() && !any; i++) {
      any = raw.indexOf(MARKS.charAt(i)) >= 0;
    }
    return any && MASKED.matcher(raw).find();
  }

  private static String url(Attributes client, @Nullable TraceSpan answer) {
    String full = client.text("url.full", "http.url");
    if (!full.isEmpty()) {
      return pathOf(full);
    }
    Attributes server = answer == null ? Attributes.EMPTY : answer.attributes();
    String path = server.text("url.path", "http.target");
    String query = server.text("url.query");
    return path.isEmpty() || query.isEmpty() ? path : path + "?" + query;
  }

  /// Without scheme and host: instances of one service are the same callee.
  private static String pathOf(String url) {
    int scheme = url.indexOf("://");
    int path = url.indexOf('/', scheme < 0 ? 0 : scheme + 3);
    return path < 0 ? "/" : url.substring(path);
  }

  private static String method(Call call) {
    String told = call.span().attributes().text("http.request.method", "http.method");
    if (!told.isEmpty()) {
      return told.toUpperCase(Locale.ROOT);
    }
    int blank = call.key().asked().indexOf(' ');
    return blank < 0 ? "" : call.key().asked().substring(0, blank).toUpperCase(Locale.ROOT);
  }

  static boolean reads(Call call) {
    if (call.key().callee().type() == NodeType.QUEUE) {
      return false;
    }
    if (call.key().callee().type() == NodeType.CACHE) {
      return CACHE_READS.contains(firstWord(call.key().asked()))
          || CACHE_READS.contains(firstWord(call.key().statement()));
    }
    String statement = call.key().statement();
    if (!statement.isEmpty()) {
      return READS.contains(firstWord(statement)) && !WRITES.matcher(statement).find();
    }
    String method = method(call);
    return method.equals("GET") || method.equals("HEAD") || method.equals("SELECT");
  }

  private static String firstWord(String text) {
    int end = 0;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end).toUpperCase(Locale.ROOT);
  }
}
