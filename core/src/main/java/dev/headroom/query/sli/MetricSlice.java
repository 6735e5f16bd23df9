package dev.headroom.query.sli;

import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.slo.MetricQuery.Aggregation;

/// One slice of all series that a query matches. Not thread-safe.
final class MetricSlice {
  private final Rollup plain = new Rollup();
  private double last;
  private double grown;
  private boolean grows;

  static boolean needsSketch(Aggregation aggregation) {
    return switch (aggregation) {
      case P50, P90, P95, P99, P999 -> true;
      case SUM, AVERAGE, MIN, MAX, LAST, COUNT, INCREASE, RATE -> false;
    };
  }

  /// Adds the slice of one series.
  void add(MetricType type, Rollup value) {
    switch (type) {
      case COUNTER -> {
        grown += value.sum();
        grows = true;
      }
      case HISTOGRAM, SUMMARY -> {
        grown += value.count();
        grows = true;
        plain(value);
      }
      case GAUGE, UP_DOWN_COUNTER -> plain(value);
    }
  }

  private void plain(Rollup value) {
    plain.merge(value);
    last += value.last();
  }

  /// What a minute of the slice amounts to; NaN when it has no value.
  ///
  /// @param minutes how many the slice covers
  double value(Aggregation aggregation, int minutes) {
    return switch (aggregation) {
      case SUM -> orNone(plain.sum() / minutes);
      case AVERAGE -> plain.mean();
      case MIN -> orNone(plain.min());
      case MAX -> orNone(plain.max());
      case LAST -> orNone(last);
      case COUNT -> orNone(plain.count() / minutes);
      case INCREASE -> grows ? grown / minutes : Double.NaN;
      case RATE -> grows ? grown / minutes / 60 : Double.NaN;
      case P50 -> plain.quantile(0.5);
      case P90 -> plain.quantile(0.9);
      case P95 -> plain.quantile(0.95);
      case P99 -> plain.quantile(0.99);
      case P999 -> plain.quantile(0.999);
    };
  }

  private double orNone(double value) {
    return plain.observed() == 0 || Double.isInfinite(value) ? Double.NaN : value;
  }
}
