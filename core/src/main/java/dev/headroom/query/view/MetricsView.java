package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The catalogue of metrics.
///
/// @param services names to choose from
public record MetricsView(
    WindowView window,
    int metricCount,
    List<MetricRow> metrics,
    @Nullable String nextCursor,
    List<String> services,
    List<Hint> hints) {
  public MetricsView {
    metrics = List.copyOf(metrics);
    services = List.copyOf(services);
    hints = List.copyOf(hints);
  }

  /// One metric of one service.
  ///
  /// @param type `GAUGE`, `COUNTER`, `UP_DOWN_COUNTER`, `HISTOGRAM` or `SUMMARY`
  /// @param series how many series it has (instances × attribute values)
  /// @param attributeKeys the keys that tell its series apart
  /// @param lastSeen end of the last slice that holds a point
  public record MetricRow(
      String service,
      String metric,
      String unit,
      String type,
      int series,
      List<String> attributeKeys,
      Instant lastSeen) {
    public MetricRow {
      attributeKeys = List.copyOf(attributeKeys);
    }
  }
}
