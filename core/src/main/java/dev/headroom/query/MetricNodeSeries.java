package dev.headroom.query;

import dev.headroom.analysis.diagnosis.CallGraph;
import dev.headroom.analysis.diagnosis.MetricMeaning;
import dev.headroom.analysis.diagnosis.Series;
import dev.headroom.analysis.diagnosis.Signal;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Metric;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.metric.SeriesAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes series of nodes out of metrics, as their names tell what they measure ([MetricMeaning]):
/// gauges as means, counters as increases, histograms as count and mean. Counters and histograms of
/// requests count only for nodes that send no spans.
final class MetricNodeSeries {
  private static final Set<String> STATISTICS =
      Set.of("statistic", "stat", "aggregation", "quantile", "percentile");
  private static final List<List<String>> ENDS =
      List.of(
          List.of("client", "server"),
          List.of("source", "destination"),
          List.of("source_workload", "destination_workload"),
          List.of("caller", "callee"),
          List.of("source.name", "destination.name"));

  private final Rollups rollups;
  private final TimeWindow window;
  private final long step;
  private final Set<String> traced;
  private final Map<Key, TreeMap<Long, double[]>> cells = new TreeMap<>();

  private record Key(String node, Signal signal, String statistic, String name)
      implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = node.compareTo(other.node);
      order = order != 0 ? order : signal.compareTo(other.signal);
      order = order != 0 ? order : name.compareTo(other.name);
      return order != 0 ? order : statistic.compareTo(other.statistic);
    }
  }

  /// @param traced nodes that are known by their spans
  MetricNodeSeries(Rollups rollups, TimeWindow window, long step, Set<String> traced) {
    this.rollups = rollups;
    this.window = window;
    this.step = step;
    this.traced = traced;
  }

  /// All series; calls that attributes name both ends of go to the graph.
  List<Series> series(CallGraph.Builder graph) {
    for (RollupReader.Series one :
        rollups.read(RollupKind.METRIC, Metric.class, window, step, this::isWanted)) {
      Metric metric = (Metric) one.key();
      Map<String, String> attributes = SeriesAttributes.of(metric.attributes());
      edges(attributes, graph);
      add(metric, attributes, one.points());
    }
    List<Series> all = new ArrayList<>();
    cells.forEach((key, slices) -> all.add(series(key, slices)));
    return all;
  }

  private boolean isWanted(Metric metric) {
    Signal signal = MetricMeaning.of(metric.metric(), metric.unit());
    if (signal == Signal.OTHER) {
      return false;
    }
    boolean gauge =
        metric.type() == MetricType.GAUGE || metric.type() == MetricType.UP_DOWN_COUNTER;
    return gauge || signal.isResource() || !traced.contains(metric.service().value());
  }

  private static void edges(Map<String, String> attributes, CallGraph.Builder graph) {
    for (List<String> ends : ENDS) {
      String caller = attributes.getOrDefault(ends.getFirst(), "");
      String callee = attributes.getOrDefault(ends.getLast(), "");
      if (!caller.isBlank() && !callee.isBlank()) {
        graph.edge(caller, callee, Double.NaN);
      }
    }
  }

  private void add(Metric metric, Map<String, String> attributes, List<RollupReader.Point> points) {
    String node = metric.service().value();
    Signal signal = MetricMeaning.of(metric.metric(), metric.unit());
    String told =
        STATISTICS.stream().map(attributes::get).filter(s -> s != null).findFirst().orElse("");
    String statistic = MetricMeaning.statistic(told);
    double scale = metric.unit().equals("%") ? 0.01 : 1;
    switch (metric.type()) {
      case GAUGE, UP_DOWN_COUNTER ->
          gather(
              new Key(node, signal, statistic, metric.metric()),
              points,
              r -> new double[] {scale * r.mean(), 1});
      case COUNTER ->
          gather(
              new Key(node, signal, statistic, metric.metric()),
              points,
              r -> new double[] {r.sum(), 0});
      case HISTOGRAM, SUMMARY -> {
        gather(
            new Key(node, signal, "average", metric.metric()),
            points,
            r -> new double[] {r.sum(), r.count()});
        if (signal == Signal.LATENCY) {
          gather(
              new Key(node, Signal.REQUESTS, "sum", metric.metric()),
              points,
              r -> new double[] {r.count(), 0});
        }
      }
    }
  }

  private interface Reading {
    double[] of(Rollup slice);
  }

  /// Adds numerators and denominators; a denominator of 0 stands for a plain sum.
  private void gather(Key key, List<RollupReader.Point> points, Reading reading) {
    TreeMap<Long, double[]> slices = cells.computeIfAbsent(key, _ -> new TreeMap<>());
    for (RollupReader.Point point : points) {
      double[] parts = reading.of(point.value());
      if (Double.isFinite(parts[0])) {
        double[] sums = slices.computeIfAbsent(point.start(), _ -> new double[2]);
        sums[0] += parts[0];
        sums[1] += parts[1];
      }
    }
  }

  private static Series series(Key key, SortedMap<Long, double[]> slices) {
    long[] times = new long[slices.size()];
    double[] values = new double[slices.size()];
    int at = 0;
    for (Map.Entry<Long, double[]> slice : slices.entrySet()) {
      double[] parts = slice.getValue();
      times[at] = slice.getKey() * NodeSeries.SECOND;
      values[at++] = parts[1] == 0 ? parts[0] : parts[0] / parts[1];
    }
    return new Series(key.node(), key.signal(), key.statistic(), key.name(), times, values);
  }
}
