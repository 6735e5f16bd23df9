package dev.headroom.analysis;

import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupReader.Point;
import dev.headroom.rollup.metric.SeriesAttributes;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// A metric series with its attributes read.
public record MetricSeries(
    RollupKey.Metric key, Map<String, String> attributes, List<Point> points) {

  static MetricSeries of(RollupKey.Metric key, List<Point> points) {
    return new MetricSeries(key, SeriesAttributes.of(key.attributes()), points);
  }

  /// The value of an attribute; empty when the series has none.
  public String attribute(String name) {
    return attributes.getOrDefault(name, "");
  }

  /// Adds a figure of each slice; see [Grid#add].
  public void addTo(Grid grid, ToDoubleFunction<Rollup> figure, double[] into) {
    grid.add(points, point -> figure.applyAsDouble(point.value()), into);
  }
}
