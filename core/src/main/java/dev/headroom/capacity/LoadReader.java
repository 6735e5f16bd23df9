package dev.headroom.capacity;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.capacity.Loads.Call;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.rollup.RollupKey.Route;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupReader.Query;
import dev.headroom.rollup.RollupReader.Series;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Reads rates, concurrencies and calls from rollups.
///
/// What is read slice by slice is read for some keys at a time and kept as plain numbers, so that
/// memory is bounded by 16 bytes a slice and operation.
final class LoadReader {
  private static final int POINTS_AT_ONCE = 200_000;
  private static final double NANOS = 1e9;

  private final RollupReader reader;

  LoadReader(RollupReader reader) {
    this.reader = reader;
  }

  Loads read(Slices slices) {
    Map<ServiceOperation, OperationLoad> operations = new HashMap<>();
    Set<ServiceName> serving = new HashSet<>();
    each(
        RollupKind.OPERATION,
        slices,
        key -> key instanceof Operation operation && operation.spanKind().isEntry(),
        series -> {
          if (series.key() instanceof Operation operation) {
            serving.add(operation.service());
            add(operations, slices, operation.service(), operation.operation(), series);
          }
        });
    // Of services that take no requests (a browser, a job) the roots are all there is to count.
    each(
        RollupKind.ROUTE,
        slices,
        key -> key instanceof Route route && !serving.contains(route.service()),
        series -> {
          if (series.key() instanceof Route route) {
            add(operations, slices, route.service(), route.operation(), series);
          }
        });
    operations.values().removeIf(load -> load.total() == 0);
    Map<ServiceName, List<OperationLoad>> byService = new HashMap<>();
    operations
        .values()
        .forEach(load ->
            byService.computeIfAbsent(load.name().service(), _ -> new ArrayList<>()).add(load));
    byService
        .values()
        .forEach(loads ->
            loads.sort(
                Comparator.comparingDouble(OperationLoad::total)
                    .reversed()
                    .thenComparing(OperationLoad::name)));
    return new Loads(slices, operations, byService, calls(slices, operations));
  }

  private static void add(
      Map<ServiceOperation, OperationLoad> operations,
      Slices slices,
      ServiceName service,
      OperationName operation,
      Series series) {
    ServiceOperation name = new ServiceOperation(service, operation);
    OperationLoad load =
        operations.computeIfAbsent(name, _ -> OperationLoad.empty(name, slices.count()));
    for (RollupReader.Point point : series.points()) {
      int at = slices.index(point.start());
      if (at >= 0 && at < slices.count()) {
        load.add(
            at, point.value().count() / slices.step(), point.value().sum() / NANOS / slices.step());
      }
    }
  }

  private Map<ServiceOperation, List<Call>> calls(
      Slices slices, Map<ServiceOperation, OperationLoad> operations) {
    Map<ServiceOperation, List<Call>> calls = new HashMap<>();
    TimeWindow window = slices.window();
    for (Series series : reader.read(new Query(RollupKind.EDGE, window, _ -> true, 0, false))) {
      if (series.key() instanceof Edge edge && waitsFor(edge)) {
        ServiceOperation caller = new ServiceOperation(edge.service(), edge.operation());
        OperationLoad load = operations.get(caller);
        double count = series.total().count();
        if (load != null && count > 0) {
          calls
              .computeIfAbsent(caller, _ -> new ArrayList<>())
              .add(
                  new Call(
                      edge.callee(),
                      edge.calleeOperation(),
                      count / (load.total() * slices.step()),
                      series.total().sum() / NANOS / count));
        }
      }
    }
    return calls;
  }

  /// A message is work for later: whoever publishes it does not wait for whoever takes it.
  private static boolean waitsFor(Edge edge) {
    return edge.callee().type() != NodeType.QUEUE;
  }

  /// How many calls out of each of the services were under way, slice by slice.
  Map<ServiceName, double[]> callsUnderWay(Slices slices, Set<ServiceName> services) {
    Map<ServiceName, double[]> underWay = new HashMap<>();
    each(
        RollupKind.EDGE,
        slices,
        key -> key instanceof Edge edge && services.contains(edge.service()) && waitsFor(edge),
        series -> {
          double[] sum =
              underWay.computeIfAbsent(series.key().service(), _ -> new double[slices.count()]);
          for (RollupReader.Point point : series.points()) {
            int at = slices.index(point.start());
            if (at >= 0 && at < slices.count()) {
              sum[at] += point.value().sum() / NANOS / slices.step();
            }
          }
        });
    return underWay;
  }

  /// All series that pass, a limited number of points at a time.
  void each(RollupKind kind, Slices slices, Predicate<RollupKey> filter, Consumer<Series> sink) {
    int atOnce = Math.max(1, POINTS_AT_ONCE / slices.count());
    List<Series> known = reader.read(new Query(kind, slices.window(), filter, 0, false));
    for (int from = 0; from < known.size(); from += atOnce) {
      Set<RollupKey> some = new HashSet<>();
      known.subList(from, Math.min(known.size(), from + atOnce)).stream()
          .map(Series::key)
          .forEach(some::add);
      reader
          .read(new Query(kind, slices.window(), some::contains, slices.step(), false))
          .forEach(sink);
    }
  }
}
