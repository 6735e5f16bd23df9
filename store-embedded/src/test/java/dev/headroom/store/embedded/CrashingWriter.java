package dev.headroom.store.embedded;

import dev.headroom.base.Limits;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.RollupRow;
import dev.headroom.store.Commit;
import dev.headroom.store.Retention;
import dev.headroom.store.TelemetryStore;
import dev.headroom.store.TraceInspector;
import dev.headroom.testkit.store.RollupSamples;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The process that [CrashTest] kills: commits and maintains for ever, and prints the number of
/// each commit once it is durable.
final class CrashingWriter {
  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private CrashingWriter() {}

  /// What commit number `n` adds; the clock goes on by 11 minutes with each.
  static List<RollupRow> rows(KeyTable keys, long n) {
    long now = time(n).getEpochSecond();
    long reach = n % 7 == 0 ? 90_000 : 1_800;
    return new RollupSamples(keys, n).rows(80, 20, now - reach, now);
  }

  static Instant time(long n) {
    return START.plusSeconds(n * 660);
  }

  public static void main(String[] args) {
    KeyTable keys = new KeyTable(Limits.DEFAULT);
    TelemetryStore store =
        DuckDbStore.open(
            Path.of(args[0]), DuckDbSettings.DEFAULT, Retention.DEFAULT, TraceInspector.blind());
    TelemetryStore.Recovered recovered = store.recover();
    keys.load(recovered.keys());
    int known = keys.size();
    long n = recovered.position();
    while (true) {
      n++;
      List<RollupRow> rows = rows(keys, n);
      byte[] state = ByteBuffer.allocate(8).putLong(n).array();
      store.commit(
          new Commit(
              n,
              n,
              known + 1,
              keys.newSince(known),
              rows,
              List.of(),
              List.of(),
              Map.of("n", state)));
      known = keys.size();
      System.out.println(n);
      if (n % 4 == 0) {
        store.maintain(time(n));
      }
    }
  }
}
