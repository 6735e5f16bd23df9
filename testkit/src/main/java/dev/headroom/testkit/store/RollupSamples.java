package dev.headroom.testkit.store;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.rollup.RollupKey.SliSplit;
import dev.headroom.rollup.RollupRow;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random rollup rows of several kinds. All figures are multiples of a quarter far below 2^53, so
/// that sums are exact in whatever order they are taken.
public final class RollupSamples {
  private final Random random;
  private final KeyTable keys;
  private long readings;

  public RollupSamples(KeyTable keys, long seed) {
    this.keys = keys;
    this.random = new Random(seed);
    this.readings = Math.floorMod(seed, 50_000L) * 1_000_000L;
  }

  /// Operation number `i` of the sample services.
  public static RollupKey.Operation operation(int i) {
    return new RollupKey.Operation(
        new ServiceName("service-" + i % 7),
        new OperationName("GET /op/" + i),
        SpanKind.SERVER,
        "1." + i % 3,
        "");
  }

  /// Rows of random keys in random minutes from `from` to `to` (seconds since the epoch), several
  /// of them of one key and minute.
  public List<RollupRow> rows(int count, int keysPerKind, long from, long to) {
    List<RollupRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long minute = Math.floorDiv(random.nextLong(from, to), 60) * 60;
      int key = random.nextInt(keysPerKind);
      RollupRow row =
          switch (random.nextInt(5)) {
            case 0 -> new RollupRow(keys.number(operation(key)), minute, durations(false));
            case 1 -> new RollupRow(keys.number(edge(key)), minute, durations(true));
            case 2 -> new RollupRow(keys.number(metric(key)), minute, gauge(minute));
            case 3 -> new RollupRow(keys.number(sli(key)), minute, events());
            default -> new RollupRow(keys.number(path(key)), minute, exclusive());
          };
      rows.add(row);
    }
    return rows;
  }

  private static RollupKey edge(int i) {
    return new RollupKey.Edge(
        new ServiceName("service-" + i % 7),
        new OperationName("GET /op/" + i),
        new NodeId(NodeType.DATABASE, "postgresql orders"),
        "SELECT t" + i);
  }

  private static RollupKey metric(int i) {
    return new RollupKey.Metric(
        new ServiceName("service-" + i % 7), "", "queue.depth", "1", MetricType.GAUGE, "q=" + i);
  }

  private static RollupKey path(int i) {
    return new RollupKey.Path(
        new ServiceName("service-0"),
        new OperationName("GET /"),
        new ServiceName("service-" + i % 7),
        new OperationName("GET /op/" + i));
  }

  /// Indicator number `i` of the sample services.
  public static RollupKey.Sli sli(int i) {
    return new RollupKey.Sli(
        new ServiceName("service-" + i % 7), "failed|operation=GET /op/" + i, SliSplit.TOTAL, "");
  }

  /// A rollup of a few durations with various weights.
  public Rollup durations(boolean bothSides) {
    Rollup rollup = new Rollup();
    int n = 1 + random.nextInt(6);
    for (int i = 0; i < n; i++) {
      long nanos = (long) Math.exp(random.nextDouble() * 20);
      float weight =
          switch (random.nextInt(4)) {
            case 0 -> Float.NaN;
            case 1 -> 0.25f * (1 + random.nextInt(16));
            default -> 1;
          };
      rollup.addDuration(nanos, weight, random.nextInt(5) == 0);
      if (bothSides) {
        rollup.addPeerDuration(nanos / 2, weight);
        rollup.addExtra(random.nextInt(3), 1);
      }
    }
    return rollup;
  }

  private Rollup gauge(long minute) {
    Rollup rollup = new Rollup();
    for (int i = 0; i <= random.nextInt(3); i++) {
      // Each reading has a moment of its own, also over samples of different seeds, so that the
      // last one is the same in any order.
      rollup.addReading(random.nextInt(1_000) / 4.0, minute * 1_000_000_000L + readings++);
    }
    return rollup;
  }

  private Rollup events() {
    Rollup rollup = new Rollup();
    for (int i = 0; i <= random.nextInt(4); i++) {
      rollup.addEvent(random.nextInt(4) == 0 ? Float.NaN : 0.25f, random.nextInt(3) == 0);
    }
    rollup.countedSince(random.nextInt(1_000));
    return rollup;
  }

  private Rollup exclusive() {
    Rollup rollup = new Rollup();
    rollup.addExclusive(random.nextInt(1_000_000), 1);
    return rollup;
  }
}
