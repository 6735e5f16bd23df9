package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.query.view.EdgeRow;
import dev.headroom.query.view.Latency;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.rollup.RollupKind;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import dev.headroom.stat.Sketch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads who calls whom, and how often per request.
final class Edges {
  private static final int MEAN_POINTS = 200;
  private static final Comparator<EdgeRow> BUSIEST_FIRST =
      Comparator.comparingDouble((EdgeRow row) -> row.calls().count())
          .reversed()
          .thenComparing(EdgeRow::callerService)
          .thenComparing(EdgeRow::callerOperation)
          .thenComparing(EdgeRow::callee)
          .thenComparing(EdgeRow::calleeOperation);

  private final Rollups rollups;

  Edges(Rollups rollups) {
    this.rollups = rollups;
  }

  private record Caller(ServiceName service, OperationName operation) {}

  /// One row per edge that passes the filter, busiest first.
  List<EdgeRow> rows(Grid grid, Births known, Predicate<Edge> filter) {
    Map<Edge, Measured> edges = read(grid, filter, Function.identity());
    Births births = known.or(grid, Measured.timelines(edges), Edge::service);
    Set<Caller> callers =
        edges.keySet().stream()
            .map(edge -> new Caller(edge.service(), edge.operation()))
            .collect(Collectors.toSet());
    Map<Caller, Requests> requests =
        requests(
            grid,
            key -> callers.contains(new Caller(key.service(), key.operation())),
            key -> new Caller(key.service(), key.operation()));
    List<EdgeRow> rows = new ArrayList<>();
    edges.forEach((edge, measured) -> {
      Rollup total = measured.total();
      Requests served = requests.get(new Caller(edge.service(), edge.operation()));
      rows.add(
          new EdgeRow(
              edge.service().value(),
              edge.operation().value(),
              edge.callee().type(),
              edge.callee().name(),
              edge.calleeOperation(),
              measured.traffic(births.of(edge)),
              calleeLatency(total),
              served == null ? null : served.per(total.count()),
              attemptsPerCall(total),
              unpairedShare(edge.callee(), total)));
    });
    rows.sort(BUSIEST_FIRST);
    return rows;
  }

  /// What all edges that pass the filter add up to, by subject.
  <S> Map<S, Measured> read(Grid grid, Predicate<Edge> filter, Function<Edge, S> subject) {
    return rollups.measured(RollupKind.EDGE, Edge.class, grid, filter, subject);
  }

  /// How many requests a subject served: its entry spans; where it has none (jobs), the spans that
  /// call nobody else.
  static final class Requests {
    private double entries;
    private double own;

    private void add(SpanKind kind, double count) {
      if (kind.isEntry()) {
        entries += count;
      } else if (!kind.isExit()) {
        own += count;
      }
    }

    /// Calls per request; null when nothing was served.
    @Nullable Double per(double calls) {
      double served = entries > 0 ? entries : own;
      return served > 0 ? Double.valueOf(calls / served) : null;
    }
  }

  <S> Map<S, Requests> requests(
      Grid grid, Predicate<Operation> filter, Function<Operation, S> subject) {
    record Part<T>(T subject, SpanKind kind) {}
    Map<S, Requests> requests = new HashMap<>();
    rollups
        .totals(
            RollupKind.OPERATION,
            Operation.class,
            grid,
            filter,
            false,
            key -> new Part<>(subject.apply(key), key.spanKind()))
        .forEach((part, total) ->
            requests
                .computeIfAbsent(part.subject(), _ -> new Requests())
                .add(part.kind(), total.count()));
    return requests;
  }

  static @Nullable Latency calleeLatency(Rollup total) {
    Sketch peer = total.peerSketch();
    if (peer == null || peer.count() == 0) {
      return null;
    }
    return new Latency(
        Math.round(mean(peer)),
        Math.round(peer.quantile(0.5)),
        Math.round(peer.quantile(0.9)),
        Math.round(peer.quantile(0.95)),
        Math.round(peer.quantile(0.99)),
        Math.round(peer.quantile(0.999)),
        Math.round(peer.quantile(1)));
  }

  // Sum and maximum of the callee's side are not kept: the mean of evenly spaced quantiles stands
  // in
  // for the mean, the highest bucket for the maximum.
  private static double mean(Sketch sketch) {
    double sum = 0;
    for (int i = 0; i < MEAN_POINTS; i++) {
      sum += sketch.quantile((i + 0.5) / MEAN_POINTS);
    }
    return sum / MEAN_POINTS;
  }

  /// Attempts over distinct calls: repeated attempts are counted as calls, too.
  static @Nullable Double attemptsPerCall(Rollup total) {
    double distinct = total.count() - total.extra();
    return distinct > 0 ? Double.valueOf(total.count() / distinct) : null;
  }

  static @Nullable Double unpairedShare(NodeId callee, Rollup total) {
    if (callee.type() != NodeType.SERVICE || total.count() == 0) {
      return null;
    }
    Sketch peer = total.peerSketch();
    double paired = peer == null ? 0 : peer.count();
    return Math.clamp(1 - paired / total.count(), 0, 1);
  }
}
