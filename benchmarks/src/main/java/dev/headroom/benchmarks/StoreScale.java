package dev.headroom.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.headroom.base.Limits;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader.Query;
import dev.headroom.rollup.RollupReader.Series;
import dev.headroom.rollup.RollupRow;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import dev.headroom.store.Commit;
import dev.headroom.store.Retention;
import dev.headroom.store.TelemetryStore;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.embedded.DuckDbSettings;
import dev.headroom.store.embedded.DuckDbStore;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/// Fills a store with weeks of rollups and measures the queries behind the pages.
///
/// `StoreScale DIRECTORY [operations] [days] [days with minutes] [all] [now]`; the directory keeps
/// the data, so that a second run only measures. Days before those with minutes are generated hour
/// by hour, as retention would have left them. With `all` there are also rollups of what stands on
/// the pages beside operations (routes, paths, instances, edges, statements), and with `now` they
/// end now, so that a server can show them: [PageTimes] measures its pages. CPU time is that of the
/// whole process; on a busy machine it tells more than the clock.
public final class StoreScale {
  private static final Instant END = Instant.parse("2026-03-31T10:37:00Z");

  private static final int OPERATIONS_PER_SERVICE = 20;
  private static final int INSTANCES_PER_SERVICE = 3;
  private static final int PATHS_PER_ROUTE = 10;

  /// Operations differ in how slow they are; one operation's durations vary by a factor of 4 or so.
  private static final int SPEEDS = 32;

  private static final int REPEATS = 25;
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final TelemetryStore store;
  private final PrintStream out;
  private final KeyTable keys = new KeyTable(Limits.DEFAULT);
  private final Random random = new Random(1);
  private final Instant end;
  private final int[] numbers;
  private final int[] others;
  private final List<Rollup> minutePool = pool(30);
  private final List<Rollup> hourPool = pool(300);
  private long position;
  private int committedKeys;

  private StoreScale(
      TelemetryStore store, PrintStream out, int operations, boolean all, Instant end) {
    this.store = store;
    this.out = out;
    this.end = end;
    List<RollupKey> known = store.recover().keys();
    keys.load(known);
    committedKeys = known.size();
    numbers = new int[operations];
    for (int i = 0; i < operations; i++) {
      numbers[i] =
          keys.number(
              new RollupKey.Operation(service(i), operation(i), SpanKind.SERVER, "1.0", "prod"));
    }
    others = all ? others(operations) : new int[0];
  }

  private static ServiceName service(int operation) {
    return new ServiceName("service-" + operation / OPERATIONS_PER_SERVICE);
  }

  private static OperationName operation(int number) {
    return new OperationName("GET /resource/" + number);
  }

  /// A tenth of the operations are routes; every one calls an operation of the next services, half
  /// of them a database.
  private int[] others(int operations) {
    List<RollupKey> found = new ArrayList<>();
    for (int i = 0; i < operations; i++) {
      int callee = (i + OPERATIONS_PER_SERVICE + i % 7 * OPERATIONS_PER_SERVICE) % operations;
      found.add(
          new RollupKey.Edge(
              service(i),
              operation(i),
              NodeId.service(service(callee)),
              operation(callee).value()));
      if (i % 2 == 0) {
        NodeId database = new NodeId(NodeType.DATABASE, "database-" + i / 200);
        String text = "SELECT * FROM table_" + i + " WHERE id = ?";
        found.add(new RollupKey.Edge(service(i), operation(i), database, "SELECT table_" + i));
        found.add(new RollupKey.Statement(service(i), operation(i), database, text));
      }
      if (i % 10 == 0) {
        found.add(new RollupKey.Route(service(i), operation(i), SpanKind.SERVER));
        for (int j = 0; j < PATHS_PER_ROUTE; j++) {
          int on = (i + j * OPERATIONS_PER_SERVICE) % operations;
          found.add(new RollupKey.Path(service(i), operation(i), service(on), operation(on)));
        }
      }
      if (i % OPERATIONS_PER_SERVICE < INSTANCES_PER_SERVICE) {
        found.add(
            new RollupKey.Instance(
                service(i), "pod-" + i % OPERATIONS_PER_SERVICE, "1.0", "prod", "north"));
      }
    }
    return found.stream().mapToInt(keys::number).toArray();
  }

  /// Runs it.
  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    int operations = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    int days = args.length > 2 ? Integer.parseInt(args[2]) : 30;
    int minuteDays = args.length > 3 ? Integer.parseInt(args[3]) : 2;
    boolean all = List.of(args).contains("all");
    Instant end =
        List.of(args).contains("now") ? Instant.now().truncatedTo(ChronoUnit.MINUTES) : END;
    long opened = System.nanoTime();
    try (DuckDbStore store =
        DuckDbStore.open(
            directory, DuckDbSettings.DEFAULT, Retention.DEFAULT, TraceInspector.blind())) {
      System.out.printf("open %.0f ms%n", millisSince(opened));
      StoreScale scale = new StoreScale(store, System.out, operations, all, end);
      if (store.recover().position() == 0) {
        scale.fill(days, minuteDays);
        scale.size(directory);
      }
      scale.measure();
    }
  }

  private List<Rollup> pool(int durations) {
    List<Rollup> pool = new ArrayList<>();
    for (int i = 0; i < SPEEDS * 16; i++) {
      Rollup rollup = new Rollup();
      double median = Math.exp(15 + 4.0 * (i % SPEEDS) / SPEEDS);
      for (int j = 0; j < durations; j++) {
        long nanos = (long) (median * Math.exp(0.6 * random.nextGaussian()));
        rollup.addDuration(nanos, 1, random.nextInt(50) == 0);
      }
      pool.add(rollup);
    }
    return pool;
  }

  private void fill(int days, int minuteDays) {
    long firstMinute = end.getEpochSecond() / 86_400 * 86_400 - (minuteDays - 1) * 86_400L;
    long started = System.nanoTime();
    long rows = 0;
    for (long hour = end.getEpochSecond() / 86_400 * 86_400 - (days - 1) * 86_400L;
        hour < firstMinute;
        hour += 86_400) {
      List<RollupRow> day = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        add(day, hour + i * 3_600L, hourPool);
      }
      commit(day);
      rows += day.size();
    }
    store.maintain(Instant.ofEpochSecond(firstMinute).plus(Duration.ofMinutes(1)));
    out.printf("%d hour rows in %.0f ms%n", rows, millisSince(started));
    fillMinutes(firstMinute);
  }

  private void fillMinutes(long firstMinute) {
    double commitMillis = 0;
    double maintainMillis = 0;
    long maintained = 0;
    long commits = 0;
    List<RollupRow> gathered = new ArrayList<>();
    // Small commits are measured over the last hours alone: they would take too long for all.
    long small = end.getEpochSecond() - 3 * 3_600;
    for (long minute = firstMinute; minute < end.getEpochSecond(); minute += 60) {
      if (minute < small) {
        add(gathered, minute, minutePool);
        if (minute % 600 == 540) {
          commit(gathered);
          gathered = new ArrayList<>();
        }
      } else {
        for (int half = 0; half < 2; half++) {
          add(gathered, minute, minutePool);
          long started = System.nanoTime();
          commit(gathered);
          commitMillis += millisSince(started);
          commits++;
          gathered = new ArrayList<>();
        }
      }
      if (minute % 3_600 == 600) {
        long started = System.nanoTime();
        store.maintain(Instant.ofEpochSecond(minute));
        maintainMillis += millisSince(started);
        maintained++;
      }
    }
    out.printf(
        "%d commits of %d rows: %.1f ms each; closing an hour: %.0f ms%n",
        commits,
        numbers.length + others.length,
        commitMillis / commits,
        maintainMillis / Math.max(1, maintained));
  }

  private void add(List<RollupRow> rows, long start, List<Rollup> pool) {
    add(rows, start, pool, numbers);
    add(rows, start, pool, others);
  }

  private void add(List<RollupRow> rows, long start, List<Rollup> pool, int[] keyNumbers) {
    for (int number : keyNumbers) {
      int same = number % SPEEDS + SPEEDS * random.nextInt(16);
      rows.add(new RollupRow(number, start, pool.get(same)));
    }
  }

  private void commit(List<RollupRow> rows) {
    position++;
    store.commit(
        new Commit(
            position,
            position,
            committedKeys + 1,
            keys.newSince(committedKeys),
            rows,
            List.of(),
            List.of(),
            Map.of()));
    committedKeys = keys.size();
  }

  private void size(Path directory) throws IOException {
    TelemetryStore.Stats stats = store.stats();
    long rows =
        stats.rows().getOrDefault("minutes", 0L)
            + stats.rows().getOrDefault("hours", 0L)
            + stats.rows().getOrDefault("days", 0L);
    long bytes = Files.size(directory.resolve("telemetry.duckdb"));
    out.printf(
        "rows %s, file %.1f MB, %.1f MB per million rollup rows%n",
        stats.rows(), bytes / 1e6, bytes / (double) rows);
  }

  private void measure() {
    time("all operations, 1 h in one, sketches", Duration.ofHours(1), 0, true, key -> true);
    time("all operations, 24 h in one, sketches", Duration.ofHours(24), 0, true, key -> true);
    time("all operations, 30 d in one, sketches", Duration.ofDays(30), 0, true, key -> true);
    time("all operations, 1 h by 1 min", Duration.ofHours(1), 60, false, key -> true);
    time("all operations, 24 h by 30 min", Duration.ofHours(24), 1_800, false, key -> true);
    time("all operations, 24 h by 1 h", Duration.ofHours(24), 3_600, false, key -> true);
    time("all operations, 30 d by 12 h", Duration.ofDays(30), 43_200, false, key -> true);
    time("one service, 1 h by 1 min, sketches", Duration.ofHours(1), 60, true, one(20));
    time("one operation, 24 h by 5 min, sketches", Duration.ofHours(24), 300, true, one(1));
    time("one operation, 30 d by 6 h, sketches", Duration.ofDays(30), 21_600, true, one(1));
  }

  private Predicate<RollupKey> one(int operations) {
    List<RollupKey> wanted = new ArrayList<>();
    for (int i = 40; i < 40 + operations; i++) {
      wanted.add(keys.key(numbers[i]));
    }
    return wanted::contains;
  }

  private void time(
      String what, Duration length, long step, boolean sketches, Predicate<RollupKey> filter) {
    TimeWindow window = TimeWindow.endingAt(end, length);
    Query query = new Query(RollupKind.OPERATION, window, filter, step, sketches);
    double[] millis = new double[REPEATS];
    double[] cpu = new double[REPEATS];
    int points = 0;
    for (int i = 0; i < REPEATS; i++) {
      long started = System.nanoTime();
      long cpuStarted = PROCESS.getProcessCpuTime();
      List<Series> answer = store.rollups().read(query);
      millis[i] = millisSince(started);
      cpu[i] = (PROCESS.getProcessCpuTime() - cpuStarted) / 1e6;
      points = answer.stream().mapToInt(series -> series.points().size()).sum();
    }
    double first = millis[0];
    Arrays.sort(millis);
    Arrays.sort(cpu);
    out.printf(
        "%-42s %7d points: first %6.1f ms, best %6.1f, median %6.1f, worst %6.1f;"
            + " CPU best %.0f, median %.0f%n",
        what,
        points,
        first,
        millis[0],
        millis[REPEATS / 2],
        millis[REPEATS - 1],
        cpu[0],
        cpu[REPEATS / 2]);
  }

  private static double millisSince(long started) {
    return (System.nanoTime() - started) / 1e6;
  }
}
