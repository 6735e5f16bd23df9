package dev.headroom.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real process, killed at random moments under load, also with torn journal tails: what was
/// acknowledged is counted, exactly once, every time.
@Timeout(900)
final class CrashE2eTest {
  private static final int KILLS = 20;

  @TempDir private Path directory;

  @Test
  void twentyKillsLoseNothingAndCountNothingTwice() throws Exception {
    Path data = directory.resolve("data");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Senders senders = new Senders(4, 20)) {
      for (int kill = 0; kill < KILLS; kill++) {
        ServerProcess process =
            ServerProcess.start(directory, data, List.of(), "--commit-interval-seconds", "1");
        senders.to(process);
        senders.awaitTraces(senders.traces() + random.nextInt(1_500));
        senders.to(null);
        process.kill();
        if (random.nextInt(3) == 0) {
          tear(data, random);
        }
      }
      assertThat(senders.traces()).as("load between the kills").isGreaterThan(5_000);
      try (ServerProcess last = ServerProcess.start(directory, data, List.of())) {
        long before = senders.traces();
        senders.to(last);
        senders.awaitTraces(before + 100);
        senders.stop();
        last.settle(senders.traces() - before);
        last.stop();
        senders.check(StoredTotals.read(data, senders.window()), "seed " + seed);
      }
      assertThat(senders.repeated()).isPositive();
    }
  }

  /// What a power cut in the midst of writing leaves: the beginning of a record, or anything.
  private static void tear(Path data, Random random) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("journal"))) {
      Path last = files.filter(f -> f.toString().endsWith(".log")).sorted().toList().getLast();
      byte[] torn = new byte[1 + random.nextInt(200)];
      random.nextBytes(torn);
      byte[] whole = Files.readAllBytes(last);
      if (whole.length > 40 && random.nextBoolean()) {
        System.arraycopy(whole, 0, torn, 0, Math.min(torn.length, 40));
      }
      Files.write(last, torn, StandardOpenOption.APPEND);
    }
  }
}
