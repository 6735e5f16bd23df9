package dev.headroom.analysis.diagnosis;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import org.jspecify.annotations.Nullable;

/// What went wrong, where and when, as somebody tells it.
///
/// @param target the node that suffers; null asks the whole system
/// @param metric one of latency, errors, availability and requests
/// @param statistic `p95`, …; empty for any
/// @param fromNanos when it began, told a few minutes wrong at worst
/// @param toNanos when it ended, or the end of what is known
/// @param baseline when all was well; null lets the analysis choose
public record Question(
    @Nullable String target,
    Signal metric,
    String statistic,
    long fromNanos,
    long toNanos,
    @Nullable Baseline baseline) {

  public Question {
    if (toNanos <= fromNanos) {
      throw new HeadroomException(
          ErrorCode.INVALID, "to '" + toNanos + "' is not after from '" + fromNanos + "'");
    }
    if (metric.ordinal() > Signal.REQUESTS.ordinal()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "metric '" + metric + "'; expected latency, errors, availability or requests");
    }
  }

  /// @param fromNanos since the epoch
  /// @param toNanos after it
  public record Baseline(long fromNanos, long toNanos) {
    public Baseline {
      if (toNanos <= fromNanos) {
        throw new HeadroomException(
            ErrorCode.INVALID,
            "baselineTo '" + toNanos + "' is not after baselineFrom '" + fromNanos + "'");
      }
    }
  }
}
