package dev.headroom.analysis;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.TracePaths;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Makes a [TraceSample] in a few lines. Times are milliseconds after the start of the root; the
/// critical path is worked out by the same code as everywhere.
///
/// ```java
/// TraceBuilder.route("cart", "GET /carts/{id}", 40)
///     .query("postgresql cart", "SELECT a FROM t WHERE b = ?", 1, 3).rows(1)
///     .call("pricing", "POST /quotes", 5, 30)
///     .inside(pricing -> pricing.query("postgresql pricing", "SELECT 1", 6, 9))
///     .build();
/// ```
public final class TraceBuilder {
  /// When the first trace of [#many] starts.
  public static final long START_NANOS = 1_790_000_000_000_000_000L;

  private final List<Draft> drafts = new ArrayList<>();
  private final Draft entry;
  private long id = 1;
  private double weight = 1;
  private Draft last;

  private static final class Draft {
    final @Nullable Draft parent;
    final String service;
    final String operation;
    final SpanKind kind;
    final double from;
    double to;
    boolean error;
    @Nullable NodeId callee;
    String statement = "";
    long rows = -1;
    String instance = "";
    String version = "";
    final Map<String, Value> attributes = new LinkedHashMap<>();

    Draft(
        @Nullable Draft parent,
        String service,
        String operation,
        SpanKind kind,
        double from,
        double to) {
      this.parent = parent;
      this.service = service;
      this.operation = operation;
      this.kind = kind;
      this.from = from;
      this.to = to;
      this.instance = service + "-1";
    }
  }

  private TraceBuilder(Draft entry) {
    this.entry = entry;
    this.last = entry;
    drafts.add(entry);
  }

  private TraceBuilder(TraceBuilder outer, Draft entry) {
    this.entry = entry;
    this.last = entry;
    this.id = outer.id;
  }

  /// A request of a route that takes so many milliseconds.
  public static TraceBuilder route(String service, String operation, double millis) {
    return new TraceBuilder(new Draft(null, service, operation, SpanKind.SERVER, 0, millis));
  }

  /// So many traces with ids of their own, one each second.
  public static List<TraceSample> many(int count, IntFunction<TraceBuilder> each) {
    List<TraceSample> traces = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      traces.add(each.apply(i).id(i + 1L).build());
    }
    return traces;
  }

  public TraceBuilder id(long id) {
    this.id = id;
    return this;
  }

  public TraceBuilder weight(double weight) {
    this.weight = weight;
    return this;
  }

  /// A database statement.
  public TraceBuilder query(String database, String statement, double from, double to) {
    add(SpanKind.CLIENT, summary(statement), from, to);
    last.callee = new NodeId(NodeType.DATABASE, database);
    last.statement = statement;
    return this;
  }

  private static String summary(String statement) {
    String[] words = statement.split(" ");
    for (int i = 1; i + 1 < words.length; i++) {
      if (words[i].equalsIgnoreCase("FROM") || words[i].equalsIgnoreCase("INTO")) {
        return words[0] + " " + words[i + 1];
      }
    }
    return words[0];
  }

  /// A command to a cache, e.g. `GET`.
  public TraceBuilder cache(String cache, String command, double from, double to) {
    add(SpanKind.CLIENT, command, from, to);
    last.callee = new NodeId(NodeType.CACHE, cache);
    return this;
  }

  /// A command to a cache that is told with its key, e.g. `GET product:?`.
  public TraceBuilder command(String cache, String statement, double from, double to) {
    cache(cache, statement.split(" ")[0], from, to);
    last.statement = statement;
    return this;
  }

  /// A call to a service that answers in the trace, as fast as the caller sees it.
  public TraceBuilder call(String service, String operation, double from, double to) {
    String method = operation.split(" ")[0];
    Draft client = add(SpanKind.CLIENT, method + " " + service, from, to);
    client.callee = NodeId.service(new ServiceName(service));
    last = new Draft(client, service, operation, SpanKind.SERVER, from, to);
    drafts.add(last);
    return this;
  }

  /// A call to somebody who sends no telemetry.
  public TraceBuilder external(String host, String method, double from, double to) {
    add(SpanKind.CLIENT, method + " " + host, from, to);
    last.callee = new NodeId(NodeType.EXTERNAL, host);
    return this;
  }

  /// Work within the process.
  public TraceBuilder internal(String operation, double from, double to) {
    add(SpanKind.INTERNAL, operation, from, to);
    return this;
  }

  private Draft add(SpanKind kind, String operation, double from, double to) {
    last = new Draft(entry, entry.service, operation, kind, from, to);
    drafts.add(last);
    return last;
  }

  /// Adds spans below the last one.
  public TraceBuilder inside(Consumer<TraceBuilder> work) {
    TraceBuilder inner = new TraceBuilder(this, last);
    work.accept(inner);
    drafts.addAll(inner.drafts);
    return this;
  }

  /// The last span brought so many rows.
  public TraceBuilder rows(long rows) {
    last.rows = rows;
    return this;
  }

  /// The last span failed, and so did its caller's when it answers a call.
  public TraceBuilder failed() {
    last.error = true;
    if (last.kind == SpanKind.SERVER && last.parent != null) {
      last.parent.error = true;
    }
    return this;
  }

  /// An attribute of the last span.
  public TraceBuilder with(String key, String value) {
    last.attributes.put(key, new Value.Text(value));
    return this;
  }

  /// Which instance and version the last span ran on.
  public TraceBuilder on(String instance, String version) {
    last.instance = instance;
    last.version = version;
    return this;
  }

  public TraceSample build() {
    long start = START_NANOS + id * 1_000_000_000L;
    TraceId trace = new TraceId(7, id);
    List<Draft> ordered = parentsFirst();
    Map<Draft, Integer> index = new HashMap<>();
    ordered.forEach(draft -> index.put(draft, index.size()));
    Map<SpanId, Long> exclusive = exclusive(trace, start, ordered, index);
    List<TraceSpan> spans = new ArrayList<>();
    for (Draft draft : ordered) {
      int at = spans.size();
      int parent = draft.parent == null ? -1 : index.get(draft.parent);
      boolean enters = parent < 0 || draft.kind.isEntry();
      SpanId spanId = new SpanId(at + 1L);
      spans.add(
          new TraceSpan(
              spanId,
              parent,
              enters ? at : spans.get(parent).entry(),
              operation(draft),
              draft.kind,
              nanos(draft.from),
              nanos(draft.to),
              exclusive.getOrDefault(spanId, 0L),
              draft.error,
              draft.callee,
              draft.statement,
              draft.rows,
              draft.instance,
              draft.version,
              new Attributes(draft.attributes)));
    }
    return new TraceSample(trace, start, weight, spans);
  }

  /// Parents before children, siblings by start.
  private List<Draft> parentsFirst() {
    Map<Draft, List<Draft>> children = new HashMap<>();
    for (Draft draft : drafts) {
      if (draft.parent != null) {
        children.computeIfAbsent(draft.parent, _ -> new ArrayList<>()).add(draft);
      }
    }
    List<Draft> ordered = new ArrayList<>();
    List<Draft> open = new ArrayList<>(List.of(drafts.getFirst()));
    while (!open.isEmpty()) {
      Draft draft = open.removeLast();
      ordered.add(draft);
      List<Draft> below = new ArrayList<>(children.getOrDefault(draft, List.of()));
      below.sort(Comparator.comparingDouble(child -> child.from));
      open.addAll(below.reversed());
    }
    return ordered;
  }

  private static Map<SpanId, Long> exclusive(
      TraceId trace, long start, List<Draft> ordered, Map<Draft, Integer> index) {
    Map<Long, ServiceOperation> names = new HashMap<>();
    List<Span> spans = new ArrayList<>();
    for (Draft draft : ordered) {
      SpanId id = new SpanId(index.get(draft) + 1L);
      names.put(id.value(), operation(draft));
      spans.add(
          new Span(
              trace,
              id,
              draft.parent == null ? null : new SpanId(index.get(draft.parent) + 1L),
              "",
              0,
              draft.operation,
              draft.kind,
              start + nanos(draft.from),
              start + nanos(draft.to),
              Attributes.EMPTY,
              List.of(),
              List.of(),
              Span.Status.UNSET,
              "",
              0,
              0,
              0,
              new Attributes(Map.of("service.name", new Value.Text(draft.service))),
              new Scope("", "", Attributes.EMPTY)));
    }
    Map<SpanId, Long> exclusive = new HashMap<>();
    TracePaths.of(spans, span -> names.get(span.spanId().value()), TracePaths.Skew.AS_SENT)
        .roots()
        .getFirst()
        .path()
        .forEach(segment ->
            exclusive.merge(
                segment.spanId(), segment.endNanos() - segment.startNanos(), Long::sum));
    return exclusive;
  }

  private static ServiceOperation operation(Draft draft) {
    return new ServiceOperation(new ServiceName(draft.service), new OperationName(draft.operation));
  }

  private static long nanos(double millis) {
    return Math.round(millis * 1e6);
  }
}
