package dev.headroom.signal;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One data point of one metric as it was sent.
///
/// @param metric the metric's name
/// @param description what the sender says it is
/// @param unit UCUM, empty when absent
/// @param startNanos start of the interval, nanoseconds since the epoch; 0 when unknown
/// @param timeNanos its end, nanoseconds since the epoch
/// @param noRecordedValue the series ends or pauses here; the data holds nothing
/// @param exemplars measurements that show where the point comes from
public record MetricPoint(
    String metric,
    String description,
    String unit,
    long startNanos,
    long timeNanos,
    boolean noRecordedValue,
    Data data,
    Attributes attributes,
    List<Exemplar> exemplars,
    Attributes resource,
    Scope scope) {

  public MetricPoint {
    exemplars = List.copyOf(exemplars);
  }

  /// Whether values restart with each point or run on since the start.
  public enum Temporality {
    UNSPECIFIED,
    DELTA,
    CUMULATIVE
  }

  /// What kind of value the point carries.
  public sealed interface Data {

    record Gauge(double value) implements Data {}

    record Sum(double value, boolean monotonic, Temporality temporality) implements Data {}

    /// @param bounds upper bounds, ascending; one fewer than counts (both empty: count and sum
    ///   only)
    /// @param sum NaN when absent, as it is with negative measurements
    /// @param min NaN when absent
    /// @param max NaN when absent
    record Histogram(
        long count,
        double sum,
        double min,
        double max,
        List<Double> bounds,
        List<Long> counts,
        Temporality temporality)
        implements Data {
      public Histogram {
        bounds = List.copyOf(bounds);
        counts = List.copyOf(counts);
      }
    }

    /// Buckets with base 2^(2^-scale); bucket i holds (base^i, base^(i+1)].
    ///
    /// @param sum NaN when absent, as it is with negative measurements
    /// @param min NaN when absent
    /// @param max NaN when absent
    record ExponentialHistogram(
        long count,
        double sum,
        double min,
        double max,
        int scale,
        long zeroCount,
        double zeroThreshold,
        int positiveOffset,
        List<Long> positive,
        int negativeOffset,
        List<Long> negative,
        Temporality temporality)
        implements Data {
      public ExponentialHistogram {
        positive = List.copyOf(positive);
        negative = List.copyOf(negative);
      }
    }

    /// Client-side quantiles, which cannot be merged; kept as sent.
    record Summary(long count, double sum, List<Quantile> quantiles) implements Data {
      public Summary {
        quantiles = List.copyOf(quantiles);
      }
    }
  }

  /// @param quantile 0 to 1
  public record Quantile(double quantile, double value) {}

  /// One measurement with its trace.
  public record Exemplar(
      double value,
      long timeNanos,
      @Nullable TraceId traceId,
      @Nullable SpanId spanId,
      Attributes attributes) {}
}
