package dev.headroom.engine.slo;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupReader.Query;
import dev.headroom.rollup.RollupReader.Series;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Follows trouble from where it is felt to where it comes from: from a service along the one call
/// that explains at least half of its failures, or of the time it takes longer than before, to the
/// called service or virtual node, and on from there. What no call explains is its own cause.
///
/// This is the rule that groups alerts, not a diagnosis: it looks at sums of the window alone.
/// Deterministic; of two calls that explain as much, the first by name is followed.
final class CauseFinder {
  /// The least share that a call must explain to be followed.
  private static final double EXPLAINS = 0.5;

  private static final int FURTHEST = 16;

  private final Map<Entry, Work> now;
  private final Map<Entry, Work> before;

  /// Where trouble is felt.
  ///
  /// @param operation empty for all entry operations
  /// @param callee the call that is watched; empty for the service itself
  /// @param slow whether it is slow; else it fails
  record Symptom(ServiceName service, String operation, String callee, boolean slow) {}

  /// Where it comes from.
  ///
  /// @param node the last one that is to blame
  /// @param share of the symptom that the path explains; 1 when it is the symptom's own service
  /// @param path from the symptom to the node, both included
  record Cause(NodeId node, double share, List<NodeId> path) {
    Cause {
      path = List.copyOf(path);
    }
  }

  private record Entry(ServiceName service, String operation) {}

  private record Call(NodeId callee, String operation) {}

  /// What an entry operation did in a window.
  private static final class Work {
    private double count;
    private double errors;
    private double nanos;
    private final Map<Call, Work> calls = new HashMap<>();

    void add(Rollup rollup) {
      count += rollup.count();
      errors += rollup.errors();
      nanos += rollup.sum();
    }

    void merge(Work other) {
      count += other.count;
      errors += other.errors;
      nanos += other.nanos;
      other.calls.forEach(
          (call, work) -> calls.computeIfAbsent(call, _ -> new Work()).mergeFigures(work));
    }

    private void mergeFigures(Work other) {
      count += other.count;
      errors += other.errors;
      nanos += other.nanos;
    }
  }

  /// @param troubled the window in which it is bad
  /// @param earlier a window in which it was not, for what is slow
  CauseFinder(RollupReader rollups, TimeWindow troubled, TimeWindow earlier) {
    now = read(rollups, troubled);
    before = read(rollups, earlier);
  }

  private static Map<Entry, Work> read(RollupReader rollups, TimeWindow window) {
    Map<Entry, Work> entries = new HashMap<>();
    for (Series series : rollups.read(query(RollupKind.OPERATION, window))) {
      if (series.key() instanceof RollupKey.Operation key && key.spanKind().isEntry()) {
        entry(entries, key.service(), key.operation().value()).add(series.total());
      }
    }
    for (Series series : rollups.read(query(RollupKind.EDGE, window))) {
      if (series.key() instanceof RollupKey.Edge key && !key.consumes()) {
        entry(entries, key.service(), key.operation().value())
            .calls
            .computeIfAbsent(new Call(key.callee(), key.calleeOperation()), _ -> new Work())
            .add(series.total());
      }
    }
    return entries;
  }

  private static Query query(RollupKind kind, TimeWindow window) {
    return new Query(kind, window, _ -> true, 0, false);
  }

  private static Work entry(Map<Entry, Work> entries, ServiceName service, String operation) {
    return entries.computeIfAbsent(new Entry(service, operation), _ -> new Work());
  }

  /// Null when the window knows nothing of where trouble is felt, or of no trouble there.
  @Nullable Cause find(Symptom symptom) {
    if (symptom.callee().isEmpty()
        && !(trouble(symptom.service(), symptom.operation(), symptom.slow()) > 0)) {
      return null;
    }
    NodeId start = NodeId.service(symptom.service());
    List<NodeId> path = new ArrayList<>(List.of(start));
    Set<NodeId> seen = new HashSet<>(path);
    ServiceName service = symptom.service();
    String operation = symptom.operation();
    double share = 1;
    if (!symptom.callee().isEmpty()) {
      Call watched = watched(service, operation, symptom.callee());
      if (watched == null) {
        return null;
      }
      path.add(watched.callee());
      seen.add(watched.callee());
      if (watched.callee().type() != NodeType.SERVICE) {
        return new Cause(watched.callee(), 1, path);
      }
      service = new ServiceName(watched.callee().name());
      operation = watched.operation();
    }
    for (int step = 0; step < FURTHEST; step++) {
      Blame blame = blame(service, operation, symptom.slow());
      if (blame == null || !seen.add(blame.call.callee())) {
        break;
      }
      share *= Math.min(1, blame.share);
      path.add(blame.call.callee());
      if (blame.call.callee().type() != NodeType.SERVICE) {
        break;
      }
      service = new ServiceName(blame.call.callee().name());
      operation = blame.call.operation();
    }
    return new Cause(path.getLast(), share, path);
  }

  private @Nullable Call watched(ServiceName service, String operation, String callee) {
    return work(now, service, operation).calls.entrySet().stream()
        .filter(call -> call.getKey().callee().toString().equals(callee))
        .max(Map.Entry.comparingByValue((a, b) -> Double.compare(a.count, b.count)))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private static Work work(Map<Entry, Work> entries, ServiceName service, String operation) {
    Work whole = new Work();
    entries.forEach((entry, work) -> {
      if (entry.service().equals(service)
          && (operation.isEmpty() || entry.operation().equals(operation))) {
        whole.merge(work);
      }
    });
    return whole;
  }

  private record Blame(Call call, double share) {}

  /// The call that explains most, if it explains enough.
  private @Nullable Blame blame(ServiceName service, String operation, boolean slow) {
    Work here = work(now, service, operation);
    Work then = work(before, service, operation);
    double whole = trouble(here, then, slow);
    if (!(whole > 0)) {
      return null;
    }
    Blame worst = null;
    for (Map.Entry<Call, Work> call : here.calls.entrySet()) {
      Work earlier = then.calls.getOrDefault(call.getKey(), new Work());
      double part =
          slow
              ? perRequest(call.getValue(), here) - perRequest(earlier, then)
              : call.getValue().errors;
      Blame blame = new Blame(call.getKey(), part / whole);
      if (blame.share >= EXPLAINS && (worst == null || moreThan(blame, worst))) {
        worst = blame;
      }
    }
    return worst;
  }

  private double trouble(ServiceName service, String operation, boolean slow) {
    return trouble(work(now, service, operation), work(before, service, operation), slow);
  }

  /// Failures, or nanoseconds that a request takes longer than before.
  private static double trouble(Work here, Work then, boolean slow) {
    return slow ? perRequest(here, here) - perRequest(then, then) : here.errors;
  }

  private static boolean moreThan(Blame a, Blame b) {
    int byShare = Double.compare(a.share, b.share);
    return byShare != 0 ? byShare > 0 : name(a).compareTo(name(b)) < 0;
  }

  private static String name(Blame blame) {
    return blame.call.callee() + " " + blame.call.operation();
  }

  private static double perRequest(Work of, Work requests) {
    return requests.count > 0 ? of.nanos / requests.count : 0;
  }
}
