package dev.headroom.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.SliSpec;
import java.time.Duration;

/// What an objective measures: a way to get good and total events of every minute.
public sealed interface Indicator {

  /// Spans counted one by one at ingest.
  record Counted(SliSpec spec) implements Indicator {}

  /// Two counters of events.
  ///
  /// @param part what `numerator` counts
  /// @param numerator the good or the bad events
  /// @param total all events
  record Ratio(Part part, MetricQuery numerator, MetricQuery total) implements Indicator {}

  /// A metric that is a ratio already, between 0 and 1; every minute with a value is one event,
  /// good by that share.
  ///
  /// @param part what the ratio is of
  record RawRatio(Part part, MetricQuery ratio) implements Indicator {}

  /// A metric against a bound: every minute with a value is one event.
  record Threshold(MetricQuery query, Comparison comparison, double bound) implements Indicator {
    public Threshold {
      if (Double.isNaN(bound)) {
        throw new HeadroomException(ErrorCode.INVALID, "value is no number; expected a bound");
      }
    }
  }

  /// Every minute is one event; it is good when enough entry spans ended in it.
  ///
  /// @param operation empty for all
  /// @param leastPerMinute how many are enough
  record Throughput(ServiceName service, String operation, double leastPerMinute)
      implements Indicator {}

  /// Every minute is one event; it is good when the last successful entry span ended not longer ago
  /// than `most`.
  ///
  /// @param operation empty for all
  record Freshness(ServiceName service, String operation, Duration most) implements Indicator {}

  /// What a counter or ratio is of.
  enum Part {
    GOOD,
    BAD
  }

  /// How a value is compared with a bound. A good value is one for which it holds.
  enum Comparison {
    LTE,
    GTE,
    LT,
    GT;

    public boolean holds(double value, double bound) {
      return switch (this) {
        case LTE -> value <= bound;
        case GTE -> value >= bound;
        case LT -> value < bound;
        case GT -> value > bound;
      };
    }
  }
}
