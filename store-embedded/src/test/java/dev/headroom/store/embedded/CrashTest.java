package dev.headroom.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.Limits;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader.Query;
import dev.headroom.store.Retention;
import dev.headroom.store.TelemetryStore;
import dev.headroom.store.TraceInspector;
import dev.headroom.testkit.store.RollupOracle;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a writing process at random moments, in the middle of commits and of maintenance: what was
/// durable is all there, once, and nothing of what was not.
final class CrashTest {
  private static final int KILLS = 3;

  @Test
  void holdsWholeCommitsAfterKills(@TempDir Path directory) throws Exception {
    long seed = 17;
    Random random = new Random(seed);
    KeyTable keys = new KeyTable(Limits.DEFAULT);
    RollupOracle oracle = new RollupOracle(keys);
    long known = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long durable = writeUntilKilled(directory, 3 + random.nextInt(20));
      try (TelemetryStore store =
          DuckDbStore.open(
              directory, DuckDbSettings.DEFAULT, Retention.DEFAULT, TraceInspector.blind())) {
        TelemetryStore.Recovered recovered = store.recover();
        assertThat(recovered.position()).as("seed %d", seed).isGreaterThanOrEqualTo(durable);
        assertThat(ByteBuffer.wrap(recovered.states().getOrDefault("n", new byte[8])).getLong())
            .isEqualTo(recovered.position());
        while (known < recovered.position()) {
          oracle.add(CrashingWriter.rows(keys, ++known));
        }
        assertSame(store, oracle, seed);
      }
    }
  }

  /// @return the last commit that was reported durable
  private static long writeUntilKilled(Path directory, int commits)
      throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CrashingWriter.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long last = 0;
    try (BufferedReader lines = writer.inputReader()) {
      for (int i = 0; i < commits; i++) {
        String line = lines.readLine();
        assertThat(line).as("the writer ended by itself").isNotNull();
        last = Long.parseLong(line);
      }
    } finally {
      writer.destroyForcibly();
      assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    return last;
  }

  private static void assertSame(TelemetryStore store, RollupOracle oracle, long seed) {
    TimeWindow all =
        new TimeWindow(
            CrashingWriter.START.minusSeconds(200_000), CrashingWriter.START.plusSeconds(900_000));
    for (RollupKind kind :
        new RollupKind[] {RollupKind.OPERATION, RollupKind.EDGE, RollupKind.METRIC}) {
      for (long step : new long[] {0, 60, 3_600}) {
        Query query = new Query(kind, all, key -> true, step, true);
        assertThat(RollupOracle.texts(store.rollups().read(query), true))
            .as("seed %d, %s by %d s", seed, kind, step)
            .isEqualTo(oracle.answer(query));
      }
    }
  }
}
