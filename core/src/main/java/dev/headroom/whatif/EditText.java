package dev.headroom.whatif;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Edit;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Edits as people and scripts write them: `faster=2 service=payments operation="POST /charge"`.
///
/// Words are separated by blanks; a value with blanks stands in double quotes, in which `\"` is a
/// quote and `\\` a backslash. One word says what is changed: `faster=FACTOR`, `cached=HITS` (0 to
/// 1, or a percentage), `batched`, `parallel`, `async`, `removed`, `pool=FROM..TO`, `retries=KEPT`
/// (0 to 1, or a percentage) or `capped=DURATION` (`80ms`, `1.5s`). `service` and `operation` say
/// whose spans; `under` (an entry operation of the service) and `statement` narrow them, `name`
/// names the pool.
public final class EditText {
  private static final Pattern WORD =
      Pattern.compile("\\s*([^\\s=\"]+)(?:=(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\"]*))?(?=\\s|$)");
  private static final Pattern POOL = Pattern.compile("(\\d{1,6})\\.\\.(\\d{1,6})");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(us|ms|s)");
  private static final List<String> KINDS =
      List.of(
          "faster",
          "cached",
          "batched",
          "parallel",
          "async",
          "removed",
          "pool",
          "retries",
          "capped");
  private static final List<String> WITH_VALUE =
      List.of("faster", "cached", "pool", "retries", "capped");
  private static final List<String> FIELDS =
      List.of("service", "operation", "under", "statement", "name");

  private final String text;
  private final Map<String, String> words = new LinkedHashMap<>();

  private EditText(String text) {
    this.text = text;
    Matcher matcher = WORD.matcher(text);
    int at = 0;
    while (at < text.length() && !text.substring(at).isBlank()) {
      if (!matcher.region(at, text.length()).lookingAt()) {
        throw wrong(
            "'" + text.substring(at).strip() + "' cannot be read",
            "words like service=cart, with blanks only in double quotes");
      }
      String value = matcher.group(2);
      String key = matcher.group(1);
      if (words.put(key, value == null ? "" : unquoted(value)) != null) {
        throw wrong(key + " is given twice", "each word once");
      }
      at = matcher.end();
    }
  }

  private static String unquoted(String value) {
    return value.startsWith("\"")
        ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
        : value;
  }

  private HeadroomException wrong(String what, String expected) {
    return new HeadroomException(
        ErrorCode.INVALID, "edit '" + text + "': " + what + "; expected " + expected);
  }

  /// Reads one edit.
  ///
  /// @throws HeadroomException with `INVALID` that names the word, its value and what was expected
  public static Edit parse(String text) {
    return new EditText(text).edit();
  }

  /// Puts an edit together from its parts.
  ///
  /// @param kind the word that says what is changed
  /// @param value of that word; empty for none
  /// @throws HeadroomException like [#parse]
  public static Edit of(String kind, String value, String service, String operation) {
    return parse(
        kind
            + (value.isBlank() ? "" : "=" + quoted(value.strip()))
            + " service="
            + quoted(service)
            + " operation="
            + quoted(operation));
  }

  /// Puts an edit of a narrowed target together from its parts, like [#of(String, String, String,
  /// String)].
  public static Edit of(String kind, String value, Edit.Target target) {
    return parse(kind + (value.isBlank() ? "" : "=" + quoted(value.strip())) + ' ' + words(target));
  }

  private static String words(Edit.Target target) {
    OperationName under = target.under();
    return "service="
        + quoted(target.service().value())
        + " operation="
        + quoted(target.operation().value())
        + (under == null ? "" : " under=" + quoted(under.value()))
        + (target.statement().isEmpty() ? "" : " statement=" + quoted(target.statement()));
  }

  private Edit edit() {
    String kind = null;
    for (String key : words.keySet()) {
      if (KINDS.contains(key)) {
        if (kind != null) {
          throw wrong("it is both " + kind + " and " + key, "one of them per edit");
        }
        kind = key;
      } else if (!FIELDS.contains(key)) {
        throw wrong("'" + key + "' is unknown", "one of " + list(KINDS) + ", " + list(FIELDS));
      }
    }
    if (kind == null) {
      throw wrong("it does not say what is changed", "one of " + list(KINDS));
    }
    if (words.containsKey("name") && !kind.equals("pool")) {
      throw wrong("name is given without pool", "name only beside pool=FROM..TO");
    }
    String value = words.getOrDefault(kind, "");
    if (!WITH_VALUE.contains(kind) && !value.isEmpty()) {
      throw wrong(kind + " is '" + value + "'", "the bare word " + kind);
    }
    return edit(kind, value);
  }

  private Edit edit(String kind, String value) {
    Edit.Target target =
        new Edit.Target(
            new ServiceName(required("service")),
            new OperationName(required("operation")),
            under(),
            words.getOrDefault("statement", ""));
    return switch (kind) {
      case "faster" -> new Edit.Faster(target, factor(value));
      case "cached" ->
          new Edit.Cached(target, share(value, "cached", "a hit rate of 0 to 1, or 0% to 100%"));
      case "retries" ->
          new Edit.Retries(
              target, share(value, "retries", "the share that is left, 0 to 1, or 0% to 100%"));
      case "capped" -> new Edit.Capped(target, nanos(value));
      case "batched" -> new Edit.Batched(target);
      case "parallel" -> new Edit.Parallel(target);
      case "async" -> new Edit.Asynchronous(target);
      case "removed" -> new Edit.Removed(target);
      default -> pool(target, value);
    };
  }

  private String required(String field) {
    String value = words.getOrDefault(field, "");
    if (value.isBlank()) {
      throw wrong(field + " is missing", field + "=NAME");
    }
    return value;
  }

  private @Nullable OperationName under() {
    String under = words.getOrDefault("under", "");
    return under.isBlank() ? null : new OperationName(under);
  }

  private double factor(String value) {
    double factor = number(value);
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw wrong("faster is '" + value + "'", "a number > 0, e.g. 2 for twice as fast");
    }
    return factor;
  }

  private double share(String value, String kind, String expected) {
    boolean percent = value.endsWith("%");
    double share = percent ? number(value.substring(0, value.length() - 1)) / 100 : number(value);
    if (!(share >= 0 && share <= 1)) {
      throw wrong(kind + " is '" + value + "'", expected);
    }
    return share;
  }

  private long nanos(String value) {
    Matcher duration = DURATION.matcher(value);
    double unit = 0;
    if (duration.matches()) {
      unit =
          switch (duration.group(2)) {
            case "us" -> 1e3;
            case "ms" -> 1e6;
            default -> 1e9;
          };
    }
    long nanos = unit == 0 ? 0 : Math.round(Double.parseDouble(duration.group(1)) * unit);
    if (nanos <= 0) {
      throw wrong("capped is '" + value + "'", "a duration above 0, e.g. 80ms or 1.5s");
    }
    return nanos;
  }

  private static double number(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  private Edit pool(Edit.Target target, String value) {
    Matcher sizes = POOL.matcher(value);
    if (!sizes.matches() || Integer.parseInt(sizes.group(1)) == 0) {
      throw wrong("pool is '" + value + "'", "its size now and then, e.g. 2..12");
    }
    if (Integer.parseInt(sizes.group(2)) == 0) {
      throw wrong("pool is '" + value + "'", "at least 1 slot");
    }
    return new Edit.PoolSize(
        target,
        words.getOrDefault("name", ""),
        Integer.parseInt(sizes.group(1)),
        Integer.parseInt(sizes.group(2)));
  }

  private static String list(List<String> names) {
    return String.join(", ", names);
  }

  /// Which word says what an edit changes.
  public static String kind(Edit edit) {
    return switch (edit) {
      case Edit.Faster _ -> "faster";
      case Edit.Batched _ -> "batched";
      case Edit.Cached _ -> "cached";
      case Edit.Parallel _ -> "parallel";
      case Edit.Asynchronous _ -> "async";
      case Edit.Removed _ -> "removed";
      case Edit.PoolSize _ -> "pool";
      case Edit.Retries _ -> "retries";
      case Edit.Capped _ -> "capped";
    };
  }

  /// The edit as [#parse] reads it.
  public static String of(Edit edit) {
    String change =
        switch (edit) {
          case Edit.Faster faster -> "faster=" + number(faster.factor());
          case Edit.Cached cached -> "cached=" + number(cached.hitRate());
          case Edit.PoolSize size ->
              "pool="
                  + size.from()
                  + ".."
                  + size.to()
                  + (size.pool().isEmpty() ? "" : " name=" + quoted(size.pool()));
          case Edit.Retries retries -> "retries=" + number(retries.kept());
          case Edit.Capped capped -> "capped=" + micros(capped.nanos());
          case Edit.Batched _, Edit.Parallel _, Edit.Asynchronous _, Edit.Removed _ -> kind(edit);
        };
    return change + ' ' + words(edit.target());
  }

  private static String micros(long nanos) {
    return new BigDecimal(nanos).movePointLeft(3).stripTrailingZeros().toPlainString() + "us";
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }

  private static String quoted(String value) {
    return value.matches("[^\\s\"\\\\]+")
        ? value
        : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
