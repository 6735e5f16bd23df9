package dev.headroom.query;

import dev.headroom.analysis.diagnosis.MetricMeaning;
import dev.headroom.analysis.diagnosis.Question;
import dev.headroom.analysis.diagnosis.Signal;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What went wrong, where and when, as somebody asks a server.
///
/// @param target the node that suffers, as the map calls it; null asks the whole system
/// @param metric latency, errors, availability or requests
/// @param statistic `p95` or `average`; empty for any
/// @param window when it was, told a few minutes wrong at worst; a day at most
/// @param baseline when all was well; null lets the analysis choose
public record DiagnosisSearch(
    @Nullable String target,
    Signal metric,
    String statistic,
    TimeWindow window,
    @Nullable TimeWindow baseline) {
  private static final Duration MAX_LENGTH = Duration.ofDays(1);

  public DiagnosisSearch {
    statistic = MetricMeaning.statistic(statistic);
    check("window", window);
    if (baseline != null) {
      check("baseline", baseline);
    }
  }

  private static void check(String field, TimeWindow window) {
    if (window.length().compareTo(MAX_LENGTH) > 0 || window.length().isZero()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          field
              + " from '"
              + window.from()
              + "' to '"
              + window.to()
              + "'; expected from before to, a day apart at most");
    }
  }

  /// Reads the name of a metric.
  ///
  /// @throws HeadroomException with [ErrorCode#INVALID]
  public static Signal metric(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "latency" -> Signal.LATENCY;
      case "errors" -> Signal.ERRORS;
      case "availability" -> Signal.AVAILABILITY;
      case "requests" -> Signal.REQUESTS;
      default ->
          throw new HeadroomException(
              ErrorCode.INVALID,
              "metric '" + name + "'; expected latency, errors, availability or requests");
    };
  }

  /// Reads the ends of a baseline, in the forms of a window's.
  ///
  /// @return null when neither is given
  /// @throws HeadroomException with [ErrorCode#INVALID] when only one is, or one cannot be read
  public static @Nullable TimeWindow baseline(
      @Nullable String from, @Nullable String to, Instant now) {
    if (from == null && to == null) {
      return null;
    }
    if (from == null || to == null) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "only one of baselineFrom and baselineTo is given; expected both or none");
    }
    return new WindowRequest(from, to, null).resolve(now);
  }

  Question question() {
    return new Question(
        target,
        metric,
        statistic,
        nanos(window.from()),
        nanos(window.to()),
        baseline == null
            ? null
            : new Question.Baseline(nanos(baseline.from()), nanos(baseline.to())));
  }

  static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }
}
