package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;

/// The series of one metric over time, downsampled to the window's step.
///
/// @param series the largest first, at most the limit asked for
/// @param seriesCount how many there are
public record MetricSeriesView(
    WindowView window,
    String metric,
    String unit,
    String type,
    int seriesCount,
    List<MetricSeries> series,
    List<Hint> hints) {
  public MetricSeriesView {
    series = List.copyOf(series);
    hints = List.copyOf(hints);
  }

  /// One series. Gauges and up-down counters have the lines `mean`, `min`, `max`; counters `rate`
  /// (per second); histograms `rate`, `mean`, `p50`, `p95`, `p99`; summaries `rate` and `mean`.
  ///
  /// @param exemplars single measurements of the window with their traces, the largest first; a few
  ///   an hour, and none of long ago
  public record MetricSeries(
      String service,
      String instance,
      List<AttributeView> attributes,
      Chart chart,
      List<ExemplarView> exemplars) {
    public MetricSeries {
      attributes = List.copyOf(attributes);
      exemplars = List.copyOf(exemplars);
    }
  }

  /// @param traceId the trace it was made in, which may not have been kept
  /// @param spanId empty when only the trace is known
  /// @param attributes those that the series does not have
  public record ExemplarView(
      Instant at, double value, String traceId, String spanId, List<AttributeView> attributes) {
    public ExemplarView {
      attributes = List.copyOf(attributes);
      Valid.finite("value", value);
    }
  }
}
