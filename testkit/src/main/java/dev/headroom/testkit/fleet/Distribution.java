package dev.headroom.testkit.fleet;

import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.signal.MetricPoint.Temporality;
import java.util.ArrayList;
import java.util.List;

/// A cumulative histogram of durations with the bounds that the OpenTelemetry Java agent uses for
/// them. Not thread-safe.
final class Distribution {
  private static final List<Double> SECONDS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);
  static final List<Double> GC_SECONDS = List.of(0.01, 0.1, 1.0, 10.0);

  private final List<Double> bounds;
  private final long[] counts;
  private long count;
  private double sumSeconds;
  private double minSeconds = Double.POSITIVE_INFINITY;
  private double maxSeconds;

  Distribution() {
    this(SECONDS);
  }

  Distribution(List<Double> bounds) {
    this.bounds = bounds;
    counts = new long[bounds.size() + 1];
  }

  void add(long nanos) {
    double seconds = nanos / 1e9;
    int bucket = 0;
    while (bucket < bounds.size() && seconds > bounds.get(bucket)) {
      bucket++;
    }
    counts[bucket]++;
    count++;
    sumSeconds += seconds;
    minSeconds = Math.min(minSeconds, seconds);
    maxSeconds = Math.max(maxSeconds, seconds);
  }

  long count() {
    return count;
  }

  double sumSeconds() {
    return sumSeconds;
  }

  /// All since the start.
  Data.Histogram data() {
    List<Long> boxed = new ArrayList<>(counts.length);
    for (long one : counts) {
      boxed.add(one);
    }
    return new Data.Histogram(
        count, sumSeconds, minSeconds, maxSeconds, bounds, boxed, Temporality.CUMULATIVE);
  }
}
