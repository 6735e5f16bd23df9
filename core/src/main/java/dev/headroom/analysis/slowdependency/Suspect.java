package dev.headroom.analysis.slowdependency;

import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.Lately;
import dev.headroom.analysis.Slowdown;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.stat.Sketch;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A callee of which calls became slower: an operation of a service, for all its callers, or a
/// virtual node as one service uses it.
final class Suspect {
  private static final Comparator<Edge> ORDER =
      Comparator.comparing(Edge::service)
          .thenComparing(Edge::operation)
          .thenComparing(Edge::calleeOperation);

  private final Edge first;
  private final Map<Edge, Slowdown> slow = new TreeMap<>(ORDER);

  Suspect(Edge first) {
    this.first = first;
  }

  /// The same for edges to one suspect.
  static String name(Edge edge) {
    return edge.callee().type() == NodeType.SERVICE
        ? edge.callee() + "\0" + edge.calleeOperation()
        : edge.service() + "\0" + edge.callee();
  }

  void add(Edge edge, Slowdown slowdown) {
    slow.put(edge, slowdown);
  }

  boolean isService() {
    return first.callee().type() == NodeType.SERVICE;
  }

  NodeId callee() {
    return first.callee();
  }

  /// The service that calls a virtual node; null for a service, which all its callers share.
  @Nullable ServiceName caller() {
    return isService() ? null : first.service();
  }

  /// The operation of a service; null for a virtual node.
  @Nullable ServiceOperation operation() {
    return isService() && !first.calleeOperation().isBlank()
        ? new ServiceOperation(
            new ServiceName(first.callee().name()), new OperationName(first.calleeOperation()))
        : null;
  }

  /// Whether edge and suspect are about the same callee.
  boolean concerns(Edge edge) {
    return name(edge).equals(name(first));
  }

  /// Whether calls of that sort are among those that became slow.
  boolean covers(CallKey key) {
    return slow.keySet().stream()
        .anyMatch(edge ->
            edge.service().equals(key.entry().service())
                && edge.operation().equals(key.entry().operation())
                && edge.callee().equals(key.callee())
                && (edge.calleeOperation().equals(key.asked())
                    || (edge.calleeOperation().isBlank() && !isService())));
  }

  Map<Edge, Slowdown> slow() {
    return slow;
  }

  /// Of the edge with most calls lately.
  Slowdown busiest() {
    return slow.values().stream()
        .max(Comparator.comparingDouble(slowdown -> slowdown.now().count()))
        .orElseThrow();
  }

  /// Whether enough of the calls to it became slow, and of stores more than one operation.
  boolean broad(EdgeTotals totals) {
    double calls = slow.values().stream().mapToDouble(one -> one.now().count()).sum();
    boolean store = callee().type() == NodeType.DATABASE || callee().type() == NodeType.CACHE;
    long operations = slow.keySet().stream().map(Edge::calleeOperation).distinct().count();
    return calls >= SlowDependency.LEAST_CALLS_SHARE * totals.callsNow(this)
        && (!store || operations >= SlowDependency.LEAST_OPERATIONS);
  }

  /// The share of the lost time that the callee saw itself; NaN when it tells nothing.
  double seenByCallee() {
    double callers = 0;
    double callee = 0;
    for (Slowdown one : slow.values()) {
      Sketch now = one.now().peerSketch();
      Sketch before = one.before().peerSketch();
      if (now != null && before != null) {
        double w = one.now().count();
        callers += w * (quantile(one.now(), one) - quantile(one.before(), one));
        callee += w * (now.quantile(at(one)) - before.quantile(at(one)));
      }
    }
    return callers > 0 ? callee / callers : Double.NaN;
  }

  private static double at(Slowdown one) {
    return one.ofMedians() ? 0.5 : Lately.TAIL;
  }

  private static double quantile(Rollup rollup, Slowdown one) {
    return rollup.quantile(at(one));
  }
}
