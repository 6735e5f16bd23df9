package dev.headroom.query.view;

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
  public record MetricSeries(
      String service, String instance, List<AttributeView> attributes, Chart chart) {
    public MetricSeries {
      attributes = List.copyOf(attributes);
    }
  }
}
