package dev.headroom.load.plan;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A condition under which a run counts as failed: `p99 > 300ms`, `errors > 1%`, `completed < 190`.
///
/// @param text as it was told
/// @param quantile of a latency, 0 to 1; 0 for other measures
/// @param above whether more than the value fails; else less does
/// @param value nanoseconds for latencies, a share for errors, requests per second for completed
public record Threshold(
    String text, Measure measure, double quantile, boolean above, double value) {

  /// What is held against the value.
  public enum Measure {
    /// A quantile of the latency from the intended time.
    LATENCY,
    /// The mean of it.
    MEAN,
    /// The longest.
    MAX,
    /// The share of requests that did not complete.
    ERRORS,
    /// Completed requests per second.
    COMPLETED
  }

  private static final Pattern FORM =
      Pattern.compile("\\s*(p[0-9]+(?:\\.[0-9]+)?|[a-z]+)\\s*([<>])\\s*([^\\s=<>].*)");
  private static final String EXPECTED =
      "one of p50 … p99.9, mean, max, errors, completed with < or > and a value, e.g. 'p99>300ms'"
          + " or 'errors>1%'";

  /// Reads one.
  public static Threshold of(String field, String text) {
    Matcher parts = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw Amounts.wrong(field, text, EXPECTED);
    }
    String name = parts.group(1);
    boolean above = parts.group(2).equals(">");
    String value = parts.group(3);
    return switch (name) {
      case "mean" -> new Threshold(text, Measure.MEAN, 0, above, nanos(field, value));
      case "max" -> new Threshold(text, Measure.MAX, 0, above, nanos(field, value));
      case "errors" -> new Threshold(text, Measure.ERRORS, 0, above, Amounts.share(field, value));
      case "completed" ->
          new Threshold(text, Measure.COMPLETED, 0, above, Amounts.rate(field, value));
      default -> {
        if (!name.matches("p[0-9.]+") || Double.parseDouble(name.substring(1)) > 100) {
          throw Amounts.wrong(field, text, EXPECTED);
        }
        double quantile = Double.parseDouble(name.substring(1)) / 100;
        yield new Threshold(text, Measure.LATENCY, quantile, above, nanos(field, value));
      }
    };
  }

  private static double nanos(String field, String value) {
    return Amounts.duration(field, value).toNanos();
  }
}
