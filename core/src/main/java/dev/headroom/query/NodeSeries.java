package dev.headroom.query;

import dev.headroom.analysis.diagnosis.Series;
import dev.headroom.analysis.diagnosis.Signal;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.rollup.RollupKey.Path;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// Makes series of nodes out of what was counted of spans: requests, share of errors, latency and
/// own time, a value for each slice with traffic. A service is seen by its entry spans, or by its
/// own roots when it has none; a virtual node by its callers.
final class NodeSeries {
  static final long SECOND = 1_000_000_000L;

  /// What the series are called.
  private static final String NAME = "spans";

  /// Quantiles are read up to here; beyond it means have to do.
  private static final int NODES_WITH_QUANTILES = 200;

  private static final double MILLI = 1e6;

  private final Rollups rollups;
  private final TimeWindow window;
  private final long step;
  private final Map<String, TreeMap<Long, Rollup>> nodes = new TreeMap<>();

  NodeSeries(Rollups rollups, TimeWindow window, long step) {
    this.rollups = rollups;
    this.window = window;
    this.step = step;
  }

  /// All series of all nodes; latency and own time in milliseconds.
  List<Series> ofSpans() {
    Set<ServiceOperation> exits = new HashSet<>();
    Set<String> serving = new HashSet<>();
    for (RollupReader.Series one :
        rollups.read(RollupKind.OPERATION, Operation.class, window, 0, _ -> true)) {
      Operation key = (Operation) one.key();
      if (key.spanKind().isExit()) {
        exits.add(new ServiceOperation(key.service(), key.operation()));
      } else if (key.spanKind().isEntry()) {
        serving.add(key.service().value());
      }
    }
    boolean quantiles = serving.size() <= NODES_WITH_QUANTILES;
    gather(
        RollupKind.OPERATION,
        Operation.class,
        key -> key.spanKind().isEntry() ? key.service().value() : "",
        quantiles);
    gather(
        RollupKind.ROUTE,
        RollupKey.Route.class,
        key -> serving.contains(key.service().value()) ? "" : key.service().value(),
        quantiles);
    Set<String> virtual = new HashSet<>();
    gather(
        RollupKind.EDGE,
        Edge.class,
        key -> {
          boolean seen = key.callee().type() != NodeType.SERVICE && !key.consumes();
          if (seen) {
            virtual.add(key.callee().toString());
          }
          return seen ? key.callee().toString() : "";
        },
        quantiles);
    List<Series> series = new ArrayList<>();
    Map<String, Map<Long, Double>> own = ownTime(exits);
    nodes.forEach((node, slices) -> {
      series.add(series(node, Signal.REQUESTS, "", slices, Rollup::count));
      series.add(series(node, Signal.ERRORS, "", slices, r -> r.errors() / r.count()));
      series.add(series(node, Signal.LATENCY, "average", slices, r -> r.sum() / r.count() / MILLI));
      if (slices.values().stream().allMatch(r -> r.sketch() != null)) {
        series.add(series(node, Signal.LATENCY, "p95", slices, r -> r.quantile(0.95) / MILLI));
      }
      if (virtual.contains(node)) {
        series.add(
            series(node, Signal.OWN_TIME, "average", slices, r -> r.sum() / r.count() / MILLI));
      } else {
        series.add(own(node, slices, own.getOrDefault(node, Map.of())));
      }
    });
    return series;
  }

  /// @param node the node that a key counts for; empty for none
  private <K extends RollupKey> void gather(
      RollupKind kind, Class<K> type, Function<K, String> node, boolean quantiles) {
    rollups.each(
        kind,
        type,
        window,
        step,
        key -> !node.apply(key).isEmpty(),
        quantiles,
        series -> {
          TreeMap<Long, Rollup> slices =
              nodes.computeIfAbsent(node.apply(type.cast(series.key())), _ -> new TreeMap<>());
          for (RollupReader.Point point : series.points()) {
            if (point.value().count() > 0) {
              slices.computeIfAbsent(point.start(), _ -> new Rollup()).merge(point.value());
            }
          }
        });
  }

  /// What services do themselves on critical paths, per slice: all but the calls they make.
  private Map<String, Map<Long, Double>> ownTime(Set<ServiceOperation> exits) {
    Map<String, Map<Long, Double>> own = new TreeMap<>();
    for (RollupReader.Series one :
        rollups.read(
            RollupKind.PATH,
            Path.class,
            window,
            step,
            key -> !exits.contains(new ServiceOperation(key.onService(), key.onOperation())))) {
      Map<Long, Double> slices =
          own.computeIfAbsent(((Path) one.key()).onService().value(), _ -> new TreeMap<>());
      one.points().forEach(point -> slices.merge(point.start(), point.value().sum(), Double::sum));
    }
    return own;
  }

  private static Series own(String node, SortedMap<Long, Rollup> slices, Map<Long, Double> nanos) {
    return series(
        node,
        Signal.OWN_TIME,
        "average",
        slices,
        (start, r) -> nanos.getOrDefault(start, 0.0) / r.count() / MILLI);
  }

  private static Series series(
      String node,
      Signal signal,
      String statistic,
      SortedMap<Long, Rollup> slices,
      ToDoubleFunction<Rollup> reading) {
    return series(node, signal, statistic, slices, (_, r) -> reading.applyAsDouble(r));
  }

  /// Reads one value out of a slice.
  private interface Reading {
    double of(long start, Rollup slice);
  }

  private static Series series(
      String node,
      Signal signal,
      String statistic,
      SortedMap<Long, Rollup> slices,
      Reading reading) {
    long[] times = new long[slices.size()];
    double[] values = new double[slices.size()];
    int at = 0;
    for (Map.Entry<Long, Rollup> slice : slices.entrySet()) {
      times[at] = slice.getKey() * SECOND;
      values[at++] = reading.of(slice.getKey(), slice.getValue());
    }
    return new Series(node, signal, statistic, NAME, times, values);
  }
}
