package dev.headroom.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.headroom.base.Limits;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.sli.RollupSliReader;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.SliSpec;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.SliSeries;
import dev.headroom.store.Commit;
import dev.headroom.store.Retention;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.embedded.DuckDbSettings;
import dev.headroom.store.embedded.DuckDbStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Fills a store with minutes of indicators and measures reading them.
///
/// `SliReads DIRECTORY [indicators] [days]`; the directory must be new. CPU time is that of the
/// whole process.
public final class SliReads {
  private static final Instant NOW = Instant.parse("2026-03-31T10:37:00Z");
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final DuckDbStore store;
  private final KeyTable keys = new KeyTable(Limits.DEFAULT);
  private final Random random = new Random(1);
  private final List<SliSpec> specs = new ArrayList<>();

  private SliReads(DuckDbStore store, int indicators) {
    this.store = store;
    for (int i = 0; i < indicators; i++) {
      ServiceName service = new ServiceName("service-%d".formatted(i / 20));
      specs.add(SliSpec.availability(service, "GET /resource/%d".formatted(i)));
    }
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    int indicators = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
    int days = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    try (DuckDbStore store =
        DuckDbStore.open(
            directory, DuckDbSettings.DEFAULT, Retention.DEFAULT, TraceInspector.blind())) {
      SliReads reads = new SliReads(store, indicators);
      reads.fill(days);
      System.out.printf(
          "%,d indicators, %d days: %.1f MiB on disk%n",
          indicators, days, Files.size(directory.resolve("telemetry.duckdb")) / 1048576.0);
      reads.measure("last 5 minutes", Duration.ofMinutes(5), 20);
      reads.measure("last day", Duration.ofDays(1), 5);
    }
  }

  private void fill(int days) {
    long from = NOW.minus(Duration.ofDays(days)).getEpochSecond() / 3_600 * 3_600;
    int committed = 0;
    long position = 0;
    for (long hour = from; hour < NOW.getEpochSecond(); hour += 3_600) {
      List<RollupRow> rows = new ArrayList<>();
      for (long minute = hour; minute < hour + 3_600; minute += 60) {
        for (SliSpec spec : specs) {
          row(rows, spec, minute, from);
        }
      }
      position += 10;
      store.commit(
          new Commit(
              position,
              position,
              committed + 1,
              keys.newSince(committed),
              rows,
              List.of(),
              List.of(),
              Map.of()));
      committed = keys.size();
      store.maintain(Instant.ofEpochSecond(hour + 3_000));
    }
    store.maintain(NOW);
  }

  private void row(List<RollupRow> rows, SliSpec spec, long minute, long since) {
    Rollup total = new Rollup();
    int bad = random.nextInt(10) == 0 ? 1 + random.nextInt(3) : 0;
    for (int i = 0; i < 30 + random.nextInt(30); i++) {
      total.addEvent(1, i < bad);
    }
    total.countedSince(since);
    rows.add(new RollupRow(key(spec, RollupKey.SliSplit.TOTAL, ""), minute, total));
    if (bad > 0) {
      Rollup split = new Rollup();
      split.addEvent(bad, true);
      rows.add(new RollupRow(key(spec, RollupKey.SliSplit.VERSION, "1.0"), minute, split));
    }
  }

  private int key(SliSpec spec, RollupKey.SliSplit split, String value) {
    return keys.number(new RollupKey.Sli(spec.service(), spec.text(), split, value));
  }

  private void measure(String what, Duration length, int repeats) {
    RollupSliReader reader = new RollupSliReader(store.rollups(), Retention.DEFAULT, () -> NOW);
    List<Indicator> indicators = new ArrayList<>();
    specs.forEach(spec -> indicators.add(new Indicator.Counted(spec)));
    double[] clock = new double[repeats];
    double[] cpu = new double[repeats];
    double events = 0;
    for (int i = 0; i < repeats; i++) {
      long began = System.nanoTime();
      long beganCpu = PROCESS.getProcessCpuTime();
      Map<Indicator, SliSeries> read = reader.read(indicators, TimeWindow.endingAt(NOW, length));
      clock[i] = (System.nanoTime() - began) / 1e6;
      cpu[i] = (PROCESS.getProcessCpuTime() - beganCpu) / 1e6;
      events = read.values().stream().mapToDouble(series -> series.total(0)).sum();
    }
    Arrays.sort(clock);
    Arrays.sort(cpu);
    System.out.printf(
        "%s: clock min %.0f median %.0f ms, CPU min %.0f median %.0f ms (%.0f events in its first"
            + " minute)%n",
        what, clock[0], clock[repeats / 2], cpu[0], cpu[repeats / 2], events);
  }
}
