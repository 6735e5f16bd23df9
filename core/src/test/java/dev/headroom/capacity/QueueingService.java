package dev.headroom.capacity;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.SpanKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The telemetry of one service whose requests queue for one resource with `c` servers: simulated
/// request by request, with a day's rise and fall of the load, so that the true ceiling is known.
final class QueueingService {
  static final long END = Instant.parse("2026-03-02T12:00:00Z").getEpochSecond();

  /// @param peak requests per second at the busiest moment
  /// @param seconds mean service time when nobody else is served
  /// @param hour of the day at which it is busiest
  record Route(String name, double peak, double seconds, double hour) {
    double rate(long second) {
      double phase = 2 * Math.PI * ((second % 86_400) / 86_400.0 - hour / 24);
      return peak * (0.3 + 0.7 * (1 + Math.cos(phase)) / 2);
    }
  }

  final String service;
  final int servers;
  final List<Route> routes = new ArrayList<>();

  /// By how much each busy server slows down a request that begins.
  double slowdown;

  /// Busy servers without any request.
  double background;

  /// Seconds that a request takes besides, without using the resource.
  double elsewhere;

  /// How many hours are simulated.
  double hours = 24;

  /// The machine that the processor's metrics tell; empty for none.
  String host = "";

  /// Where the servers are, when all that shows of them are calls; null when they are the service's
  /// own.
  @Nullable NodeId remote;

  private final SplittableRandom random;
  private final KnownRollups into;
  private double[] busy = new double[0];
  private double[] waited = new double[0];

  QueueingService(KnownRollups into, String service, int servers, long seed) {
    this.into = into;
    this.service = service;
    this.servers = servers;
    this.random = new SplittableRandom(seed);
  }

  QueueingService route(String name, double peak, double seconds, double hour) {
    routes.add(new Route(name, peak, seconds, hour));
    return this;
  }

  RollupKey operation(String name) {
    return new RollupKey.Operation(
        new ServiceName(service), new OperationName(name), SpanKind.SERVER, "1", "test");
  }

  RollupKey route(String name) {
    return new RollupKey.Route(new ServiceName(service), new OperationName(name), SpanKind.SERVER);
  }

  private RollupKey edge(String route, NodeId callee) {
    return new RollupKey.Edge(
        new ServiceName(service), new OperationName(route), callee, "SELECT orders");
  }

  RollupKey metric(String name, String unit, MetricType type, String attributes) {
    return new RollupKey.Metric(new ServiceName(service), "one", name, unit, type, attributes);
  }

  KnownRollups rollups() {
    return into;
  }

  Ceilings ceilings() {
    return new CeilingModel(into, List::of).at(Instant.ofEpochSecond(END));
  }

  long start() {
    return END - Math.round(hours * 3_600);
  }

  private double gap(double mean) {
    return -Math.log(1 - random.nextDouble()) * mean;
  }

  /// Simulates all requests; afterwards one of the methods below tells how the resource shows.
  QueueingService run() {
    long start = start();
    busy = new double[(int) Math.round(hours * 60)];
    waited = new double[busy.length];
    PriorityQueue<Double> ends = new PriorityQueue<>();
    double most = routes.stream().mapToDouble(Route::peak).sum();
    double now = start;
    while (true) {
      now += gap(1 / most);
      if (now >= END) {
        return this;
      }
      Route route = chosen((long) now, most);
      if (route != null) {
        serve(route, now, ends);
      }
    }
  }

  /// Thinning: null for a moment at which nobody comes.
  private Route chosen(long second, double most) {
    double drawn = random.nextDouble() * most;
    for (Route route : routes) {
      drawn -= route.rate(second);
      if (drawn < 0) {
        return route;
      }
    }
    return null;
  }

  private void serve(Route route, double now, PriorityQueue<Double> ends) {
    while (!ends.isEmpty() && ends.peek() <= now) {
      ends.remove();
    }
    double begin = now;
    // With all servers busy it begins when as many have left as wait before it.
    if (ends.size() >= servers) {
      begin = ends.stream().sorted().skip(ends.size() - servers).findFirst().orElse(now);
      waited[minute(now)] = 1;
    }
    double mean = route.seconds() * (1 + slowdown * Math.min(ends.size(), servers - 1));
    double end = begin + gap(mean);
    ends.add(end);
    for (int i = minute(begin); i <= minute(end); i++) {
      double from = Math.max(begin, start() + i * 60.0);
      double to = Math.min(end, start() + (i + 1) * 60.0);
      busy[i] += Math.max(0, to - from);
    }
    double done = end + elsewhere;
    if (done < END) {
      if (remote != null) {
        into.at(edge(route.name(), remote), (long) done)
            .addDuration((long) ((end - now) * 1e9), 1, false);
      }
      into.at(operation(route.name()), (long) done)
          .addDuration((long) ((done - now) * 1e9), 1, false);
      into.at(route(route.name()), (long) done).addDuration((long) ((done - now) * 1e9), 1, false);
    }
  }

  private int minute(double second) {
    return Math.clamp((long) ((second - start()) / 60), 0, busy.length - 1);
  }

  /// The resource is the processor, measured by the Java agent's metrics.
  QueueingService asProcessor() {
    return besideProcessor(1, servers);
  }

  /// A processor is measured that is not what requests queue for.
  ///
  /// @param share busy processor seconds for a busy second of the resource
  QueueingService besideProcessor(double share, int cores) {
    for (int i = 0; i < busy.length; i++) {
      long second = start() + i * 60L;
      reading(
          "jvm.cpu.time", "s", MetricType.COUNTER, "", second, busy[i] * share + background * 60);
      String attributes = host.isEmpty() ? "" : "host.name=" + host;
      reading("jvm.cpu.count", "{cpu}", MetricType.UP_DOWN_COUNTER, attributes, second, cores);
    }
    return this;
  }

  /// The processors of a database's server, which sends the metrics of its machine.
  QueueingService asMachineOf(String server) {
    for (int i = 0; i < busy.length; i++) {
      long second = start() + i * 60L;
      ServiceName sender = new ServiceName(server);
      into.at(
              new RollupKey.Metric(
                  sender, "db-1", "system.cpu.time", "s", MetricType.COUNTER, "cpu.mode=user"),
              second)
          .addReading(busy[i], second * 1_000_000_000L);
      into.at(
              new RollupKey.Metric(
                  sender, "db-1", "system.cpu.time", "s", MetricType.COUNTER, "cpu.mode=idle"),
              second)
          .addReading(60.0 * servers - busy[i], second * 1_000_000_000L);
      into.at(
              new RollupKey.Metric(
                  sender,
                  "db-1",
                  "system.cpu.logical.count",
                  "{cpu}",
                  MetricType.UP_DOWN_COUNTER,
                  ""),
              second)
          .addReading(servers, second * 1_000_000_000L);
    }
    return this;
  }

  /// The resource is a pool of database connections.
  QueueingService asPool(String name) {
    String attributes = "db.client.connection.pool.name=" + name;
    for (int i = 0; i < busy.length; i++) {
      long second = start() + i * 60L;
      Rollup use =
          into.at(
              metric("db.client.connection.use_time", "s", MetricType.HISTOGRAM, attributes),
              second);
      use.addDistribution(1, busy[i], Double.NaN, Double.NaN, second, null);
      String gauge = "db.client.connection.";
      reading(
          gauge + "max", "{connection}", MetricType.UP_DOWN_COUNTER, attributes, second, servers);
      reading(
          gauge + "pending_requests",
          "{request}",
          MetricType.UP_DOWN_COUNTER,
          attributes,
          second,
          waited[i]);
    }
    return this;
  }

  /// The resource is a call that is made one at a time, under a lock: all that shows of it are the
  /// calls.
  QueueingService asLockedCall(NodeId callee) {
    for (int i = 0; i < busy.length; i++) {
      into.count(
          new RollupKey.Edge(
              new ServiceName(service),
              new OperationName(routes.getFirst().name()),
              callee,
              "POST"),
          start() + i * 60L,
          Math.max(1, busy[i] / routes.getFirst().seconds()),
          busy[i]);
    }
    return this;
  }

  /// Requests of a route call an operation of another service.
  QueueingService calling(String route, String callee, String operation, double perRequest) {
    RollupKey edge =
        new RollupKey.Edge(
            new ServiceName(service),
            new OperationName(route),
            NodeId.service(new ServiceName(callee)),
            operation);
    for (int i = 0; i < busy.length; i++) {
      long second = start() + i * 60L;
      double count = into.at(operation(route), second).count() * perRequest;
      into.count(edge, second, count, count * 0.01);
    }
    return this;
  }

  /// The service's own histogram of requests, `factor` times what spans show.
  QueueingService countingRequests(String route, double factor) {
    for (int i = 0; i < busy.length; i++) {
      long second = start() + i * 60L;
      Rollup spans = into.at(operation(route), second);
      into.at(
              metric("http.server.request.duration", "s", MetricType.HISTOGRAM, "http.route=/"),
              second)
          .addDistribution(
              spans.count() * factor,
              spans.sum() / 1e9 * factor,
              Double.NaN,
              Double.NaN,
              second,
              null);
    }
    return this;
  }

  private void reading(
      String name, String unit, MetricType type, String attributes, long second, double value) {
    into.at(metric(name, unit, type, attributes), second)
        .addReading(value, second * 1_000_000_000L);
  }

  /// The rate at which a route of that share of the requests fills the resource, the mix staying as
  /// it is.
  double ceiling(String name) {
    Route wanted = routes.stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
    double work = routes.stream().mapToDouble(r -> r.peak() * r.seconds()).sum();
    double full = (servers - background) / (1 + slowdown * (servers - 1));
    return wanted.peak() * full / work;
  }
}
