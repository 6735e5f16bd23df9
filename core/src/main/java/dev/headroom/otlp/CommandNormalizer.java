package dev.headroom.otlp;

import java.util.Locale;

/// Normalises what is not SQL: commands of key-value stores and JSON commands.
final class CommandNormalizer {
  private static final int LINES_MAX = 64;

  private CommandNormalizer() {}

  /// `SET cart:1 abc EX 60` becomes `SET cart:? ?`; lines of a pipeline that come out equal are
  /// told once.
  static String keyValue(String text) {
    StringBuilder out = new StringBuilder();
    String previous = "";
    int lines = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      String normal = command(line.strip());
      if (!normal.isEmpty() && !normal.equals(previous)) {
        out.append(out.isEmpty() ? "" : "\n").append(normal);
        previous = normal;
      }
      if (++lines == LINES_MAX || out.length() > StatementNormalizer.LENGTH_MAX) {
        break;
      }
    }
    return out.toString();
  }

  private static String command(String line) {
    String[] words = line.split("\\s+", 4);
    String verb = Names.bounded(words[0].toUpperCase(Locale.ROOT));
    if (words.length == 1) {
      return verb;
    }
    String key = words[1].equals("?") ? "?" : Names.masked(words[1], "?");
    return verb + ' ' + key + (words.length > 2 ? " ?" : "");
  }

  /// Keeps keys and the value of the first one (`{"find":"orders",…`), which is what the command is
  /// about.
  static String json(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), 512));
    boolean first = true;
    int at = 0;
    while (at < text.length() && out.length() <= StatementNormalizer.LENGTH_MAX) {
      char c = text.charAt(at);
      if (c == '"' || c == '\'') {
        int end = stringEnd(text, at);
        if (isKey(text, end)) {
          out.append(text, at, end);
        } else if (first && out.indexOf(":") >= 0) {
          out.append(text, at, end);
          first = false;
        } else {
          element(out, "\"?\"");
        }
        at = end;
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if ("{}[],:".indexOf(c) >= 0) {
        first &= !(c == ',' || c == '}');
        out.append(c);
        at++;
      } else {
        int end = at;
        while (end < text.length()
            && "{}[],:\"'".indexOf(text.charAt(end)) < 0
            && !Character.isWhitespace(text.charAt(end))) {
          end++;
        }
        word(out, text.substring(at, end), isKey(text, end));
        at = end;
      }
    }
    return out.toString();
  }

  /// A bare word: a key of relaxed JSON, a constant, or a number.
  private static void word(StringBuilder out, String word, boolean key) {
    boolean constant = key || word.equals("true") || word.equals("false") || word.equals("null");
    if (constant) {
      out.append(word);
    } else {
      element(out, "\"?\"");
    }
  }

  /// Adds a masked value unless it follows another one in a list.
  private static void element(StringBuilder out, String masked) {
    int list = out.length() - masked.length() - 1;
    if (list >= 0
        && out.charAt(out.length() - 1) == ','
        && out.substring(list, out.length() - 1).equals(masked)) {
      out.setLength(out.length() - 1);
    } else {
      out.append(masked);
    }
  }

  private static int stringEnd(String text, int start) {
    char quote = text.charAt(start);
    int at = start + 1;
    while (at < text.length() && text.charAt(at) != quote) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, text.length());
  }

  private static boolean isKey(String text, int end) {
    int at = end;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() && text.charAt(at) == ':';
  }

  /// `find orders` of `{"find":"orders",…`.
  static String jsonSummary(String normalized) {
    int keyStart = normalized.indexOf('"');
    int keyEnd = keyStart < 0 ? -1 : normalized.indexOf('"', keyStart + 1);
    if (keyEnd < 0) {
      return "";
    }
    String key = normalized.substring(keyStart + 1, keyEnd);
    if (!normalized.startsWith(":\"", keyEnd + 1)) {
      return Names.bounded(key);
    }
    int valueEnd = normalized.indexOf('"', keyEnd + 3);
    String value = valueEnd < 0 ? "" : normalized.substring(keyEnd + 3, valueEnd);
    return Names.bounded(value.equals("?") ? key : (key + ' ' + value).strip());
  }
}
