package dev.headroom.testkit.fleet;

import dev.headroom.capacity.ResourceId;
import dev.headroom.capacity.ResourceId.Kind;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanTables;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;

/// Leads requests through the services, step by step, in virtual time. Not thread-safe.
final class Walk {
  private static final long MICRO = 1_000;

  private final Calendar calendar;
  private final SpanTables tables;
  private final FleetClock clock;
  private final Random random;
  private final Ledger ledger;
  private final Map<String, Running> services;
  private final Map<String, Station> databases = new HashMap<>();
  private final Map<String, ResourceId> databaseIds = new HashMap<>();
  private final Consumer<Request> finished;

  /// Where a request is.
  ///
  /// @param span index of the span that works
  /// @param slow how many times longer everything of its own takes
  /// @param connection the database of which a connection is held; empty for none
  private record Frame(
      Request request,
      Running service,
      Replica replica,
      int span,
      double slow,
      String thread,
      String connection) {
    Frame holding(String database) {
      return new Frame(request, service, replica, span, slow, thread, database);
    }

    Frame on(String otherThread) {
      return new Frame(request, service, replica, span, slow, otherThread, "");
    }
  }

  /// What happens when a step ends.
  private interface Done {
    void done(boolean failed);
  }

  /// @param finished gets every request whose work has all ended
  Walk(
      Calendar calendar,
      SpanTables tables,
      FleetPlan plan,
      FleetClock clock,
      Map<String, Running> services,
      Ledger ledger,
      Random random,
      Consumer<Request> finished) {
    this.calendar = calendar;
    this.tables = tables;
    this.clock = clock;
    this.random = random;
    this.ledger = ledger;
    this.services = services;
    this.finished = finished;
    plan.databases.forEach((name, servers) -> {
      databases.put(name, new Station(calendar, servers, Integer.MAX_VALUE));
      ResourceId id =
          new ResourceId(Kind.DATABASE, new NodeId(NodeType.DATABASE, "postgresql " + name), "");
      databaseIds.put(name, id);
      ledger.resource(id, servers);
    });
  }

  /// A request from outside.
  void enter(String service, String endpoint, int route) {
    Request request = new Request(random.nextLong(), random.nextLong(), route);
    ledger.request(route, calendar.now());
    serve(running(service), endpoint, request, -1, _ -> {});
  }

  private Running running(String service) {
    Running running = services.get(service);
    if (running == null) {
      throw new IllegalStateException("no service " + service);
    }
    return running;
  }

  private void serve(Running service, String name, Request request, int above, Done done) {
    ServiceSpec.Endpoint endpoint = service.endpoint(name);
    Replica replica = service.pick();
    request.hold();
    boolean admitted =
        replica
            .workers()
            .acquire(worker -> work(service, replica, worker, endpoint, request, above, done));
    if (!admitted) {
      leave(request);
      done.done(true);
    }
  }

  private void work(
      Running service,
      Replica replica,
      int worker,
      ServiceSpec.Endpoint endpoint,
      Request request,
      int above,
      Done done) {
    long began = calendar.now();
    String thread = "http-nio-8080-exec-" + (worker + 1);
    SpanSort sort = replica.sort(endpoint, () -> entrySort(replica, endpoint.name()));
    int span = request.begin(sort, above, began, 1 + (request.lo() >>> 44), thread);
    replica.heap().allocate(0.5 + random.nextDouble());
    Frame frame = new Frame(request, service, replica, span, replica.slowness(), thread, "");
    run(
        endpoint.body(),
        frame,
        failed -> {
          boolean broken =
              failed
                  || (calendar.now() >= endpoint.failFrom()
                      && random.nextDouble() < endpoint.errorShare());
          request.end(span, calendar.now(), broken);
          replica.workers().release(worker);
          ledger.used(service.workers(), request, calendar.now() - began);
          done.done(broken);
          leave(request);
        });
  }

  private void leave(Request request) {
    request.letGo();
    if (request.complete()) {
      finished.accept(request);
    }
  }

  private SpanSort entrySort(Replica replica, String endpoint) {
    int space = endpoint.indexOf(' ');
    String verb = endpoint.substring(0, space);
    String what = endpoint.substring(space + 1);
    Map<String, String> told = new LinkedHashMap<>();
    if (verb.equals("process")) {
      told.put("messaging.system", "kafka");
      told.put("messaging.destination.name", what);
      told.put("messaging.operation.type", "process");
      return new SpanSort(tables, replica, what + " process", SpanKind.CONSUMER, told);
    }
    if (verb.equals("run")) {
      return new SpanSort(tables, replica, what, SpanKind.INTERNAL, told);
    }
    told.put("http.request.method", verb);
    told.put("http.route", what);
    told.put("url.path", what.replaceAll("\\{[a-z]+}", "?"));
    told.put("url.scheme", "http");
    return new SpanSort(tables, replica, endpoint, SpanKind.SERVER, told);
  }

  private void run(Step step, Frame frame, Done done) {
    switch (step) {
      case Step.Cpu cpu -> {
        long nanos = draw(cpu.ms() * frame.slow(), cpu.cv());
        ledger.used(frame.service().cpu(), frame.request(), nanos);
        frame.replica().compute(nanos, () -> done.done(false));
      }
      case Step.Sequence sequence -> sequence(sequence.steps(), 0, frame, done);
      case Step.Parallel parallel -> parallel(parallel.steps(), frame, done);
      case Step.Repeat repeat -> {
        int times = repeat.least() + random.nextInt(repeat.most() - repeat.least() + 1);
        repeat(repeat.step(), times, frame, done);
      }
      case Step.Maybe maybe -> {
        if (random.nextDouble() < maybe.share()) {
          run(maybe.step(), frame, done);
        } else {
          done.done(false);
        }
      }
      case Step.Query query -> connected(query.database(), frame, done, query(query));
      case Step.Transaction transaction ->
          connected(
              transaction.database(),
              frame,
              done,
              (held, end) -> run(transaction.body(), held, end));
      case Step.Cached cached -> cached(cached, frame, done);
      case Step.Command command -> command(command, frame, done);
      case Step.Call call -> call(call, frame, 1, done);
      case Step.External external -> external(external, frame, done);
      case Step.Publish publish -> publish(publish, frame, done);
      case Step.Locked locked -> locked(locked, frame, done);
    }
  }

  private void sequence(List<Step> steps, int at, Frame frame, Done done) {
    if (at == steps.size()) {
      done.done(false);
      return;
    }
    run(
        steps.get(at),
        frame,
        failed -> {
          if (failed) {
            done.done(true);
          } else {
            sequence(steps, at + 1, frame, done);
          }
        });
  }

  private void repeat(Step step, int times, Frame frame, Done done) {
    if (times == 0) {
      done.done(false);
      return;
    }
    run(
        step,
        frame,
        failed -> {
          if (failed) {
            done.done(true);
          } else {
            repeat(step, times - 1, frame, done);
          }
        });
  }

  private void parallel(List<Step> steps, Frame frame, Done done) {
    int[] left = {steps.size()};
    boolean[] broken = {false};
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Frame branch = frame.on("pool-2-thread-" + (1 + random.nextInt(16)));
      calendar.after(
          (5 + 20L * i) * MICRO,
          () ->
              run(
                  step,
                  branch,
                  failed -> {
                    broken[0] |= failed;
                    if (--left[0] == 0) {
                      done.done(broken[0]);
                    }
                  }));
    }
  }

  /// Works while a connection is held.
  private interface Connected {
    void run(Frame frame, Done done);
  }

  private void connected(String database, Frame frame, Done done, Connected body) {
    if (frame.connection().equals(database)) {
      body.run(frame, done);
      return;
    }
    Station pool = frame.replica().pool(database);
    pool.acquire(connection -> {
      long got = calendar.now();
      body.run(
          frame.holding(database),
          failed -> {
            ledger.used(frame.service().pool(database), frame.request(), calendar.now() - got);
            pool.release(connection);
            done.done(failed);
          });
    });
  }

  private Connected query(Step.Query query) {
    return (frame, done) -> {
      SpanSort sort = frame.replica().sort(query, () -> querySort(frame.replica(), query));
      long literal =
          query.literal() == Step.Literal.OF_TRACE
              ? 1 + (frame.request().lo() >>> 44)
              : 1 + random.nextInt(1_000_000);
      long gap = (20 + random.nextInt(60)) * MICRO;
      calendar.after(gap, () -> execute(query, sort, literal, frame, done));
    };
  }

  private void execute(Step.Query query, SpanSort sort, long literal, Frame frame, Done done) {
    Station database = databases.get(query.database());
    if (database == null) {
      throw new IllegalStateException("no database " + query.database());
    }
    Request request = frame.request();
    int span = request.begin(sort, frame.span(), calendar.now(), literal, frame.thread());
    database.acquire(server -> {
      long nanos = draw(query.ms() * growth(query), query.cv());
      ledger.used(Objects.requireNonNull(databaseIds.get(query.database())), request, nanos);
      calendar.after(
          nanos,
          () -> {
            database.release(server);
            int more = query.rowsMost() - query.rowsLeast() + 1;
            request.rows(span, query.rowsLeast() + random.nextInt(more));
            request.end(span, calendar.now(), false);
            done.done(false);
          });
    });
  }

  private double growth(Step.Query query) {
    double progress =
        (double) (calendar.now() - clock.startNanos()) / (clock.endNanos() - clock.startNanos());
    return 1 + (query.growth() - 1) * progress;
  }

  private SpanSort querySort(Replica replica, Step.Query query) {
    String[] words = query.text().split(" ");
    String verb = words[0];
    String table = "";
    for (int i = 0; i + 1 < words.length; i++) {
      if (words[i].equals("FROM") || words[i].equals("INTO") || words[i].equals("UPDATE")) {
        table = words[i + 1];
        break;
      }
    }
    Map<String, String> told = new LinkedHashMap<>();
    told.put("db.system.name", "postgresql");
    told.put("db.namespace", query.database());
    told.put("db.query.text", query.text());
    told.put("db.operation.name", verb);
    told.put("db.collection.name", table);
    told.put("server.address", query.database() + "-db");
    return new SpanSort(tables, replica, verb + ' ' + table, SpanKind.CLIENT, told);
  }

  private void cached(Step.Cached cached, Frame frame, Done done) {
    run(
        cached.get(),
        frame,
        _ -> {
          if (random.nextDouble() < cached.hitRate()) {
            done.done(false);
            return;
          }
          run(
              cached.otherwise(),
              frame,
              failed -> {
                if (failed) {
                  done.done(true);
                } else {
                  run(cached.set(), frame, done);
                }
              });
        });
  }

  private void command(Step.Command command, Frame frame, Done done) {
    SpanSort sort = frame.replica().sort(command, () -> commandSort(frame.replica(), command));
    long literal = 1L + random.nextInt(50_000);
    plainSpan(sort, literal, draw(command.ms(), 0.4), frame, done);
  }

  /// A span during which nothing of the fleet is used.
  private void plainSpan(SpanSort sort, long literal, long nanos, Frame frame, Done done) {
    Request request = frame.request();
    calendar.after(
        (15 + random.nextInt(50)) * MICRO,
        () -> {
          int span = request.begin(sort, frame.span(), calendar.now(), literal, frame.thread());
          calendar.after(
              nanos,
              () -> {
                request.end(span, calendar.now(), false);
                done.done(false);
              });
        });
  }

  private SpanSort commandSort(Replica replica, Step.Command command) {
    String verb = command.text().substring(0, command.text().indexOf(' '));
    Map<String, String> told = new LinkedHashMap<>();
    told.put("db.system.name", "redis");
    told.put("db.query.text", command.text());
    told.put("db.operation.name", verb);
    told.put("server.address", command.cache());
    told.put("server.port", "6379");
    return new SpanSort(tables, replica, verb, SpanKind.CLIENT, told);
  }

  private void call(Step.Call call, Frame frame, int attempt, Done done) {
    SpanSort sort =
        frame
            .replica()
            .sort(call, () -> httpSort(frame.replica(), call.service() + ":8080", call.endpoint()));
    Request request = frame.request();
    calendar.after(
        (30 + random.nextInt(90)) * MICRO,
        () -> {
          int span = request.begin(sort, frame.span(), calendar.now(), 1, frame.thread());
          calendar.after(
              network(),
              () ->
                  serve(
                      running(call.service()),
                      call.endpoint(),
                      request,
                      span,
                      failed ->
                          calendar.after(
                              network(),
                              () -> answered(call, frame, attempt, span, failed, done))));
        });
  }

  private void answered(
      Step.Call call, Frame frame, int attempt, int span, boolean failed, Done done) {
    frame.request().end(span, calendar.now(), failed);
    if (failed && attempt < call.attempts()) {
      long wait = (20L + random.nextInt(40)) * 1_000 * MICRO;
      calendar.after(wait, () -> call(call, frame, attempt + 1, done));
    } else {
      done.done(failed);
    }
  }

  private long network() {
    return (120 + random.nextInt(200)) * MICRO;
  }

  private SpanSort httpSort(Replica replica, String host, String endpoint) {
    String verb = endpoint.substring(0, endpoint.indexOf(' '));
    String path = endpoint.substring(endpoint.indexOf(' ') + 1).replaceAll("\\{[a-z]+}", "?");
    int colon = host.indexOf(':');
    Map<String, String> told = new LinkedHashMap<>();
    told.put("http.request.method", verb);
    told.put("url.full", "http://" + host + path);
    told.put("server.address", host.substring(0, colon));
    told.put("server.port", host.substring(colon + 1));
    return new SpanSort(tables, replica, verb, SpanKind.CLIENT, told);
  }

  private void external(Step.External external, Frame frame, Done done) {
    SpanSort sort =
        frame
            .replica()
            .sort(external, () -> httpSort(frame.replica(), external.host(), external.path()));
    Long slowFrom = external.slowFrom();
    boolean slow = slowFrom != null && calendar.now() >= slowFrom;
    plainSpan(sort, 1, draw(slow ? external.slowMs() : external.ms(), external.cv()), frame, done);
  }

  private void publish(Step.Publish publish, Frame frame, Done done) {
    SpanSort sort = frame.replica().sort(publish, () -> publishSort(frame.replica(), publish));
    Request request = frame.request();
    int span = request.begin(sort, frame.span(), calendar.now(), 1, frame.thread());
    request.hold();
    calendar.after(
        draw(1.5, 0.3),
        () -> {
          request.end(span, calendar.now(), false);
          done.done(false);
        });
    calendar.after(
        draw(25, 0.6),
        () ->
            serve(
                running(publish.service()),
                publish.endpoint(),
                request,
                span,
                _ -> leave(request)));
  }

  private SpanSort publishSort(Replica replica, Step.Publish publish) {
    Map<String, String> told = new LinkedHashMap<>();
    told.put("messaging.system", "kafka");
    told.put("messaging.destination.name", publish.topic());
    told.put("messaging.operation.type", "send");
    return new SpanSort(tables, replica, publish.topic() + " publish", SpanKind.PRODUCER, told);
  }

  private void locked(Step.Locked locked, Frame frame, Done done) {
    Station lock = frame.replica().lock(locked.lock());
    lock.acquire(place -> {
      long nanos = draw(locked.ms() * frame.slow(), locked.cv());
      ledger.used(frame.service().lock(locked.lock()), frame.request(), nanos);
      calendar.after(
          nanos,
          () -> {
            lock.release(place);
            done.done(false);
          });
    });
  }

  /// A lognormal time.
  private long draw(double ms, double cv) {
    double variance = Math.log(1 + cv * cv);
    double factor = Math.exp(Math.sqrt(variance) * random.nextGaussian() - variance / 2);
    return Math.max(1_000, (long) (ms * factor * 1e6));
  }
}
