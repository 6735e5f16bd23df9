package dev.headroom.app.diagnose;

import dev.headroom.analysis.diagnosis.CallGraph;
import dev.headroom.analysis.diagnosis.MetricMeaning;
import dev.headroom.analysis.diagnosis.NodeNames;
import dev.headroom.analysis.diagnosis.Series;
import dev.headroom.analysis.diagnosis.Signal;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.signal.MetricPoint.Temporality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Gathers points of metrics into series of nodes: gauges as they are, counters as increases per
/// minute, histograms as requests, mean and p95 per minute, summaries as their quantiles.
/// Attributes that name both ends of a call (`client` and `server`, `source` and `destination`, …)
/// give edges.
final class MetricLoading {
  private static final String[][] ENDS = {
    {"client", "server"},
    {"source", "destination"},
    {"source_workload", "destination_workload"},
    {"caller", "callee"},
    {"source.name", "destination.name"}
  };

  private final Map<Key, List<double[]>> gauges = new HashMap<>();
  private final Map<Key, List<Long>> times = new HashMap<>();
  private final Counters counters = new Counters();
  private final Map<Key, Counters.Minutes> minutes = new HashMap<>();
  private final Map<Key, double[]> bounds = new HashMap<>();
  private final CallGraph.Builder graph;

  /// One series to be.
  private record Key(String node, Signal signal, String statistic, String name) {}

  /// One stream of a counter or histogram.
  private record Stream(Key key, boolean failed, Attributes attributes, Attributes resource) {}

  MetricLoading(CallGraph.Builder graph) {
    this.graph = graph;
  }

  void add(MetricPoint point) {
    String node = NodeNames.of(point.resource(), point.attributes());
    edges(point.attributes());
    if (node.isEmpty() || point.noRecordedValue()) {
      return;
    }
    Signal signal = MetricMeaning.of(point.metric(), point.unit());
    String statistic =
        MetricMeaning.statistic(
            point.attributes().text("statistic", "stat", "aggregation", "quantile", "percentile"));
    Key key = new Key(node, signal, statistic, point.metric());
    switch (point.data()) {
      case Data.Gauge(double value) -> gauge(key, point.timeNanos(), scaled(point, value));
      case Data.Sum(double value, boolean monotonic, Temporality temporality) -> {
        if (monotonic || temporality == Temporality.DELTA) {
          count(stream(key, point), point, temporality, new double[] {value});
        } else {
          gauge(key, point.timeNanos(), value);
        }
      }
      case Data.Histogram histogram -> histogram(key, point, histogram);
      case Data.ExponentialHistogram histogram ->
          count(
              stream(key, point),
              point,
              histogram.temporality(),
              new double[] {histogram.count(), zeroIfAbsent(histogram.sum())});
      case Data.Summary summary ->
          summary
              .quantiles()
              .forEach(quantile -> {
                String name = MetricMeaning.statistic(Double.toString(quantile.quantile()));
                gauge(
                    new Key(node, signal, name, point.metric()),
                    point.timeNanos(),
                    quantile.value());
              });
    }
  }

  private void edges(Attributes attributes) {
    for (String[] ends : ENDS) {
      String caller = attributes.text(ends[0]);
      String callee = attributes.text(ends[1]);
      if (!caller.isBlank() && !callee.isBlank()) {
        graph.edge(caller, callee, Double.NaN);
      }
    }
  }

  /// Per cent become shares.
  private static double scaled(MetricPoint point, double value) {
    return point.unit().equals("%") ? value / 100 : value;
  }

  private static double zeroIfAbsent(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  private void gauge(Key key, long time, double value) {
    gauges.computeIfAbsent(key, _ -> new ArrayList<>()).add(new double[] {value});
    times.computeIfAbsent(key, _ -> new ArrayList<>()).add(time);
  }

  private static Stream stream(Key key, MetricPoint point) {
    Attributes attributes = point.attributes();
    String status = attributes.text("http.response.status_code", "http.status_code", "status_code");
    boolean failed =
        status.startsWith("5")
            || status.equals("STATUS_CODE_ERROR")
            || !attributes.text("error.type").isEmpty();
    return new Stream(key, failed, attributes, point.resource());
  }

  private void histogram(Key key, MetricPoint point, Data.Histogram histogram) {
    double[] parts = new double[2 + histogram.counts().size()];
    parts[0] = histogram.count();
    parts[1] = zeroIfAbsent(histogram.sum());
    for (int i = 2; i < parts.length; i++) {
      parts[i] = histogram.counts().get(i - 2);
    }
    if (!histogram.bounds().isEmpty()) {
      bounds.putIfAbsent(
          key, histogram.bounds().stream().mapToDouble(Double::doubleValue).toArray());
    }
    count(stream(key, point), point, histogram.temporality(), parts);
  }

  private void count(Stream stream, MetricPoint point, Temporality temporality, double[] parts) {
    Counters.Reading reading = new Counters.Reading(point.timeNanos(), parts);
    if (temporality == Temporality.DELTA) {
      increase(stream, reading);
    } else {
      counters.add(stream, reading);
    }
  }

  private void increase(Object of, Counters.Reading reading) {
    Stream stream = (Stream) of;
    minutes.computeIfAbsent(stream.key(), _ -> new Counters.Minutes()).add(reading);
    boolean service =
        stream.key().signal() == Signal.LATENCY || stream.key().signal() == Signal.REQUESTS;
    if (service) {
      Key errors = new Key(stream.key().node(), Signal.ERRORS, "", stream.key().name());
      double failed = stream.failed() ? reading.parts()[0] : 0;
      minutes
          .computeIfAbsent(errors, _ -> new Counters.Minutes())
          .add(
              new Counters.Reading(reading.timeNanos(), new double[] {reading.parts()[0], failed}));
    }
  }

  /// All series; call it once, at the end.
  List<Series> series() {
    counters.increases(this::increase);
    List<Series> all = new ArrayList<>();
    gauges.forEach(
        (key, values) -> all.add(ofGauge(key, values, times.getOrDefault(key, List.of()))));
    minutes.forEach((key, cells) -> ofMinutes(key, cells, all));
    all.sort(
        Comparator.comparing(Series::node)
            .thenComparing(Series::signal)
            .thenComparing(Series::name)
            .thenComparing(Series::statistic));
    return all;
  }

  private static Series ofGauge(Key key, List<double[]> values, List<Long> times) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingLong(times::get));
    long[] at = order.stream().mapToLong(times::get).toArray();
    double[] sorted = order.stream().mapToDouble(i -> values.get(i)[0]).toArray();
    boolean percent = false;
    for (double value : sorted) {
      percent |= key.signal() == Signal.AVAILABILITY && value > 1.5 && value <= 100;
    }
    for (int i = 0; percent && i < sorted.length; i++) {
      sorted[i] /= 100;
    }
    return new Series(key.node(), key.signal(), key.statistic(), key.name(), at, sorted);
  }

  private void ofMinutes(Key key, Counters.Minutes cells, List<Series> all) {
    boolean distribution = cells.cells().values().iterator().next().length > 1;
    if (key.signal() == Signal.ERRORS && distribution) {
      all.add(series(key, Signal.ERRORS, "", cells, parts -> parts[1] / parts[0]));
    } else if (distribution) {
      if (key.signal() == Signal.LATENCY) {
        all.add(series(key, Signal.REQUESTS, "sum", cells, parts -> parts[0]));
      }
      all.add(series(key, key.signal(), "average", cells, parts -> parts[1] / parts[0]));
      double[] limits = bounds.get(key);
      if (limits != null) {
        all.add(series(key, key.signal(), "p95", cells, parts -> p95(parts, limits)));
      }
    } else {
      all.add(series(key, key.signal(), key.statistic(), cells, parts -> parts[0]));
    }
  }

  private static Series series(
      Key key,
      Signal signal,
      String statistic,
      Counters.Minutes minutes,
      ToDoubleFunction<double[]> reading) {
    long[] at = minutes.cells().keySet().stream().mapToLong(Long::longValue).toArray();
    double[] values = minutes.cells().values().stream().mapToDouble(reading).toArray();
    return new Series(key.node(), signal, statistic, key.name(), at, values);
  }

  /// Interpolated within its bucket; NaN of nothing.
  private static double p95(double[] parts, double[] bounds) {
    double wanted = 0.95 * parts[0];
    double seen = 0;
    for (int i = 2; i < parts.length; i++) {
      if (parts[i] > 0 && seen + parts[i] >= wanted) {
        int bucket = i - 2;
        double low = bucket == 0 ? 0 : bounds[Math.min(bucket - 1, bounds.length - 1)];
        double high = bucket < bounds.length ? bounds[bucket] : 2 * low;
        return low + (high - low) * (wanted - seen) / parts[i];
      }
      seen += parts[i];
    }
    return Double.NaN;
  }
}
