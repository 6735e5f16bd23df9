package dev.headroom.app.crash;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.otlp.OtlpWriter;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The requests of one exporter, and what was acknowledged of them. One thread at a time.
final class Load {
  static final int TRACES = 10;
  static final int SPANS_PER_TRACE = 3;
  static final int RECORDS = 7;

  private final int number;
  private final long startNanos;
  private final int padding;
  private long sent;
  private volatile long traces;
  private volatile long records;
  private volatile double total;

  /// @param signal what it is
  /// @param amount what it adds to the counter, for metrics
  record Request(SignalType signal, byte[] payload, double amount) {}

  /// @param number of the exporter; different ones make different ids
  /// @param startNanos when its telemetry begins, nanoseconds since the epoch
  /// @param padding characters of ballast on each root span
  Load(int number, long startNanos, int padding) {
    this.number = number;
    this.startNanos = startNanos;
    this.padding = padding;
  }

  Request next() {
    long n = ++sent;
    return switch ((int) (n % 5)) {
      case 0 -> new Request(SignalType.LOGS, logs(n), 0);
      case 1 -> new Request(SignalType.METRICS, metrics(n), n);
      default -> new Request(SignalType.TRACES, spans(n), 0);
    };
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void acknowledged(Request request) {
    switch (request.signal()) {
      case TRACES -> traces += TRACES;
      case LOGS -> records += RECORDS;
      case METRICS -> total += request.amount();
    }
  }

  long traces() {
    return traces;
  }

  long records() {
    return records;
  }

  double total() {
    return total;
  }

  private byte[] spans(long n) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < TRACES; i++) {
      long trace = n * TRACES + i;
      spans.add(span(trace, 1, 0, SpanKind.SERVER, "web", "GET /cart"));
      spans.add(span(trace, 2, 1, SpanKind.CLIENT, "web", "GET"));
      spans.add(span(trace, 3, 2, SpanKind.SERVER, "stock", "GET /stock"));
    }
    return OtlpWriter.traces(spans);
  }

  private Span span(long trace, int id, int parent, SpanKind kind, String service, String name) {
    long start = startNanos + trace * 1_000;
    return new Span(
        new TraceId(number + 1L, trace),
        new SpanId(trace * 4 + id),
        parent == 0 ? null : new SpanId(trace * 4 + parent),
        "",
        0,
        name,
        kind,
        start + id * 100L,
        start + 10_000 - id * 100L,
        kind == SpanKind.SERVER
            ? attributes("http.request.method", "GET", "http.route", name.substring(4))
            : attributes("http.request.method", "GET", "ballast", "x".repeat(padding)),
        List.of(),
        List.of(),
        Span.Status.UNSET,
        "",
        0,
        0,
        0,
        attributes("service.name", service),
        Scope.NONE);
  }

  private byte[] logs(long n) {
    List<LogRecord> logs = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      logs.add(
          new LogRecord(
              startNanos + n * 1_000 + i,
              0,
              9,
              "INFO",
              "",
              new Value.Text("exporter " + number + " request " + n + " record " + i),
              Attributes.EMPTY,
              0,
              null,
              null,
              attributes("service.name", "web"),
              Scope.NONE));
    }
    return OtlpWriter.logs(logs);
  }

  private byte[] metrics(long n) {
    return OtlpWriter.metrics(
        List.of(
            new MetricPoint(
                "orders",
                "",
                "1",
                startNanos + (n - 1) * 1_000,
                startNanos + n * 1_000,
                false,
                new Data.Sum(n, true, Temporality.DELTA),
                Attributes.EMPTY,
                List.of(),
                attributes("service.name", "web", "service.instance.id", "web-" + number),
                Scope.NONE)));
  }

  private static Attributes attributes(String... namesAndTexts) {
    Map<String, Value> values = new java.util.TreeMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      values.put(namesAndTexts[i], new Value.Text(namesAndTexts[i + 1]));
    }
    return new Attributes(values);
  }
}
