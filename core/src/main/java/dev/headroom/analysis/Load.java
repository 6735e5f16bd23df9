package dev.headroom.analysis;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What services had to do, per slice: their entry operations (SERVER, CONSUMER), with the time
/// that these waited for others.
public final class Load {
  private final Grid grid;
  private final Map<ServiceOperation, OperationLoad> operations = new TreeMap<>();

  private Load(Grid grid) {
    this.grid = grid;
  }

  /// An entry operation, all versions and environments together; every array has a value per slice.
  ///
  /// @param count requests
  /// @param errors failed ones
  /// @param nanos sum of durations
  /// @param calls calls it made
  /// @param callNanos sum of their durations, as it saw them
  /// @param databaseCalls those of the calls that went to databases
  public record OperationLoad(
      ServiceOperation where,
      double[] count,
      double[] errors,
      double[] nanos,
      double[] calls,
      double[] callNanos,
      double[] databaseCalls) {

    /// Mean response time of a slice in nanoseconds; NaN without requests.
    public double response(int at) {
      return count[at] > 0 ? nanos[at] / count[at] : Double.NaN;
    }

    /// Mean time in calls per request, nanoseconds; NaN without requests.
    public double downstream(int at) {
      return count[at] > 0 ? callNanos[at] / count[at] : Double.NaN;
    }

    /// Mean time of a slice that calls do not explain, nanoseconds. Calls that overlap count twice,
    /// so it is at least 0 and errs to the low side; NaN without requests.
    public double own(int at) {
      return count[at] > 0 ? Math.max(0, nanos[at] - callNanos[at]) / count[at] : Double.NaN;
    }

    public double total() {
      double total = 0;
      for (double one : count) {
        total += one;
      }
      return total;
    }
  }

  /// Reads operations and edges of the window.
  public static Load read(ModelView view, TimeWindow window, long step) {
    Load load = new Load(Grid.of(window, step));
    for (RollupReader.Series series : read(view, RollupKind.OPERATION, window, step)) {
      if (series.key() instanceof RollupKey.Operation key) {
        load.add(key, series.points());
      }
    }
    for (RollupReader.Series series : read(view, RollupKind.EDGE, window, step)) {
      if (series.key() instanceof RollupKey.Edge key) {
        load.add(key, series.points());
      }
    }
    return load;
  }

  private static List<RollupReader.Series> read(
      ModelView view, RollupKind kind, TimeWindow window, long step) {
    return view.rollups()
        .read(
            new RollupReader.Query(
                kind,
                window,
                key -> !(key instanceof RollupKey.Operation o) || o.spanKind().isEntry(),
                step,
                false));
  }

  private void add(RollupKey.Operation key, List<RollupReader.Point> points) {
    OperationLoad load =
        operations.computeIfAbsent(
            new ServiceOperation(key.service(), key.operation()), this::empty);
    grid.add(points, p -> p.value().count(), load.count());
    grid.add(points, p -> p.value().errors(), load.errors());
    grid.add(points, p -> p.value().sum(), load.nanos());
  }

  private void add(RollupKey.Edge key, List<RollupReader.Point> points) {
    OperationLoad load = operations.get(new ServiceOperation(key.service(), key.operation()));
    if (load == null || key.consumes()) {
      return;
    }
    grid.add(points, p -> p.value().count(), load.calls());
    grid.add(points, p -> p.value().sum(), load.callNanos());
    if (key.callee().type() == NodeType.DATABASE) {
      grid.add(points, p -> p.value().count(), load.databaseCalls());
    }
  }

  private OperationLoad empty(ServiceOperation where) {
    int size = grid.size();
    return new OperationLoad(
        where,
        new double[size],
        new double[size],
        new double[size],
        new double[size],
        new double[size],
        new double[size]);
  }

  public Grid grid() {
    return grid;
  }

  /// All entry operations, by name.
  public Collection<OperationLoad> operations() {
    return operations.values();
  }

  /// Those of one service.
  public List<OperationLoad> of(ServiceName service) {
    return operations.values().stream()
        .filter(load -> load.where().service().equals(service))
        .toList();
  }

  /// A service as if it had one operation; the name of that is the one with most requests.
  public OperationLoad whole(ServiceName service) {
    OperationLoad whole = empty(new ServiceOperation(service, OperationName.OTHER));
    double most = 0;
    ServiceOperation busiest = whole.where();
    for (OperationLoad one : of(service)) {
      for (int i = 0; i < grid.size(); i++) {
        whole.count()[i] += one.count()[i];
        whole.errors()[i] += one.errors()[i];
        whole.nanos()[i] += one.nanos()[i];
        whole.calls()[i] += one.calls()[i];
        whole.callNanos()[i] += one.callNanos()[i];
        whole.databaseCalls()[i] += one.databaseCalls()[i];
      }
      if (one.total() > most) {
        most = one.total();
        busiest = one.where();
      }
    }
    return new OperationLoad(
        busiest,
        whole.count(),
        whole.errors(),
        whole.nanos(),
        whole.calls(),
        whole.callNanos(),
        whole.databaseCalls());
  }
}
