package dev.headroom.analysis.pool;

import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.PlainNumbers;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Evidence;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What connections are held during, from traces: between the first and the last statement below an
/// entry span the connection is held if it is held at all; what other calls lie in between is
/// known.
///
/// Connections that are given back between two statements look the same in a trace. So the split
/// only counts when the pool's own metric of hold times agrees with it ([#agreesWith]).
final class HoldSplit {
  /// So many entry spans with statements must have been seen.
  static final int ENTRIES_MIN = 10;

  private static final int ROUTES = 5;

  private final Map<Held, Double> during = new HashMap<>();
  private double wholeNanos;
  private int entries;
  private Evidence.@Nullable TraceRef exemplar;
  private double exemplarNanos;

  /// Something that was done while a connection was held.
  ///
  /// @param under the entry operation
  record Held(ServiceOperation under, NodeId callee) {}

  /// @param share of the time that connections were held
  record Longest(Held held, double share) {}

  private HoldSplit() {}

  /// @param routes that pass through the service, most important first
  static HoldSplit of(ModelView view, List<ServiceOperation> routes, ServiceName service) {
    HoldSplit split = new HoldSplit();
    routes.stream()
        .limit(ROUTES)
        .flatMap(route -> view.traces(route).stream())
        .forEach(trace -> {
          split.add(trace, service);
        });
    return split;
  }

  private void add(TraceSample trace, ServiceName service) {
    Map<Integer, List<TraceSpan>> exits = new HashMap<>();
    for (TraceSpan span : trace.spans()) {
      if (span.callee() != null && span.where().service().equals(service)) {
        exits.computeIfAbsent(span.entry(), _ -> new ArrayList<>()).add(span);
      }
    }
    exits.forEach((entry, spans) -> add(trace, trace.spans().get(entry), spans));
  }

  private void add(TraceSample trace, TraceSpan entry, List<TraceSpan> exits) {
    List<TraceSpan> statements = exits.stream().filter(HoldSplit::isStatement).toList();
    if (statements.isEmpty()) {
      return;
    }
    long from = statements.stream().mapToLong(TraceSpan::startNanos).min().orElseThrow();
    long to = statements.stream().mapToLong(TraceSpan::endNanos).max().orElseThrow();
    entries++;
    wholeNanos += to - from;
    for (TraceSpan exit : exits) {
      NodeId callee = exit.callee();
      if (callee != null && !isStatement(exit)) {
        long inside = Math.min(to, exit.endNanos()) - Math.max(from, exit.startNanos());
        if (inside > 0) {
          during.merge(new Held(entry.where(), callee), (double) inside, Double::sum);
          show(trace, exit, statements, inside);
        }
      }
    }
  }

  private void show(TraceSample trace, TraceSpan exit, List<TraceSpan> statements, long nanos) {
    if (nanos > exemplarNanos) {
      exemplarNanos = nanos;
      exemplar =
          new Evidence.TraceRef(
              "the call to " + exit.callee() + " lies between two statements",
              trace.id(),
              List.of(statements.getFirst().id(), exit.id(), statements.getLast().id()));
    }
  }

  private static boolean isStatement(TraceSpan span) {
    NodeId callee = span.callee();
    return callee != null && callee.type() == NodeType.DATABASE;
  }

  boolean enough() {
    return entries >= ENTRIES_MIN && wholeNanos > 0;
  }

  /// Whether the pool's mean hold time fits one connection held from the first to the last
  /// statement: at least 0.7 of it.
  boolean agreesWith(double holdSeconds) {
    return enough() && holdSeconds * 1e9 >= 0.7 * wholeNanos / entries;
  }

  /// What takes most of the time; null when only statements do.
  @Nullable Longest longest() {
    return during.entrySet().stream()
        .max(
            Map.Entry.<Held, Double>comparingByValue()
                .thenComparing(entry -> entry.getKey().toString()))
        .map(most -> new Longest(most.getKey(), most.getValue() / wholeNanos))
        .orElse(null);
  }

  Evidence.@Nullable TraceRef exemplar() {
    return exemplar;
  }

  Evidence.Table table() {
    List<List<String>> rows = new ArrayList<>();
    during.entrySet().stream()
        .sorted(
            Map.Entry.<Held, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(entry -> entry.getKey().toString()))
        .forEach(entry ->
            rows.add(
                List.of(
                    entry.getKey().under().operation().value(),
                    entry.getKey().callee().toString(),
                    PlainNumbers.percent(entry.getValue() / wholeNanos))));
    return new Evidence.Table(
        "What is waited for between the first and the last statement of a request ("
            + entries
            + " requests)",
        List.of("operation", "waits for", "share of the time"),
        rows);
  }
}
