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
import org.jspecify.annotations.Nullable;

/// What services had to do, per slice: their entry operations (SERVER, CONSUMER), with the time
/// that these waited for others.
public final class Load {
  private static final RollupReader.Tally NOTHING = (_, _, _, _, _) -> {};

  private final Grid grid;
  private final Map<ServiceOperation, OperationLoad> operations = new TreeMap<>();

  private Load(Grid grid) {
    this.grid = grid;
  }

  /// An entry operation, all versions and environments together; every array has a value per slice.
  ///
  /// @param count requests
  /// @param nanos sum of durations
  /// @param callNanos sum of the durations of its calls, as it saw them
  /// @param databaseCalls its calls that went to databases
  /// @param asked requests whose caller is known
  /// @param askedNanos sum of their durations, as the callers saw them
  public record OperationLoad(
      ServiceOperation where,
      double[] count,
      double[] nanos,
      double[] callNanos,
      double[] databaseCalls,
      double[] asked,
      double[] askedNanos) {
    private static OperationLoad empty(ServiceOperation where, int size) {
      return new OperationLoad(
          where,
          new double[size],
          new double[size],
          new double[size],
          new double[size],
          new double[size],
          new double[size]);
    }

    private OperationLoad named(ServiceOperation other) {
      return new OperationLoad(other, count, nanos, callNanos, databaseCalls, asked, askedNanos);
    }

    private void add(OperationLoad other) {
      add(count, other.count);
      add(nanos, other.nanos);
      add(callNanos, other.callNanos);
      add(databaseCalls, other.databaseCalls);
      add(asked, other.asked);
      add(askedNanos, other.askedNanos);
    }

    private static void add(double[] into, double[] from) {
      for (int i = 0; i < into.length; i++) {
        into[i] += from[i];
      }
    }

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

    /// Mean time that callers wait beyond the response time, nanoseconds: on the way, and before
    /// the work begins; NaN without requests whose caller is known.
    public double outside(int at) {
      return asked[at] > 0 ? askedNanos[at] / asked[at] - response(at) : Double.NaN;
    }

    public double total() {
      double total = 0;
      for (double one : count) {
        total += one;
      }
      return total;
    }
  }

  /// The minutes of the view's window.
  public static Load minutes(ModelView view) {
    return view.shared(Load.class, () -> read(view, view.window(), Grid.MINUTE));
  }

  /// Reads operations and edges of the window.
  public static Load read(ModelView view, TimeWindow window, long step) {
    Load load = new Load(Grid.of(window, step));
    view.rollups()
        .tally(
            new RollupReader.Query(
                RollupKind.OPERATION,
                window,
                key -> key instanceof RollupKey.Operation of && of.spanKind().isEntry(),
                step,
                false),
            load::operation);
    view.rollups()
        .tally(
            new RollupReader.Query(
                RollupKind.EDGE,
                window,
                key -> key instanceof RollupKey.Edge edge && !edge.consumes(),
                step,
                false),
            load::edge);
    return load;
  }

  private RollupReader.Tally operation(RollupKey key) {
    if (!(key instanceof RollupKey.Operation of)) {
      return NOTHING;
    }
    OperationLoad load =
        operations.computeIfAbsent(
            new ServiceOperation(of.service(), of.operation()),
            where -> OperationLoad.empty(where, grid.size()));
    return (start, _, count, _, nanos) -> {
      int at = grid.index(start);
      if (at >= 0 && at < grid.size()) {
        load.count[at] += count;
        load.nanos[at] += nanos;
      }
    };
  }

  private RollupReader.Tally edge(RollupKey key) {
    if (!(key instanceof RollupKey.Edge edge)) {
      return NOTHING;
    }
    OperationLoad caller = operations.get(new ServiceOperation(edge.service(), edge.operation()));
    OperationLoad callee = callee(edge);
    boolean database = edge.callee().type() == NodeType.DATABASE;
    return (start, _, count, _, nanos) -> {
      int at = grid.index(start);
      if (at >= 0 && at < grid.size()) {
        if (caller != null) {
          caller.callNanos[at] += nanos;
          caller.databaseCalls[at] += database ? count : 0;
        }
        if (callee != null) {
          callee.asked[at] += count;
          callee.askedNanos[at] += nanos;
        }
      }
    };
  }

  private @Nullable OperationLoad callee(RollupKey.Edge key) {
    return key.callee().type() == NodeType.SERVICE
        ? operations.get(
            new ServiceOperation(
                new ServiceName(key.callee().name()), new OperationName(key.calleeOperation())))
        : null;
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
    ServiceOperation busiest = new ServiceOperation(service, OperationName.OTHER);
    OperationLoad whole = OperationLoad.empty(busiest, grid.size());
    double most = 0;
    for (OperationLoad one : of(service)) {
      whole.add(one);
      if (one.total() > most) {
        most = one.total();
        busiest = one.where();
      }
    }
    return whole.named(busiest);
  }
}
