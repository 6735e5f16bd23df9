package dev.headroom.analysis;

import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the calls of a trace and sorts them to the visits that made them; linear in spans.
///
/// A client span within another client span of its service is one call: the outer one when it names
/// a database, a cache or a queue, else the inner one, as in the edges of the map.
final class TraceVisits {
  private static final NodeId UNKNOWN_DATABASE = new NodeId(NodeType.DATABASE, "unknown");

  private final List<TraceSpan> spans;
  private final long[] critical;

  /// Whether the span belongs to work that a message handed to another route.
  private final boolean[] handedOver;

  /// Whether the span is a call or lies within one of its own service.
  private final boolean[] calling;

  /// The first span of the callee below each; -1 when there is none.
  private final int[] answer;

  private final boolean[] exitBelow;

  private TraceVisits(List<TraceSpan> spans) {
    this.spans = spans;
    int size = spans.size();
    critical = new long[size];
    handedOver = new boolean[size];
    calling = new boolean[size];
    answer = new int[size];
    exitBelow = new boolean[size];
  }

  static List<Visit> of(RouteSamples route, TraceSample trace) {
    TraceVisits visits = new TraceVisits(trace.spans());
    visits.relate();
    return visits.gather(route, trace);
  }

  private void relate() {
    for (int i = spans.size() - 1; i >= 0; i--) {
      TraceSpan span = spans.get(i);
      critical[i] += span.exclusiveNanos();
      answer[i] = answer[i] == 0 ? -1 : answer[i];
      int parent = span.parent();
      if (parent >= 0) {
        critical[parent] += critical[i];
        relate(spans.get(parent), parent, span, i);
      }
    }
    for (int i = 1; i < spans.size(); i++) {
      TraceSpan span = spans.get(i);
      TraceSpan parent = spans.get(span.parent());
      boolean message = span.kind() == SpanKind.CONSUMER && parent.kind() == SpanKind.PRODUCER;
      handedOver[i] = message || handedOver[span.parent()];
    }
  }

  private void relate(TraceSpan parent, int at, TraceSpan span, int i) {
    boolean own = span.where().service().equals(parent.where().service());
    if (span.kind() == SpanKind.SERVER || (!own && span.kind() != SpanKind.CONSUMER)) {
      // From the last to the first: the earliest answer stays.
      answer[at] = i;
    } else {
      exitBelow[at] |= span.kind() == SpanKind.CLIENT;
    }
  }

  private List<Visit> gather(RouteSamples route, TraceSample trace) {
    Map<Integer, List<Call>> calls = new HashMap<>();
    List<Integer> entries = new ArrayList<>();
    Map<CallKey, Call> former = new HashMap<>();
    for (int i = 0; i < spans.size(); i++) {
      TraceSpan span = spans.get(i);
      if (handedOver[i]) {
        continue;
      }
      if (span.entry() == i) {
        entries.add(i);
      }
      NodeId callee = callee(span, i);
      if (callee != null) {
        calls.computeIfAbsent(span.entry(), _ -> new ArrayList<>()).add(call(span, i, callee));
      }
    }
    List<Visit> visits = new ArrayList<>(entries.size());
    for (int entry : entries) {
      List<Call> made = calls.getOrDefault(entry, List.of());
      former.clear();
      visits.add(new Visit(route, trace, spans.get(entry), inTurn(made, former)));
    }
    return visits;
  }

  /// Whom the span calls; null when it is no call of its own.
  private @Nullable NodeId callee(TraceSpan span, int i) {
    int parent = span.parent();
    boolean within =
        parent >= 0
            && calling[parent]
            && spans.get(parent).where().service().equals(span.where().service());
    calling[i] = within;
    boolean exit = span.kind() == SpanKind.CLIENT || span.kind() == SpanKind.PRODUCER;
    if (within || !(exit || !span.statement().isEmpty())) {
      return null;
    }
    NodeId callee = span.callee();
    if (callee == null && !span.statement().isEmpty()) {
      callee = UNKNOWN_DATABASE;
    }
    boolean wrapper =
        exitBelow[i] && answer[i] < 0 && (callee == null || callee.type() == NodeType.EXTERNAL);
    if (callee == null || wrapper) {
      return null;
    }
    calling[i] = true;
    return callee;
  }

  private Call call(TraceSpan span, int i, NodeId callee) {
    TraceSpan answered = answer[i] < 0 ? null : spans.get(answer[i]);
    String asked =
        answered == null ? span.where().operation().value() : answered.where().operation().value();
    CallKey key =
        new CallKey(spans.get(span.entry()).where(), span.where(), callee, asked, span.statement());
    return new Call(key, span, answered, critical[i], false);
  }

  /// The calls by start, those marked that come after a failed one of their sort.
  private static List<Call> inTurn(List<Call> calls, Map<CallKey, Call> former) {
    if (calls.size() < 2) {
      return calls;
    }
    calls.sort(Comparator.comparingLong(Call::startNanos).thenComparingLong(Call::endNanos));
    List<Call> turn = new ArrayList<>(calls.size());
    for (Call call : calls) {
      Call before = former.put(call.key(), call);
      boolean again =
          before != null && before.span().error() && before.endNanos() <= call.startNanos();
      turn.add(
          again
              ? new Call(call.key(), call.span(), call.answer(), call.criticalNanos(), true)
              : call);
    }
    return turn;
  }
}
