package dev.headroom.capacity;

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
import java.util.function.Function;
import java.util.function.Predicate;

/// Reads rates, concurrencies and calls from rollups.
///
/// What is read slice by slice is kept as plain numbers, so that memory is bounded by 16 bytes a
/// slice and operation.
final class LoadReader {
  private static final double NANOS = 1e9;

  private final RollupReader reader;

  LoadReader(RollupReader reader) {
    this.reader = reader;
  }

  Loads read(Slices slices) {
    Map<ServiceOperation, OperationLoad> operations = new HashMap<>();
    Set<ServiceName> serving = new HashSet<>();
    tally(
        RollupKind.OPERATION,
        slices,
        key -> key instanceof Operation operation && operation.spanKind().isEntry(),
        key -> {
          serving.add(key.service());
          return load(operations, slices, key);
        });
    // Of services that take no requests (a browser, a job) the roots are all there is to count.
    tally(
        RollupKind.ROUTE,
        slices,
        key -> !serving.contains(key.service()),
        key -> load(operations, slices, key));
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

  private static RollupReader.Tally load(
      Map<ServiceOperation, OperationLoad> operations, Slices slices, RollupKey key) {
    OperationLoad load =
        operations.computeIfAbsent(name(key), name -> OperationLoad.empty(name, slices.count()));
    return (start, _, count, _, nanos) -> {
      int at = slices.index(start);
      if (at >= 0 && at < slices.count()) {
        load.add(at, count / slices.step(), nanos / NANOS / slices.step());
      }
    };
  }

  private static ServiceOperation name(RollupKey key) {
    return switch (key) {
      case Operation of -> new ServiceOperation(of.service(), of.operation());
      case Route of -> new ServiceOperation(of.service(), of.operation());
      default -> throw new IllegalArgumentException(key + "; expected an operation or a route");
    };
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
    tally(
        RollupKind.EDGE,
        slices,
        key -> key instanceof Edge edge && services.contains(edge.service()) && waitsFor(edge),
        key -> {
          double[] sum = underWay.computeIfAbsent(key.service(), _ -> new double[slices.count()]);
          return (start, _, _, _, nanos) -> {
            int at = slices.index(start);
            if (at >= 0 && at < slices.count()) {
              sum[at] += nanos / NANOS / slices.step();
            }
          };
        });
    return underWay;
  }

  private void tally(
      RollupKind kind,
      Slices slices,
      Predicate<RollupKey> filter,
      Function<RollupKey, RollupReader.Tally> tallies) {
    reader.tally(new Query(kind, slices.window(), filter, slices.step(), false), tallies);
  }
}
