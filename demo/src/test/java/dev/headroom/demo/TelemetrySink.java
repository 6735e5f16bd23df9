package dev.headroom.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/// A receiver of OTLP over HTTP that only counts, for looking at what the demo sends.
///
/// Run `main` with a port, start the demo with `--otlp-protocol http/protobuf` against it, and read
/// `GET /report`, which prints the counts since the report before.
final class TelemetrySink {
  private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
  private final Map<String, Figures> operations = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> logs = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> metrics = new ConcurrentSkipListMap<>();
  private final Set<String> resources = ConcurrentHashMap.newKeySet();

  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 64);
    TelemetrySink sink = new TelemetrySink();
    server.setExecutor(Executors.newFixedThreadPool(2));
    server.createContext(
        "/v1/traces", exchange -> sink.accept(exchange, body -> sink.traces(traceRequest(body))));
    server.createContext(
        "/v1/metrics",
        exchange -> sink.accept(exchange, body -> sink.metrics(metricRequest(body))));
    server.createContext(
        "/v1/logs", exchange -> sink.accept(exchange, body -> sink.logs(logRequest(body))));
    server.createContext("/report", sink::report);
    server.start();
  }

  private void accept(HttpExchange exchange, Consumer<byte[]> reader) throws IOException {
    try (exchange) {
      boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("content-encoding"));
      InputStream raw = exchange.getRequestBody();
      byte[] body = (zipped ? new GZIPInputStream(raw) : raw).readAllBytes();
      count(requests, exchange.getRequestURI().getPath());
      reader.accept(body);
      exchange.getResponseHeaders().set("content-type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static ExportTraceServiceRequest traceRequest(byte[] body) {
    try {
      return ExportTraceServiceRequest.parseFrom(body);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ExportMetricsServiceRequest metricRequest(byte[] body) {
    try {
      return ExportMetricsServiceRequest.parseFrom(body);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ExportLogsServiceRequest logRequest(byte[] body) {
    try {
      return ExportLogsServiceRequest.parseFrom(body);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void traces(ExportTraceServiceRequest request) {
    request
        .getResourceSpansList()
        .forEach(group -> {
          String service = service(group.getResource());
          group
              .getScopeSpansList()
              .forEach(scope -> scope.getSpansList().forEach(span -> span(service, span)));
        });
  }

  private void span(String service, Span span) {
    Map<String, String> attributes = attributes(span.getAttributesList());
    String kind = span.getKind().name().replace("SPAN_KIND_", "");
    String peer = attributes.getOrDefault("server.address", "");
    String name =
        "%-10s %-8s %-44s %s"
            .formatted(
                service,
                kind,
                shorten(span.getName()) + (span.getParentSpanId().isEmpty() ? " (root)" : ""),
                kind.equals("CLIENT") ? peer : attributes.getOrDefault("http.route", ""));
    operations.computeIfAbsent(name, absent -> new Figures()).add(span, attributes);
  }

  private void metrics(ExportMetricsServiceRequest request) {
    request
        .getResourceMetricsList()
        .forEach(group ->
            group
                .getScopeMetricsList()
                .forEach(scope ->
                    scope
                        .getMetricsList()
                        .forEach(metric ->
                            count(metrics, metric.getName() + " " + metric.getDataCase()))));
  }

  private void logs(ExportLogsServiceRequest request) {
    request
        .getResourceLogsList()
        .forEach(group -> {
          String service = service(group.getResource());
          group
              .getScopeLogsList()
              .forEach(scope -> scope.getLogRecordsList().forEach(record -> log(service, record)));
        });
  }

  private void log(String service, LogRecord record) {
    Map<String, String> attributes = attributes(record.getAttributesList());
    count(
        logs,
        "%-10s %-5s %s%s%s"
            .formatted(
                service,
                record.getSeverityText(),
                shorten(record.getBody().getStringValue().replaceAll("[0-9a-f-]{36}|[0-9]+", "#")),
                record.getTraceId().isEmpty() ? "" : " [trace]",
                attributes.containsKey("exception.type")
                    ? " [" + attributes.get("exception.type") + "]"
                    : ""));
  }

  private String service(Resource resource) {
    Map<String, String> attributes = attributes(resource.getAttributesList());
    resources.add(
        attributes.get("service.name")
            + " "
            + attributes.get("service.version")
            + " "
            + attributes.get("service.instance.id")
            + " "
            + attributes.get("cloud.region"));
    return attributes.getOrDefault("service.name", "?");
  }

  private void report(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      PrintStream out = new PrintStream(exchange.getResponseBody());
      out.println("requests " + requests);
      out.println("spans " + operations.values().stream().mapToLong(f -> f.count).sum());
      out.println("resources " + new java.util.TreeSet<>(resources));
      operations.forEach((name, figures) -> out.println(name + "  " + figures));
      logs.forEach((name, figure) -> out.println("log " + figure + " " + name));
      if ("metrics".equals(exchange.getRequestURI().getQuery())) {
        metrics.forEach((name, figure) -> out.println("metric " + figure + " " + name));
      }
      out.flush();
      requests.clear();
      operations.clear();
      logs.clear();
      metrics.clear();
      resources.clear();
    }
  }

  private static Map<String, String> attributes(List<KeyValue> pairs) {
    Map<String, String> attributes = new TreeMap<>();
    pairs.forEach(pair ->
        attributes.put(
            pair.getKey(),
            pair.getValue().hasIntValue()
                ? String.valueOf(pair.getValue().getIntValue())
                : pair.getValue().getStringValue()));
    return attributes;
  }

  private static String shorten(String text) {
    return text.length() > 90 ? text.substring(0, 90) : text;
  }

  private static void count(Map<String, LongAdder> counts, String key) {
    counts.computeIfAbsent(key, absent -> new LongAdder()).increment();
  }

  /// Count, errors, tenants and durations of one operation.
  private static final class Figures {
    private long count;
    private long errors;
    private long withTenant;
    private long nanos;
    private long nanosMax;
    private Map<String, String> sample = Map.of();

    private synchronized void add(Span span, Map<String, String> attributes) {
      long duration = span.getEndTimeUnixNano() - span.getStartTimeUnixNano();
      count++;
      nanos += duration;
      nanosMax = Math.max(nanosMax, duration);
      errors += span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR ? 1 : 0;
      withTenant += attributes.containsKey("headroom.tenant") ? 1 : 0;
      sample = attributes;
    }

    @Override
    public synchronized String toString() {
      return "n=%d errors=%d tenant=%d mean=%.1fms max=%.0fms %s"
          .formatted(count, errors, withTenant, nanos / 1e6 / count, nanosMax / 1e6, sample);
    }
  }
}
