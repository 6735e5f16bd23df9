package dev.headroom.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.Limits;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupReader.Query;
import dev.headroom.rollup.RollupReader.Series;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.store.Commit;
import dev.headroom.store.Retention;
import dev.headroom.store.TelemetryStore;
import dev.headroom.store.TraceInspector;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [TelemetryStore] does with commits and rollups; a test class implements it to run it
/// for one engine, together with [TelemetryStoreEventContract].
public interface TelemetryStoreContract {
  Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /// Opens the store of a directory.
  ///
  /// @param keys loaded with what the store had recovered; the same for all stores of one test
  TelemetryStore openStore(
      Path directory, KeyTable keys, Retention retention, TraceInspector inspector);

  /// Whether the store finds everything again when its directory is opened anew.
  default boolean outlivesTheProcess() {
    return true;
  }

  /// A store under test with the table that numbers its keys.
  final class Bench implements AutoCloseable {
    final KeyTable keys = new KeyTable(Limits.DEFAULT);
    private final TelemetryStoreContract contract;
    private final Path directory;
    private final Retention retention;
    TelemetryStore store;
    private long position;

    Bench(TelemetryStoreContract contract, Path directory, Retention retention) {
      this.contract = contract;
      this.directory = directory;
      this.retention = retention;
      this.store = contract.openStore(directory, keys, retention, new LinePayloads());
    }

    void commit(List<RollupRow> rows) {
      commit(rows, List.of(), List.of());
    }

    void commit(List<RollupRow> rows, List<StoredTrace> traces, List<LogRow> logs) {
      int known = store.recover().keys().size();
      position += 10;
      store.commit(
          new Commit(
              position,
              position - 5,
              known + 1,
              keys.newSince(known),
              rows,
              traces,
              logs,
              Map.of()));
    }

    void reopen() {
      if (contract.outlivesTheProcess()) {
        store.close();
        store = contract.openStore(directory, keys, retention, new LinePayloads());
      }
    }

    RollupRow row(int operation, Instant minute, int count) {
      Rollup rollup = new Rollup();
      for (int i = 0; i < count; i++) {
        rollup.addDuration(1_000_000, 1, false);
      }
      return new RollupRow(
          keys.number(RollupSamples.operation(operation)), minute.getEpochSecond(), rollup);
    }

    RollupRow events(Instant minute, int all, int bad) {
      Rollup rollup = new Rollup();
      for (int i = 0; i < all; i++) {
        rollup.addEvent(1, i < bad);
      }
      return new RollupRow(keys.number(RollupSamples.sli(1)), minute.getEpochSecond(), rollup);
    }

    /// The slices of the day's indicators that hold something: start, all and bad events.
    String indicators(Instant day, long step) {
      Instant from = day.truncatedTo(ChronoUnit.DAYS);
      Query query =
          new Query(
              RollupKind.SLI,
              new TimeWindow(from, from.plus(Duration.ofDays(1))),
              _ -> true,
              step,
              true);
      return store.rollups().read(query).stream()
          .flatMap(series -> series.points().stream())
          .map(point ->
              Instant.ofEpochSecond(point.start()).toString().substring(11, 16)
                  + " "
                  + (int) point.value().count()
                  + "/"
                  + (int) point.value().errors())
          .collect(Collectors.joining(", "));
    }

    double count(Instant from, Instant to) {
      return count(store.rollups(), from, to);
    }

    static double count(RollupReader reader, Instant from, Instant to) {
      return reader.read(operations(from, to, 0)).stream()
          .mapToDouble(series -> series.total().count())
          .sum();
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private static Query operations(Instant from, Instant to, long step) {
    return new Query(RollupKind.OPERATION, new TimeWindow(from, to), key -> true, step, true);
  }

  @Test
  default void newStoreIsEmpty(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      assertThat(bench.store.recover())
          .isEqualTo(new TelemetryStore.Recovered(0, 0, List.of(), Map.of()));
      assertThat(bench.count(Instant.EPOCH, NOON)).isZero();
    }
  }

  @Test
  default void recoversWhatTheLastCommitLeft(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      RollupRow one = bench.row(1, NOON, 1);
      bench.store.commit(
          new Commit(
              70,
              30,
              1,
              bench.keys.newSince(0),
              List.of(one),
              List.of(),
              List.of(),
              Map.of("open", new byte[] {1, 2}, "counters", new byte[] {3})));
      RollupRow two = bench.row(2, NOON, 1);
      bench.store.commit(
          new Commit(
              90,
              60,
              2,
              bench.keys.newSince(1),
              List.of(two),
              List.of(),
              List.of(),
              Map.of("open", new byte[] {0, -1, 4})));
      bench.reopen();

      TelemetryStore.Recovered recovered = bench.store.recover();
      assertThat(recovered.position()).isEqualTo(90);
      assertThat(recovered.replayFrom()).isEqualTo(60);
      assertThat(recovered.keys())
          .containsExactly(RollupSamples.operation(1), RollupSamples.operation(2));
      assertThat(recovered.states()).containsOnlyKeys("open", "counters");
      assertThat(recovered.states().get("open")).containsExactly(0, -1, 4);
      assertThat(recovered.states().get("counters")).containsExactly(3);
    }
  }

  @Test
  default void failedCommitStoresNothing(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      bench.commit(List.of(bench.row(1, NOON, 1)));
      TelemetryStore.Recovered before = bench.store.recover();
      RollupRow good = bench.row(2, NOON, 5);
      RollupRow unknownKey = new RollupRow(200, NOON.getEpochSecond(), new Rollup());
      StoredTrace trace = TelemetryStoreEventContract.trace(1, NOON, "checkout");
      Commit broken =
          new Commit(
              90,
              90,
              2,
              bench.keys.newSince(1),
              List.of(good, unknownKey),
              List.of(trace),
              List.of(),
              Map.of("open", new byte[1]));

      assertThatThrownBy(() -> bench.store.commit(broken)).isInstanceOf(RuntimeException.class);
      assertThat(bench.store.recover()).isEqualTo(before);
      assertThat(bench.count(NOON, NOON.plusSeconds(60))).isEqualTo(1);
      assertThat(bench.store.traces().find(trace.id())).isEmpty();

      bench.commit(List.of(bench.row(3, NOON, 2)));
      assertThat(bench.count(NOON, NOON.plusSeconds(60))).isEqualTo(3);
      assertThat(bench.store.recover().keys()).hasSize(3);
    }
  }

  @Test
  default void refusesKeysOutOfOrder(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      bench.row(1, NOON, 1);
      Commit gap =
          new Commit(1, 1, 2, bench.keys.newSince(0), List.of(), List.of(), List.of(), Map.of());
      assertThatThrownBy(() -> bench.store.commit(gap)).hasMessageContaining("firstKey 2");
    }
  }

  @Test
  default void minuteCountsWhenItsStartIsInside(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      bench.commit(
          List.of(
              bench.row(1, NOON.minusSeconds(60), 1),
              bench.row(1, NOON, 10),
              bench.row(1, NOON.plusSeconds(60), 100)));

      assertThat(bench.count(NOON, NOON.plusSeconds(60))).isEqualTo(10);
      assertThat(bench.count(NOON.plusSeconds(59), NOON.plusSeconds(60))).isEqualTo(10);
      assertThat(bench.count(NOON.plusNanos(1), NOON.plusSeconds(60).plusNanos(1))).isEqualTo(110);
      assertThat(bench.count(NOON, NOON)).isZero();
    }
  }

  @Test
  default void slicesStartAtMultiplesOfTheStep(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      bench.commit(
          List.of(
              bench.row(1, NOON.plusSeconds(240), 1),
              bench.row(1, NOON.plusSeconds(300), 10),
              bench.row(1, NOON.plusSeconds(540), 100)));

      List<Series> series =
          bench.store.rollups().read(operations(NOON.plusSeconds(240), NOON.plusSeconds(600), 300));
      assertThat(series).hasSize(1);
      assertThat(series.getFirst().points())
          .extracting(RollupReader.Point::start)
          .containsExactly(NOON.getEpochSecond(), NOON.getEpochSecond() + 300);
      assertThat(series.getFirst().points())
          .extracting(point -> point.value().count())
          .containsExactly(1.0, 110.0);
    }
  }

  /// Random commits, late ones among them, on a clock that goes on for days, with maintenance and
  /// reopening in between: any question is answered as the naive oracle does.
  @Test
  default void answersAsTheOracleDoes(@TempDir Path directory) {
    for (long seed = 1; seed <= 2; seed++) {
      Random random = new Random(seed);
      try (Bench bench = new Bench(this, directory.resolve("seed" + seed), Retention.DEFAULT)) {
        RollupSamples samples = new RollupSamples(bench.keys, seed);
        RollupOracle oracle = new RollupOracle(bench.keys);
        Instant now = NOON;
        for (int round = 0; round < 24; round++) {
          now = now.plusSeconds(random.nextInt(3 * 3_600));
          long reach = random.nextInt(4) == 0 ? 2 * 86_400 : 1_800;
          List<RollupRow> rows =
              samples.rows(
                  60, 5 + round * 3, now.getEpochSecond() - reach, now.getEpochSecond() + 1);
          oracle.add(rows);
          bench.commit(rows);
          if (random.nextInt(3) == 0) {
            bench.store.maintain(now);
          }
          if (random.nextInt(10) == 0) {
            bench.reopen();
          }
          for (int i = 0; i < 3; i++) {
            assertAnswer(bench.store.rollups(), oracle, query(random, now), seed);
          }
        }
        bench.store.maintain(now.plus(Duration.ofDays(2)));
        bench.store.maintain(now.plus(Duration.ofDays(2)));
        for (int i = 0; i < 30; i++) {
          assertAnswer(bench.store.rollups(), oracle, query(random, now), seed);
        }
      }
    }
  }

  private static Query query(Random random, Instant now) {
    RollupKind[] kinds = {
      RollupKind.OPERATION, RollupKind.EDGE, RollupKind.METRIC, RollupKind.PATH, RollupKind.SLI
    };
    long[] steps = {0, 0, 60, 300, 3_600, 7_200, 86_400};
    Instant from = now.minusSeconds(random.nextInt(4 * 86_400));
    Instant to = from.plusSeconds(random.nextInt(4 * 86_400));
    if (random.nextBoolean()) {
      from = Instant.ofEpochSecond(Math.floorDiv(from.getEpochSecond(), 3_600) * 3_600);
    }
    int modulus = 1 + random.nextInt(3);
    return new Query(
        kinds[random.nextInt(kinds.length)],
        new TimeWindow(from, to),
        key -> Math.floorMod(key.toString().hashCode(), modulus) == 0,
        steps[random.nextInt(steps.length)],
        random.nextBoolean());
  }

  private static void assertAnswer(
      RollupReader reader, RollupOracle oracle, Query query, long seed) {
    assertThat(RollupOracle.texts(reader.read(query), query.sketches()))
        .as(
            "seed %d: %s %s step %d sketches %s",
            seed, query.kind(), query.window(), query.stepSeconds(), query.sketches())
        .isEqualTo(oracle.answer(query));
    assertTallies(reader, query, seed);
  }

  /// What is handed over row by row adds up to the same.
  private static void assertTallies(RollupReader reader, Query query, long seed) {
    Map<String, double[]> sums = new TreeMap<>();
    reader.tally(
        query,
        key ->
            (start, observed, count, errors, sum) -> {
              long step = query.stepSeconds();
              long slice = step == 0 ? 0 : Math.floorDiv(start, step) * step;
              double[] into = sums.computeIfAbsent(key + " @" + slice, _ -> new double[4]);
              into[0] += count;
              into[1] += errors;
              into[2] += sum;
              into[3] += observed;
            });
    Map<String, String> tallied = new TreeMap<>();
    sums.forEach((slice, values) -> tallied.put(slice, Arrays.toString(values)));
    Map<String, String> read = new TreeMap<>();
    reader
        .read(query)
        .forEach(series ->
            series
                .points()
                .forEach(point ->
                    read.put(
                        series.key() + " @" + (query.stepSeconds() == 0 ? 0 : point.start()),
                        Arrays.toString(
                            new double[] {
                              point.value().count(),
                              point.value().errors(),
                              point.value().sum(),
                              point.value().observed()
                            }))));
    assertThat(tallied)
        .as("seed %d: %s %s step %d", seed, query.kind(), query.window(), query.stepSeconds())
        .isEqualTo(read);
  }

  @Test
  default void longWindowsOutliveShortRetention(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      Instant day = Instant.parse("2026-03-01T00:00:00Z");
      for (int hour = 0; hour < 24; hour++) {
        bench.commit(List.of(bench.row(1, day.plusSeconds(hour * 3_600L + 120), 1)));
      }
      bench.store.maintain(day.plus(Duration.ofDays(1)).plusSeconds(3_600));
      bench.store.maintain(day.plus(Duration.ofDays(40)));
      bench.store.maintain(day.plus(Duration.ofDays(200)));

      assertThat(bench.count(day, day.plus(Duration.ofDays(1)))).isEqualTo(24);
      assertThat(bench.count(day.minus(Duration.ofDays(30)), day.plus(Duration.ofDays(30))))
          .isEqualTo(24);

      bench.commit(List.of(bench.row(1, day.plusSeconds(60), 1)));
      assertThat(bench.count(day, day.plus(Duration.ofDays(1)))).isEqualTo(25);
      bench.store.maintain(day.plus(Duration.ofDays(200)));
      assertThat(bench.count(day, day.plus(Duration.ofDays(1)))).isEqualTo(25);
    }
  }

  /// Minutes of indicators outlive those of other kinds, and even hours; what comes late finds
  /// them.
  @Test
  default void minutesOfIndicatorsAreKeptForATimeOfTheirOwn(@TempDir Path directory) {
    Retention retention =
        new Retention(
            Duration.ofDays(1),
            Duration.ofDays(2),
            Duration.ofDays(800),
            Duration.ofDays(1),
            Duration.ofDays(1),
            Duration.ofDays(60));
    Instant start = Instant.parse("2026-01-10T10:07:00Z");
    try (Bench bench = new Bench(this, directory, retention)) {
      bench.commit(
          List.of(
              bench.events(start, 3, 1),
              bench.events(start.plusSeconds(60), 4, 2),
              bench.row(1, start, 5)));
      bench.store.maintain(start.plus(Duration.ofDays(1)));
      bench.store.maintain(start.plus(Duration.ofDays(2)));
      assertThat(bench.indicators(start, 60)).isEqualTo("10:07 3/1, 10:08 4/2");

      bench.store.maintain(start.plus(Duration.ofDays(40)));
      bench.reopen();
      bench.commit(List.of(bench.events(start.plusSeconds(60), 2, 1)));
      assertThat(bench.indicators(start, 60)).isEqualTo("10:07 3/1, 10:08 6/3");
      bench.store.maintain(start.plus(Duration.ofDays(40)));
      assertThat(bench.indicators(start, 60)).isEqualTo("10:07 3/1, 10:08 6/3");
      assertThat(bench.indicators(start, 3_600)).isEqualTo("10:00 9/4");
      assertThat(bench.indicators(start, 86_400)).isEqualTo("00:00 9/4");
      assertThat(bench.count(start.truncatedTo(ChronoUnit.DAYS), start.plus(Duration.ofDays(1))))
          .isEqualTo(5);

      bench.store.maintain(start.plus(Duration.ofDays(200)));
      assertThat(bench.indicators(start, 86_400)).isEqualTo("00:00 9/4");
    }
  }

  @Test
  default void snapshotIsUntouchedByLaterCommits(@TempDir Path directory) throws Exception {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      bench.commit(List.of(bench.row(1, NOON, 1)));
      CompletableFuture<Void> later;
      try (TelemetryStore.Snapshot snapshot = bench.store.snapshot()) {
        assertThat(snapshot.commits()).isEqualTo(1);
        RollupRow row = bench.row(1, NOON, 10);
        later =
            CompletableFuture.runAsync(() ->
                bench.store.commit(
                    new Commit(9, 9, 2, List.of(), List.of(row), List.of(), List.of(), Map.of())));
        for (int i = 0; i < 20; i++) {
          assertThat(Bench.count(snapshot.rollups(), NOON, NOON.plusSeconds(60))).isEqualTo(1);
        }
        assertThat(snapshot.commits()).isEqualTo(1);
      }
      later.get();
      assertThat(bench.count(NOON, NOON.plusSeconds(60))).isEqualTo(11);
    }
  }

  @Test
  default void readersSeeCommitsAsAWhole(@TempDir Path directory) throws Exception {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      bench.commit(List.of(bench.row(1, NOON, 1), bench.row(2, NOON.plusSeconds(3_600), 1)));
      AtomicBoolean stop = new AtomicBoolean();
      CompletableFuture<Integer> reading =
          CompletableFuture.supplyAsync(() -> {
            int reads = 0;
            double most = 0;
            while (!stop.get() || reads < 10) {
              List<Series> series =
                  bench.store.rollups().read(operations(NOON, NOON.plusSeconds(9_000), 0));
              assertThat(series).hasSize(2);
              double first = series.getFirst().total().count();
              assertThat(series.getLast().total().count()).isEqualTo(first);
              assertThat(first).isGreaterThanOrEqualTo(most);
              most = first;
              reads++;
            }
            return reads;
          });
      for (int i = 0; i < 20; i++) {
        bench.commit(List.of(bench.row(1, NOON, 1), bench.row(2, NOON.plusSeconds(3_600), 1)));
        if (i % 5 == 4) {
          bench.store.maintain(NOON.plus(Duration.ofHours(i)));
        }
      }
      stop.set(true);
      assertThat(reading.get()).isPositive();
      assertThat(bench.count(NOON, NOON.plusSeconds(9_000))).isEqualTo(42);
    }
  }
}
