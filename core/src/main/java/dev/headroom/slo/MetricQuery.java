package dev.headroom.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Map;
import java.util.TreeMap;

/// One number a minute, read from stored metrics.
///
/// @param service whose metric; empty for that of any service
/// @param metric its normalised name
/// @param attributes what a series must carry; series that do are added up
/// @param aggregation what is taken of the minute
public record MetricQuery(
    String service, String metric, Map<String, String> attributes, Aggregation aggregation) {

  /// What is taken of a minute's points. Counters know [#INCREASE] and [#RATE], gauges the plain
  /// ones, histograms all of them (they grow by their measurements); of others a minute has no
  /// value. [#AVERAGE], [#MIN], [#MAX] and quantiles are taken over the points of all series
  /// together.
  public enum Aggregation {
    /// Sum of the points (gauges) or of the measurements (histograms).
    SUM,
    AVERAGE,
    MIN,
    MAX,
    /// Sum of the last point of each series.
    LAST,
    /// How many points or measurements.
    COUNT,
    /// By how much a counter grew.
    INCREASE,
    /// The same per second.
    RATE,
    P50,
    P90,
    P95,
    P99,
    P999
  }

  public MetricQuery {
    if (metric.isBlank()) {
      throw new HeadroomException(ErrorCode.INVALID, "metric is blank; expected a metric's name");
    }
    attributes = java.util.Collections.unmodifiableMap(new TreeMap<>(attributes));
  }
}
