package dev.headroom.analysis.diagnosis;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Gathers spans into what a diagnosis needs of traces: visits of nodes, the call graph with calls
/// per request, and when versions were first seen.
public final class TraceFacts {
  private final Function<Span, @Nullable NodeId> peers;
  private final Map<TraceId, List<Span>> traces = new LinkedHashMap<>();
  private final Map<String, Map<String, Integer>> calls = new TreeMap<>();
  private final Map<String, Integer> visits = new HashMap<>();
  private final Map<String, Map<String, Long>> versions = new TreeMap<>();
  private final Set<String> named = new HashSet<>();

  /// @param peers the node that a client or producer span names; null for none
  public TraceFacts(Function<Span, @Nullable NodeId> peers) {
    this.peers = peers;
  }

  public void add(Span span) {
    named.add(node(span));
    traces.computeIfAbsent(span.traceId(), _ -> new ArrayList<>()).add(span);
  }

  /// One visit of a node, gathered from its spans.
  private static final class Visit {
    private final String node;
    private final Span entry;
    private final String version;
    private final List<long[]> outside = new ArrayList<>();
    private long way;
    private boolean error;

    private Visit(String node, Span entry, String version) {
      this.node = node;
      this.entry = entry;
      this.version = version;
      this.error = isError(entry);
    }

    /// What no call covers, and the way to the node and back.
    private long own() {
      outside.sort(Comparator.comparingLong(interval -> interval[0]));
      long covered = 0;
      long until = entry.startNanos();
      for (long[] interval : outside) {
        long from = Math.max(until, interval[0]);
        long to = Math.min(entry.endNanos(), interval[1]);
        covered += Math.max(0, to - from);
        until = Math.max(until, to);
      }
      return entry.durationNanos() - covered + way;
    }

    private TraceFact.Visit fact() {
      return new TraceFact.Visit(1, entry.durationNanos(), own(), error, version);
    }
  }

  /// All traces in the order they were first met; call it once, at the end.
  ///
  /// @param known nodes that other telemetry names
  public List<TraceFact> facts(Set<String> known) {
    named.addAll(known);
    List<TraceFact> facts = new ArrayList<>();
    for (List<Span> spans : traces.values()) {
      facts.add(fact(spans));
    }
    return facts;
  }

  private TraceFact fact(List<Span> spans) {
    spans.sort(Comparator.comparingLong(Span::startNanos));
    Map<SpanId, Span> byId = new HashMap<>();
    spans.forEach(span -> byId.putIfAbsent(span.spanId(), span));
    Map<SpanId, Visit> entered = new HashMap<>();
    List<Visit> all = new ArrayList<>();
    Map<SpanId, Boolean> answered = new HashMap<>();
    for (Span span : spans) {
      Span parent = parent(span, byId);
      if (parent == null || !node(parent).equals(node(span))) {
        String version = span.resource().text("service.version");
        Visit visit = new Visit(node(span), span, version);
        entered.put(span.spanId(), visit);
        all.add(visit);
        seen(visit);
        if (parent != null) {
          answered.put(parent.spanId(), true);
        }
      }
    }
    for (Span span : spans) {
      leave(span, byId, entered, answered, all);
    }
    Map<String, TraceFact.Visit> merged = new HashMap<>();
    all.forEach(visit -> merged.merge(visit.node, visit.fact(), TraceFacts::both));
    return new TraceFact(spans.getFirst().startNanos(), merged);
  }

  private void seen(Visit visit) {
    visits.merge(visit.node, 1, Integer::sum);
    if (!visit.version.isEmpty()) {
      versions
          .computeIfAbsent(visit.node, _ -> new HashMap<>())
          .merge(visit.version, visit.entry.startNanos(), Math::min);
    }
  }

  /// Books a span that leads to another node: a call that was answered, or one to a node that sends
  /// nothing itself.
  private void leave(
      Span span,
      Map<SpanId, Span> byId,
      Map<SpanId, Visit> entered,
      Map<SpanId, Boolean> answered,
      List<Visit> all) {
    Visit own = entered.get(span.spanId());
    Span parent = parent(span, byId);
    if (own != null && parent != null) {
      Visit caller = visit(parent, byId, entered);
      call(caller, own.node, parent.kind().isExit() ? parent : span);
      if (parent.kind() == SpanKind.CLIENT) {
        own.way = Math.max(0, parent.durationNanos() - span.durationNanos());
      }
    }
    if (span.kind().isExit() && !answered.containsKey(span.spanId())) {
      NodeId peer = peers.apply(span);
      if (peer != null) {
        Visit visit = new Visit(NodeNames.peer(peer, named), span, "");
        all.add(visit);
        visits.merge(visit.node, 1, Integer::sum);
        call(visit(span, byId, entered), visit.node, span);
      }
    }
  }

  private void call(@Nullable Visit caller, String callee, Span call) {
    if (caller != null && !caller.node.equals(callee)) {
      caller.outside.add(new long[] {call.startNanos(), call.endNanos()});
      calls.computeIfAbsent(caller.node, _ -> new TreeMap<>()).merge(callee, 1, Integer::sum);
    }
  }

  /// The visit that a span belongs to; null within a ring of parents.
  private static @Nullable Visit visit(
      Span span, Map<SpanId, Span> byId, Map<SpanId, Visit> entered) {
    Span at = span;
    for (int steps = 0; at != null && steps <= byId.size(); steps++) {
      Visit visit = entered.get(at.spanId());
      if (visit != null) {
        return visit;
      }
      at = parent(at, byId);
    }
    return null;
  }

  private static @Nullable Span parent(Span span, Map<SpanId, Span> byId) {
    SpanId parent = span.parentId();
    return parent == null || parent.equals(span.spanId()) ? null : byId.get(parent);
  }

  private static String node(Span span) {
    return NodeNames.of(span.resource(), span.attributes());
  }

  private static boolean isError(Span span) {
    String status = span.attributes().text("http.response.status_code", "http.status_code");
    return span.status() == Span.Status.ERROR || (status.length() == 3 && status.startsWith("5"));
  }

  private static TraceFact.Visit both(TraceFact.Visit a, TraceFact.Visit b) {
    return new TraceFact.Visit(
        a.count() + b.count(),
        Math.max(a.durationNanos(), b.durationNanos()),
        a.ownNanos() + b.ownNanos(),
        a.error() || b.error(),
        a.version().isEmpty() ? b.version() : a.version());
  }

  /// Adds the calls that were seen.
  public void edges(CallGraph.Builder graph) {
    calls.forEach((caller, callees) ->
        callees.forEach((callee, count) ->
            graph.edge(caller, callee, (double) count / visits.getOrDefault(caller, count))));
  }

  /// Versions that came after another one of their service.
  public List<ChangeFact> changes() {
    List<ChangeFact> changes = new ArrayList<>();
    versions.forEach((node, seen) -> {
      long first = seen.values().stream().mapToLong(Long::longValue).min().orElse(0);
      seen.forEach((version, at) -> {
        if (at > first) {
          changes.add(new ChangeFact(node, at, "version '" + version + "' was first seen"));
        }
      });
    });
    changes.sort(Comparator.comparing(ChangeFact::node).thenComparingLong(ChangeFact::timeNanos));
    return changes;
  }
}
