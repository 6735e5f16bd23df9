package dev.headroom.server.web;

import dev.headroom.query.view.CapacityTestRow;
import dev.headroom.query.view.CapacityTestView.Load;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The words and marks of load tests.
public final class CapacityText {
  private CapacityText() {}

  /// `420/s`, `≥ 420/s`, or a dash.
  public static String ceiling(CapacityTestRow test) {
    return (test.open() ? "≥ " : "") + Format.rate(test.perSecond());
  }

  /// The 95 % interval.
  public static String interval(CapacityTestRow test) {
    Double low = test.low();
    Double high = test.high();
    if (low == null) {
      return "";
    }
    return high == null ? Format.rate(low) + " or more" : LoadLine.range(low, high);
  }

  /// What is tested in a word: the route, or else the target.
  public static String subject(CapacityTestRow test) {
    String operation = test.operation();
    return operation == null ? test.target() : operation;
  }

  /// `staging · 1.4.2`; empty when neither is known.
  public static String place(CapacityTestRow test) {
    return String.join(
        " · ",
        Stream.of(test.environment(), test.version()).filter(text -> !text.isEmpty()).toList());
  }

  /// The class of a verdict.
  public static String mark(@Nullable String verdict) {
    return switch (verdict == null ? "" : verdict) {
      case "HOLDS" -> "good";
      case "BREAKS", "UNDECIDED" -> "warn";
      case "OVERLOADED" -> "bad";
      default -> "";
    };
  }

  /// A verdict as people read it.
  public static String verdict(Load load) {
    String verdict = load.verdict();
    return verdict == null ? Format.UNKNOWN : verdict.toLowerCase(Locale.ROOT);
  }
}
