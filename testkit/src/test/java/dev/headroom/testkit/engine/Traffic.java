package dev.headroom.testkit.engine;

import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.otlp.OtlpWriter;
import dev.headroom.rollup.SliSpec;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.LogRecord;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.signal.MetricPoint.Temporality;
import dev.headroom.signal.Scope;
import dev.headroom.signal.SignalType;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.Value;
import dev.headroom.testkit.engine.Poison.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Random traffic of a small shop, in requests as exporters send them, and what it must amount to.
final class Traffic {
  static final long T0 = 1_700_000_000L * 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final ServiceName WEB = new ServiceName("web");

  /// An indicator of calls, which counts complete traces.
  static final SliSpec CALLS =
      new SliSpec(WEB, "", "api", "", "", "", "", "", new SliSpec.Failed());

  static final List<SliSpec> SLIS =
      List.of(
          SliSpec.availability(WEB, ""),
          SliSpec.latency(WEB, "GET /r1", 50 * MILLI),
          SliSpec.availability(new ServiceName("api"), "GET /part0"),
          CALLS);

  private final Random random;
  private final Poison poison;
  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingInt(Due::number));
  private final List<Request> recent = new ArrayList<>();
  private int numbers;
  private int traces;
  private long metricTime = T0;
  private double cumulative;
  private int logs;

  final Map<Long, Set<Long>> spansOfTrace = new HashMap<>();
  final Map<String, Integer> operations = new HashMap<>();
  final Map<String, Integer> routes = new HashMap<>();
  private final Map<String, double[]> indicators = new TreeMap<>();
  double deltaTotal;
  double cumulativeTotal;
  final Set<String> bodies = new HashSet<>();

  /// How many items make their fold fail.
  final Map<SignalType, Long> poisonous = new EnumMap<>(SignalType.class);

  /// Traces that are not kept, because that fails.
  final Set<Long> unkept = new HashSet<>();

  record Request(SignalType signal, byte[] payload) {}

  private record Due(Instant at, int number, List<Span> spans) {}

  Traffic(Random random, Poison poison) {
    this.random = random;
    this.poison = poison;
  }

  /// A new trace, whose parts are due one after the other; parts behind the root may come long
  /// after the trace is closed.
  void begin(Instant now) {
    int number = ++traces;
    String route = "GET /r" + random.nextInt(3);
    List<Span> spans = new ArrayList<>();
    long start = T0 + number * MILLI;
    long length = (48 + random.nextInt(5)) * MILLI;
    spans.add(span(number, 1, 0, "web", route, SpanKind.SERVER, start, start + length));
    int calls = random.nextInt(5);
    for (int i = 0; i < calls; i++) {
      long from = start + (1 + i * 5) * MILLI;
      int client = 2 + 2 * i;
      spans.add(span(number, client, 1, "web", "GET api", SpanKind.CLIENT, from, from + 4 * MILLI));
      spans.add(
          span(
              number,
              client + 1,
              client,
              "api",
              "GET /part" + i,
              SpanKind.SERVER,
              from + MILLI,
              from + 3 * MILLI));
    }
    int parts = 1 + random.nextInt(3);
    Instant at = now;
    int done = 0;
    for (int part = 1; part <= parts && done < spans.size(); part++) {
      int until = part == parts ? spans.size() : done + 1 + random.nextInt(spans.size() - done);
      due.add(new Due(at, ++numbers, List.copyOf(spans.subList(done, until))));
      done = until;
      at = at.plusMillis(random.nextInt(4) == 0 ? 20_000 : random.nextInt(4_000));
    }
    if (poison.trace("routes", number) != Fault.BEFORE) {
      routes.merge(route, 1, Integer::sum);
    }
    if (poison.trace("sampling", number) == Fault.BEFORE) {
      unkept.add((long) number);
    }
    for (Span span : spans) {
      if (counts(SignalType.TRACES, poison.span("operations", span.spanId().value()))) {
        operations.merge(span.service() + " " + span.name(), 1, Integer::sum);
      }
      if (counts(SignalType.TRACES, poison.span("slis", span.spanId().value()))) {
        count(span);
      }
    }
    spansOfTrace.put(
        (long) number, new HashSet<>(spans.stream().map(span -> span.spanId().value()).toList()));
  }

  /// Whether the item is counted by its fold.
  private boolean counts(SignalType signal, Fault fault) {
    if (fault != Fault.NONE) {
      poisonous.merge(signal, 1L, Long::sum);
    }
    return fault != Fault.BEFORE;
  }

  /// What the indicators of entry spans must say of the span.
  private void count(Span span) {
    boolean failed = span.status() == Span.Status.ERROR;
    if (span.service().equals(WEB) && span.kind() == SpanKind.SERVER) {
      event(SLIS.get(0), span, failed);
      if (span.name().equals("GET /r1") && !failed) {
        event(SLIS.get(1), span, span.durationNanos() > 50 * MILLI);
      }
    }
    if (span.name().equals("GET /part0")) {
      event(SLIS.get(2), span, failed);
    }
  }

  private void event(SliSpec spec, Span span, boolean bad) {
    String service = span.service().value();
    double[] total = indicators.computeIfAbsent(name(service, spec.text(), ""), _ -> new double[2]);
    total[0]++;
    if (bad) {
      total[1]++;
      double[] split =
          indicators.computeIfAbsent(name(service, spec.text(), span.name()), _ -> new double[2]);
      split[0]++;
      split[1]++;
    }
  }

  static String name(String service, String spec, String operation) {
    return service + " " + spec + " by " + operation;
  }

  /// All and bad events of each indicator but [#CALLS], in all and by operation.
  Map<String, List<Double>> indicators() {
    Map<String, List<Double>> figures = new TreeMap<>();
    indicators.forEach((name, of) -> figures.put(name, List.of(of[0], of[1])));
    return figures;
  }

  private Span span(
      int trace,
      int id,
      int parent,
      String service,
      String name,
      SpanKind kind,
      long start,
      long end) {
    Map<String, Value> attributes = new HashMap<>();
    if (kind == SpanKind.SERVER) {
      attributes.put("http.request.method", new Value.Text("GET"));
      attributes.put("http.route", new Value.Text(name.substring(4)));
    }
    return new Span(
        new TraceId(7, trace),
        new SpanId(trace * 100L + id),
        parent == 0 ? null : new SpanId(trace * 100L + parent),
        "",
        0,
        name,
        kind,
        start,
        end,
        new Attributes(attributes),
        List.of(),
        List.of(),
        random.nextInt(4) == 0 ? Span.Status.ERROR : Span.Status.UNSET,
        "",
        0,
        0,
        0,
        new Attributes(
            Map.of(
                "service.name", new Value.Text(service),
                "service.version", new Value.Text(service.equals("web") ? "1" : ""))),
        Scope.NONE);
  }

  /// The spans due by now, some of them sent before, as one request; null for none.
  @Nullable Request spans(Instant now, boolean all) {
    List<Span> ready = new ArrayList<>();
    while (!due.isEmpty() && (all || !due.peek().at().isAfter(now)) && ready.size() < 40) {
      ready.addAll(due.remove().spans());
    }
    return ready.isEmpty() ? null : sent(SignalType.TRACES, OtlpWriter.traces(ready));
  }

  boolean drained() {
    return due.isEmpty();
  }

  Request metrics() {
    metricTime += 1_000 * MILLI;
    double delta = random.nextInt(10);
    if (counts(SignalType.METRICS, poison.point("delta", metricTime))) {
      deltaTotal += delta;
    }
    cumulative += random.nextInt(10);
    cumulativeTotal = cumulative;
    return sent(
        SignalType.METRICS,
        OtlpWriter.metrics(
            List.of(
                point("delta", new Data.Sum(delta, true, Temporality.DELTA)),
                point("cumulative", new Data.Sum(cumulative, true, Temporality.CUMULATIVE)))));
  }

  private MetricPoint point(String metric, Data data) {
    return new MetricPoint(
        metric,
        "",
        "1",
        T0,
        metricTime,
        false,
        data,
        Attributes.EMPTY,
        List.of(),
        shop(),
        Scope.NONE);
  }

  private static Attributes shop() {
    return new Attributes(Map.of("service.name", new Value.Text("shop")));
  }

  Request logs() {
    List<LogRecord> records = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      String body = "order " + ++logs + " placed";
      if (counts(SignalType.LOGS, poison.record(body))) {
        bodies.add(body);
      }
      records.add(
          new LogRecord(
              T0 + logs * MILLI,
              0,
              9,
              "INFO",
              "",
              new Value.Text(body),
              Attributes.EMPTY,
              0,
              null,
              null,
              shop(),
              Scope.NONE));
    }
    return sent(SignalType.LOGS, OtlpWriter.logs(records));
  }

  private Request sent(SignalType signal, byte[] payload) {
    Request request = new Request(signal, payload);
    recent.add(request);
    if (recent.size() > 30) {
      recent.removeFirst();
    }
    return request;
  }

  /// A request that was sent before.
  @Nullable Request again() {
    return recent.isEmpty() ? null : recent.get(random.nextInt(recent.size()));
  }
}
