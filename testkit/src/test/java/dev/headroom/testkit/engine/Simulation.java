package dev.headroom.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.TimeWindow;
import dev.headroom.engine.Engine;
import dev.headroom.engine.EngineSettings;
import dev.headroom.otlp.SegmentKeys;
import dev.headroom.otlp.TraceDecoder;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.SamplingPolicy;
import dev.headroom.rollup.SliSpecs;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.StoredTrace.KeepReason;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.signal.SignalSink.Receipt;
import dev.headroom.signal.SignalType;
import dev.headroom.signal.Span;
import dev.headroom.store.QuarantineLog;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.memory.MemoryChangeLog;
import dev.headroom.testkit.FaultyStore;
import dev.headroom.testkit.LastingStore;
import dev.headroom.testkit.ManualClock;
import dev.headroom.testkit.MemoryLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One life of an installation on a manual clock: traffic, redelivery, commits that fail, crashes
/// at any moment, also in the midst of a replay.
final class Simulation {
  private static final TimeWindow ALWAYS =
      new TimeWindow(Instant.EPOCH, Instant.ofEpochSecond(4_000_000_000L));

  private final long seed;
  private final Poison poison;
  private final Random random;
  private final Traffic traffic;

  /// Nothing is sent twice, and nothing is kept of the journal but what open traces need.
  private final boolean forgetful;

  private final ManualClock clock = new ManualClock(Instant.ofEpochSecond(1_800_000_000L));
  private final MemoryLog log = new MemoryLog(clock);
  private final LastingStore disk = new LastingStore();
  private final MemoryChangeLog changes = new MemoryChangeLog();
  private FaultyStore store = new FaultyStore(disk);
  private Engine engine;
  private final List<String> story = new ArrayList<>();
  private final List<Traffic.Request> unacknowledged = new ArrayList<>();

  Simulation(long seed, Poison poison) {
    this.seed = seed;
    this.poison = poison;
    random = new Random(seed);
    traffic = new Traffic(random, poison);
    forgetful = seed % 4 == 3;
    engine = start();
    log.replay(1);
  }

  private Engine start() {
    store = new FaultyStore(disk);
    EngineSettings usual = EngineSettings.forCores(2 * (1 + random.nextInt(3)));
    EngineSettings settings =
        new EngineSettings(
            usual.shards(),
            usual.queueSpans(),
            usual.queuePoints(),
            1 << 12,
            forgetful ? 0 : usual.dedupJournalBytes(),
            Duration.ofDays(1),
            Duration.ofDays(1),
            usual.commitJournalBytes(),
            usual.pendingBytesMax(),
            usual.maintainInterval(),
            usual.limits(),
            usual.assembly(),
            SamplingPolicy.ALL);
    return Engine.start(
        new Engine.Parts(
            store,
            log::open,
            changes,
            TraceInspector.blind(),
            SegmentKeys.DEFAULT,
            poison,
            QuarantineLog.NONE,
            clock,
            System::nanoTime,
            new SliSpecs(Traffic.SLIS)),
        settings);
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
    }
    told("the end");
    for (int i = 0; i < 100 && !(traffic.drained() && unacknowledged.isEmpty()); i++) {
      resend();
      send(traffic.spans(clock.instant(), true));
    }
    replayAll();
    clock.advance(Duration.ofMinutes(10));
    engine.settle();
    check("before the last commit");
    assertThat(engine.commit()).isTrue();
    check("after the last commit");
    engine.close();
    engine = start();
    check("after a restart, before its replay");
    replayAll();
    clock.advance(Duration.ofMinutes(10));
    engine.settle();
    check("after a restart");
    engine.close();
  }

  private void told(String what) {
    story.add(what);
  }

  private void step() {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> {
        traffic.begin(clock.instant());
        told("trace");
      }
      case 4, 5, 6, 7, 8 -> send(traffic.spans(clock.instant(), false));
      case 9 -> send(traffic.metrics());
      case 10 -> send(traffic.logs());
      case 11, 12 -> {
        if (!forgetful) {
          told("again");
          send(traffic.again());
        }
      }
      case 13, 14 -> {
        clock.advance(Duration.ofMillis(random.nextInt(4_000)));
        engine.settle();
        told("time");
      }
      case 15 -> {
        clock.advance(Duration.ofMillis(random.nextInt(4_000)));
        told("time without a tick");
      }
      case 16 -> commit();
      case 17 -> {
        told("replay");
        log.replay(random.nextInt(4));
      }
      case 18 -> resend();
      default -> {
        if (random.nextInt(3) == 0) {
          restart();
        }
      }
    }
  }

  private void send(Traffic.@Nullable Request request) {
    if (request == null) {
      return;
    }
    told(request.signal() + " " + request.payload().length);
    if (!forgetful && random.nextInt(25) == 0) {
      // Written, then the process ends before anybody hears of it.
      log.leave(request.signal(), request.payload());
      unacknowledged.add(request);
      restart();
      return;
    }
    Receipt receipt = engine.sink().accept(request.signal(), request.payload()).join();
    assertThat(receipt).as("seed %d", seed).isInstanceOf(Receipt.Accepted.class);
  }

  private void resend() {
    if (!unacknowledged.isEmpty()) {
      told("resend");
      Traffic.Request request = unacknowledged.removeFirst();
      engine.sink().accept(request.signal(), request.payload()).join();
    }
  }

  private void commit() {
    switch (random.nextInt(4)) {
      case 0 -> store.fail(ErrorCode.STORAGE_FULL);
      case 1 -> store.failAfterwards(ErrorCode.INTERNAL);
      default -> store.heal();
    }
    told("commit " + engine.commit());
    store.heal();
  }

  private void restart() {
    boolean graceful = random.nextBoolean();
    told(graceful ? "restart" : "crash");
    if (!graceful) {
      store.fail(ErrorCode.INTERNAL);
    }
    engine.close();
    clock.advance(Duration.ofSeconds(random.nextInt(600)));
    engine = start();
    if (random.nextBoolean()) {
      replayAll();
    }
  }

  private void replayAll() {
    while (log.replay(1 + random.nextInt(10))) {
      if (random.nextInt(5) == 0) {
        engine.settle();
      }
    }
    told("replayed");
  }

  private void check(String when) {
    Function<String, String> what =
        part -> part + ", " + when + ", seed " + seed + ", after " + String.join("; ", story);
    assertThat(engine.stats().broken()).as(what.apply("broken")).isNull();
    checkQuarantine(what);
    assertThat(counts(RollupKind.OPERATION)).as(what.apply("operations")).isEqualTo(expected());
    assertThat(counts(RollupKind.ROUTE))
        .as(what.apply("routes"))
        .isEqualTo(prefixed(traffic.routes));
    checkIndicators(what);
    checkTraces(what);
    assertThat(metric("delta")).as(what.apply("delta")).isEqualTo(traffic.deltaTotal);
    assertThat(metric("cumulative"))
        .as(what.apply("cumulative"))
        .isEqualTo(traffic.cumulativeTotal);
    List<LogRow> rows =
        engine
            .store()
            .logs()
            .search(new LogReader.Search(ALWAYS, null, 0, "", null, 0, null, 1_000_000));
    assertThat(rows.stream().map(LogRow::body))
        .as(what.apply("logs"))
        .containsExactlyInAnyOrderElementsOf(traffic.bodies);
    assertThat(rows.stream().map(LogRow::sequence)).doesNotHaveDuplicates();
    assertThat(changes.changes(ALWAYS).stream().map(ChangeEvent::version))
        .isEqualTo(traffic.spansOfTrace.isEmpty() ? List.of() : List.of("1"));
  }

  /// Traces fail in several folds and parts, so that only the others can be counted beforehand.
  private void checkQuarantine(Function<String, String> what) {
    Map<SignalType, Long> items = new HashMap<>(engine.stats().quarantine().items());
    Map<SignalType, Long> poisonous = new HashMap<>(traffic.poisonous);
    if (poison.ofTraces()) {
      assertThat(items.getOrDefault(SignalType.TRACES, 0L))
          .as(what.apply("spans and traces set aside"))
          .isGreaterThanOrEqualTo(poisonous.getOrDefault(SignalType.TRACES, 0L));
      items.remove(SignalType.TRACES);
      poisonous.remove(SignalType.TRACES);
    }
    assertThat(items).as(what.apply("set aside")).isEqualTo(poisonous);
  }

  private void checkIndicators(Function<String, String> what) {
    Map<String, List<Double>> found = new TreeMap<>();
    double called = 0;
    for (RollupReader.Series series : series(RollupKind.SLI)) {
      RollupKey.Sli key = (RollupKey.Sli) series.key();
      List<Double> figures = List.of(series.total().count(), series.total().errors());
      if (key.spec().equals(Traffic.CALLS.text())) {
        called += key.split() == RollupKey.SliSplit.TOTAL ? figures.getFirst() : 0;
      } else if (key.split() == RollupKey.SliSplit.TOTAL
          || key.split() == RollupKey.SliSplit.OPERATION) {
        found.put(Traffic.name(key.service().value(), key.spec(), key.value()), figures);
      }
    }
    assertThat(found).as(what.apply("indicators")).isEqualTo(traffic.indicators());
    double edges =
        series(RollupKind.EDGE).stream()
            .filter(series ->
                series.key() instanceof RollupKey.Edge edge
                    && edge.callee().toString().equals("api"))
            .mapToDouble(series -> series.total().count())
            .sum();
    assertThat(called).as(what.apply("indicator of calls")).isEqualTo(edges);
  }

  private Map<String, Double> expected() {
    Map<String, Double> counts = new TreeMap<>();
    traffic.operations.forEach((name, count) -> counts.put(name, (double) count));
    return counts;
  }

  private static Map<String, Double> prefixed(Map<String, Integer> routes) {
    Map<String, Double> counts = new TreeMap<>();
    routes.forEach((name, count) -> counts.put("web " + name, (double) count));
    return counts;
  }

  private Map<String, Double> counts(RollupKind kind) {
    Map<String, Double> counts = new TreeMap<>();
    for (RollupReader.Series series : series(kind)) {
      String name =
          switch (series.key()) {
            case RollupKey.Operation key -> key.service() + " " + key.operation();
            case RollupKey.Route key -> key.service() + " " + key.operation();
            default -> throw new AssertionError(series.key());
          };
      counts.merge(name, series.total().count(), Double::sum);
    }
    return counts;
  }

  private List<RollupReader.Series> series(RollupKind kind) {
    return engine.store().rollups().read(new RollupReader.Query(kind, ALWAYS, _ -> true, 0, false));
  }

  private double metric(String name) {
    return series(RollupKind.METRIC).stream()
        .filter(s -> s.key() instanceof RollupKey.Metric key && key.metric().equals(name))
        .mapToDouble(s -> s.total().sum())
        .sum();
  }

  private void checkTraces(Function<String, String> what) {
    Map<Long, Set<Long>> found = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<Long, Set<Long>> trace : traffic.spansOfTrace.entrySet()) {
      List<StoredTrace> parts =
          engine.store().traces().find(new dev.headroom.base.TraceId(7, trace.getKey()));
      long whole = parts.stream().filter(part -> part.reason() != KeepReason.LATE).count();
      if (whole != (traffic.unkept.contains(trace.getKey()) ? 0 : 1)) {
        wrong.add("trace " + trace.getKey() + " was closed " + whole + " times");
      }
      Set<Long> spans = found.computeIfAbsent(trace.getKey(), _ -> new HashSet<>());
      for (StoredTrace part : parts) {
        for (Span span : TraceDecoder.decode(part.payload())) {
          if (!spans.add(span.spanId().value())) {
            wrong.add("span " + span.spanId().value() + " is in two parts");
          }
        }
      }
    }
    assertThat(wrong).as(what.apply("traces")).isEmpty();
    Map<Long, Set<Long>> kept = new HashMap<>(traffic.spansOfTrace);
    traffic.unkept.forEach(trace -> kept.put(trace, Set.of()));
    assertThat(found).as(what.apply("spans of traces")).isEqualTo(kept);
  }
}
