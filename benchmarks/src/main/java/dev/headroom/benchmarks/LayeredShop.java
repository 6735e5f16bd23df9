package dev.headroom.benchmarks;

import dev.headroom.benchmarks.ShopTraffic.SampleSpan;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Makes up traces of a system of many services in four layers: every operation asks its database
/// twice, and one operation of the next layer, that of a route two. A trace of a route has 27
/// spans. Same seed, same spans. Not thread-safe.
final class LayeredShop {
  /// Entry operations of one service.
  static final int PER_SERVICE = 20;

  private static final int LAYERS = 4;

  private final int services;
  private final Random random;

  /// @param services a multiple of 5; a fifth of them has the routes
  LayeredShop(int services, long seed) {
    this.services = services;
    this.random = new Random(seed);
  }

  int services() {
    return services;
  }

  int routes() {
    return services / 5 * PER_SERVICE;
  }

  static String service(int number) {
    return "service-" + number;
  }

  /// The trace of a route, about ending then.
  List<SampleSpan> trace(int route, long endNanos) {
    List<SampleSpan> spans = new ArrayList<>();
    long nanos = (long) (40e6 * Math.exp(0.5 * random.nextGaussian()));
    new Trace(spans, random.nextInt(200) == 0)
        .visit(0, route / PER_SERVICE, route % PER_SERVICE, 0, endNanos - nanos, nanos);
    return spans;
  }

  private final class Trace {
    private final List<SampleSpan> into;
    private final boolean failed;
    private final long high = random.nextLong();
    private final long low = random.nextLong() | 1;

    Trace(List<SampleSpan> into, boolean failed) {
      this.into = into;
      this.failed = failed;
    }

    void visit(int layer, int service, int operation, long parent, long start, long nanos) {
      String path = "/things/" + operation + "/{id}";
      long entry =
          span(service, SpanKind.SERVER, "GET " + path, parent, start, nanos, server(path));
      statement(service, operation, entry, start + nanos / 20, nanos / 10);
      statement(service, operation + 1, entry, start + nanos / 5, nanos / 10);
      int calls = layer == 0 ? 2 : layer < LAYERS - 1 ? 1 : 0;
      for (int call = 0; call < calls; call++) {
        int callee = callee(layer + 1, service, operation, call);
        long begin = start + nanos * (4 + 6L * call / calls) / 10;
        long length = nanos * 5 / 10 / calls;
        long client =
            span(service, SpanKind.CLIENT, "GET", entry, begin, length, client(callee, path));
        visit(layer + 1, callee, operation, client, begin + length / 20, length * 9 / 10);
      }
    }

    private void statement(int service, int number, long parent, long start, long nanos) {
      String table = "table_" + number % PER_SERVICE;
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("db.system.name", "postgresql");
      map.put("db.namespace", "database-" + service);
      map.put("db.operation.name", "SELECT");
      map.put("db.collection.name", table);
      map.put("db.query.text", "SELECT id, state, total FROM " + table + " WHERE id = ?");
      map.put("server.address", "db-" + service);
      map.put("thread.id", (long) random.nextInt(200));
      span(service, SpanKind.CLIENT, "SELECT " + table, parent, start, nanos, map);
    }

    private long span(
        int service,
        SpanKind kind,
        String name,
        long parent,
        long start,
        long nanos,
        Map<String, Object> attributes) {
      long id = random.nextLong() | 1;
      into.add(
          new SampleSpan(
              service(service),
              kind,
              name,
              high,
              low,
              id,
              parent,
              start,
              start + nanos,
              failed,
              attributes));
      return id;
    }
  }

  /// The routes' services are the first layer, the others are shared out to three.
  private int callee(int layer, int service, int operation, int call) {
    int first = services / 5;
    int perLayer = (services - first) / (LAYERS - 1);
    return first + (layer - 1) * perLayer + (service * 3 + operation + call * 7) % perLayer;
  }

  private Map<String, Object> server(String path) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("http.request.method", "GET");
    map.put("http.route", path);
    map.put("url.path", path.replace("{id}", Integer.toString(random.nextInt(1_000_000))));
    map.put("http.response.status_code", 200L);
    map.put("user_agent.original", "okhttp/4.12.0");
    map.put("thread.id", (long) random.nextInt(200));
    return map;
  }

  private Map<String, Object> client(int callee, String path) {
    Map<String, Object> map = new LinkedHashMap<>();
    String host = service(callee);
    int id = random.nextInt(1_000_000);
    map.put("http.request.method", "GET");
    map.put("url.full", "http://" + host + ":8080" + path.replace("{id}", "" + id));
    map.put("server.address", host);
    map.put("server.port", 8080L);
    map.put("http.response.status_code", 200L);
    map.put("thread.id", (long) random.nextInt(200));
    return map;
  }
}
