package dev.headroom.app;

import dev.headroom.app.OtlpSpans.Sent;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a small shop sends: forty orders that take 10, 20 … 400 ms, every eighth of which fails,
/// and each of which asks the stock, whose answer costs five queries.
///
/// @param from start of the window all of it lies in
/// @param to its end
record ShopTraffic(Instant from, Instant to) {
  static final int ORDERS = 40;
  static final int FAILED = 5;
  static final int QUERIES = 5;
  static final String ROUTE = "GET /orders/{id}";

  private static final long MILLI = 1_000_000;

  /// Of the last minutes.
  static ShopTraffic recent(Instant now) {
    Instant to = now.truncatedTo(ChronoUnit.MINUTES);
    return new ShopTraffic(to.minus(Duration.ofMinutes(5)), to);
  }

  /// The window as parameters of pages and API.
  String window() {
    return "from=" + from + "&to=" + to;
  }

  /// Sends half of the orders as JSON and half as protobuf, a few log records and a metric, and
  /// waits until all of it is visible.
  void sendTo(RunningHeadroom server) throws IOException, InterruptedException {
    server.send("/v1/traces", "application/json", OtlpSpans.json(orders(1, ORDERS / 2)));
    server.send(
        "/v1/traces", "application/x-protobuf", OtlpSpans.protobuf(orders(ORDERS / 2 + 1, ORDERS)));
    server.send("/v1/logs", "application/x-protobuf", logs());
    server.send("/v1/metrics", "application/x-protobuf", metrics());
    server.await(
        "/api/limits?" + window(), view -> view.path("total").path("count").asDouble() == ORDERS);
    server.await("/api/logs?" + window(), view -> view.path("logs").size() == ORDERS);
  }

  private List<Sent> orders(int first, int last) {
    List<Sent> spans = new ArrayList<>();
    for (int number = first; number <= last; number++) {
      order(number, QUERIES, spans);
    }
    return spans;
  }

  /// The first so many orders as a file of protobuf.
  ///
  /// @param queries how many an answer of the stock costs
  byte[] file(int orders, int queries) {
    List<Sent> spans = new ArrayList<>();
    for (int number = 1; number <= orders; number++) {
      order(number, queries, spans);
    }
    return OtlpSpans.protobuf(spans);
  }

  private void order(int number, int queries, List<Sent> spans) {
    long start = nanos(number);
    long length = number * 10L * MILLI;
    Map<String, String> entry = Map.of("http.request.method", "GET", "http.route", "/orders/{id}");
    spans.add(span(number, 1, "shop", ROUTE, SpanKind.SPAN_KIND_SERVER, start, length, entry));
    Map<String, String> call = Map.of("http.request.method", "GET", "server.address", "stock");
    spans.add(span(number, 2, "shop", "GET", SpanKind.SPAN_KIND_CLIENT, start, length / 2, call));
    Map<String, String> called = Map.of("http.request.method", "GET", "http.route", "/stock");
    spans.add(
        span(
            number,
            3,
            "stock",
            "GET /stock",
            SpanKind.SPAN_KIND_SERVER,
            start,
            length / 2,
            called));
    for (int query = 0; query < queries; query++) {
      spans.add(
          span(
              number,
              4 + query,
              "stock",
              "SELECT items",
              SpanKind.SPAN_KIND_CLIENT,
              start + query * length / 20,
              length / 20,
              Map.of(
                  "db.system.name",
                  "postgresql",
                  "db.namespace",
                  "stock",
                  "server.address",
                  "stock-db",
                  "db.query.text",
                  "SELECT name FROM items WHERE id = " + query)));
    }
  }

  private long nanos(int number) {
    return (from.getEpochSecond() + number) * 1_000_000_000L;
  }

  /// Of one order; a span's parent is the one before it, the queries' is the stock's.
  private static Sent span(
      int order,
      int number,
      String service,
      String name,
      SpanKind kind,
      long start,
      long length,
      Map<String, String> attributes) {
    return new Sent(
        service,
        traceId(order),
        spanId(order, number),
        number == 1 ? "" : spanId(order, Math.min(number - 1, 3)),
        name,
        kind,
        start,
        start + length,
        number < 4 && order % 8 == 0,
        attributes);
  }

  /// The trace of an order.
  static String traceId(int order) {
    return String.format(Locale.ROOT, "5e0f%028x", order);
  }

  private static String spanId(int order, int number) {
    return String.format(Locale.ROOT, "%014x%02x", order, number);
  }

  private static Resource shop() {
    return Resource.newBuilder()
        .addAttributes(
            KeyValue.newBuilder()
                .setKey("service.name")
                .setValue(AnyValue.newBuilder().setStringValue("shop")))
        .build();
  }

  private byte[] logs() {
    ScopeLogs.Builder scope = ScopeLogs.newBuilder();
    for (int order = 1; order <= ORDERS; order++) {
      scope.addLogRecords(
          LogRecord.newBuilder()
              .setTimeUnixNano(nanos(order))
              .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_INFO)
              .setSeverityText("INFO")
              .setBody(AnyValue.newBuilder().setStringValue("order " + order + " looked up")));
    }
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(ResourceLogs.newBuilder().setResource(shop()).addScopeLogs(scope))
        .build()
        .toByteArray();
  }

  private byte[] metrics() {
    Gauge.Builder gauge = Gauge.newBuilder();
    for (int order = 1; order <= ORDERS; order++) {
      gauge.addDataPoints(
          NumberDataPoint.newBuilder().setTimeUnixNano(nanos(order)).setAsInt(order));
    }
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(shop())
                .addScopeMetrics(
                    ScopeMetrics.newBuilder()
                        .addMetrics(
                            Metric.newBuilder()
                                .setName("shop.basket")
                                .setUnit("{item}")
                                .setGauge(gauge))))
        .build()
        .toByteArray();
  }
}
