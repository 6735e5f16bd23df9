package dev.headroom.benchmarks;

import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Makes up the spans of shops: traces of 8 spans, 5 services and 29 operations a shop, about 10
/// attributes each.
///
/// The same seed gives the same spans but for the time. Ids never repeat. Not thread-safe.
final class ShopTraffic {
  /// Spans of one trace.
  static final int SPANS_PER_TRACE = 8;

  /// Routes of one shop's gateway.
  static final int ROUTES = 20;

  private static final String[] TABLES = {"orders", "carts", "stock", "prices", "customers"};

  private final Random random;
  private final int shops;

  ShopTraffic(long seed) {
    this(seed, 1);
  }

  /// @param shops above 1 the services have the shop's number at the end of their name, and roots
  ///   name one of 20 tenants
  ShopTraffic(long seed, int shops) {
    random = new Random(seed);
    this.shops = shops;
  }

  /// One span, before it is encoded; `parentId` 0 means none.
  record SampleSpan(
      String service,
      SpanKind kind,
      String name,
      long traceHigh,
      long traceLow,
      long spanId,
      long parentId,
      long startNanos,
      long endNanos,
      boolean failed,
      Map<String, Object> attributes) {}

  /// Whole traces that end at about `endNanos` (of the epoch).
  List<SampleSpan> traces(int count, long endNanos) {
    List<SampleSpan> spans = new ArrayList<>(count * SPANS_PER_TRACE);
    for (int i = 0; i < count; i++) {
      new Trace(spans, endNanos - random.nextInt(1_000_000_000)).add();
    }
    return spans;
  }

  private final class Trace {
    private final List<SampleSpan> into;
    private final long high = random.nextLong();
    private final long low = random.nextLong() | 1;
    private final int shop = shops == 1 ? 0 : random.nextInt(shops);
    private final int route = random.nextInt(ROUTES);
    private final boolean failed = random.nextInt(100) == 0;
    private final long length = (long) (20e6 * Math.exp(0.6 * random.nextGaussian()));
    private final long start;

    Trace(List<SampleSpan> into, long endNanos) {
      this.into = into;
      start = endNanos - length;
    }

    void add() {
      String path = "/shop/section-" + route + "/{id}";
      String table = TABLES[route % TABLES.length];
      Map<String, Object> entry = server(path);
      if (shops > 1) {
        entry.put("headroom.tenant", "tenant-" + random.nextInt(20));
      }
      long root = span("gateway", SpanKind.SERVER, "GET " + path, 0, 0, 100, entry);
      long call =
          span("gateway", SpanKind.CLIENT, "GET", root, 5, 90, client("orders", "/orders/{id}"));
      long orders =
          span("orders", SpanKind.SERVER, "GET /orders/{id}", call, 8, 88, server("/orders/{id}"));
      span("orders", SpanKind.CLIENT, "SELECT " + table, orders, 10, 40, database(table));
      long out = span("orders", SpanKind.CLIENT, "GET", orders, 42, 80, client("pay", "/charge"));
      span("pay", SpanKind.SERVER, "GET /charge", out, 45, 78, server("/charge"));
      long sent =
          span("orders", SpanKind.PRODUCER, "publish orders", orders, 81, 83, queue("send"));
      String worker = route % 2 == 0 ? "shipping" : "mailer";
      span(worker, SpanKind.CONSUMER, "process orders", sent, 85, 98, queue("process"));
    }

    private long span(
        String service,
        SpanKind kind,
        String name,
        long parent,
        int fromPercent,
        int toPercent,
        Map<String, Object> attributes) {
      long id = random.nextLong() | 1;
      long from = start + length * fromPercent / 100;
      long to = start + length * toPercent / 100;
      into.add(
          new SampleSpan(
              shops == 1 ? service : service + "-" + shop,
              kind,
              name,
              high,
              low,
              id,
              parent,
              from,
              to,
              failed,
              attributes));
      return id;
    }

    private Map<String, Object> server(String path) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("http.request.method", "GET");
      map.put("http.route", path);
      map.put("url.path", path.replace("{id}", Integer.toString(random.nextInt(1_000_000))));
      map.put("url.scheme", "http");
      map.put("server.address", "shop.example.com");
      map.put("server.port", 8080L);
      map.put("http.response.status_code", failed ? 500L : 200L);
      map.put("network.protocol.version", "1.1");
      map.put("user_agent.original", "okhttp/4.12.0");
      map.put("thread.id", (long) random.nextInt(200));
      return map;
    }

    private Map<String, Object> client(String host, String path) {
      Map<String, Object> map = new LinkedHashMap<>();
      int id = random.nextInt(1_000_000);
      map.put("http.request.method", "GET");
      map.put("url.full", "http://" + host + ":8080" + path.replace("{id}", "" + id));
      map.put("server.address", host);
      map.put("server.port", 8080L);
      map.put("http.response.status_code", failed ? 500L : 200L);
      map.put("network.protocol.version", "1.1");
      map.put("network.peer.address", "10.0.0." + random.nextInt(250));
      map.put("network.peer.port", 8080L);
      map.put("thread.name", "http-nio-8080-exec-" + random.nextInt(200));
      map.put("thread.id", (long) random.nextInt(200));
      return map;
    }

    private Map<String, Object> database(String table) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("db.system.name", "postgresql");
      map.put("db.namespace", "shop");
      map.put("db.operation.name", "SELECT");
      map.put("db.collection.name", table);
      map.put("db.query.text", "SELECT id, state, total FROM " + table + " WHERE id = ?");
      map.put("server.address", "db");
      map.put("server.port", 5432L);
      map.put("thread.name", "http-nio-8080-exec-" + random.nextInt(200));
      map.put("thread.id", (long) random.nextInt(200));
      return map;
    }

    private Map<String, Object> queue(String operation) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("messaging.system", "kafka");
      map.put("messaging.destination.name", "orders");
      map.put("messaging.operation.type", operation);
      map.put("messaging.client.id", "orders-" + random.nextInt(4));
      map.put("messaging.kafka.offset", random.nextLong() >>> 34);
      map.put("messaging.destination.partition.id", Integer.toString(random.nextInt(12)));
      map.put("thread.name", "kafka-" + random.nextInt(200));
      map.put("thread.id", (long) random.nextInt(200));
      return map;
    }
  }
}
