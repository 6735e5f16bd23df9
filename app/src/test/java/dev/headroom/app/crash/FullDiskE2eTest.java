package dev.headroom.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real process on a disk that gets full under load: it refuses with answers that ask to come
/// again, goes on serving what it has, survives a kill, and takes in again when there is room.
@Timeout(300)
final class FullDiskE2eTest {
  @TempDir private Path directory;

  @Test
  void aFullDiskStopsTheIntakeAndLosesNothing() throws Exception {
    Path mount = directory.resolve("disk");
    Optional<SmallDisk> mounted = SmallDisk.mount(mount, 64);
    Assumptions.assumeTrue(mounted.isPresent(), "no right to mount a disk in memory");
    Path data = mount.resolve("data");
    try (SmallDisk disk = mounted.orElseThrow();
        Senders senders = new Senders(4, 3_000)) {
      disk.occupy(40);
      ServerProcess server =
          ServerProcess.start(directory, data, disk.wrapper(), "--commit-interval-seconds", "1");
      senders.to(server);
      senders.awaitTraces(1_000);
      senders.awaitRefused(20);
      assertThat(server.get("/api/services").toString()).contains("stock");

      senders.to(null);
      server.kill();
      try (ServerProcess again =
          ServerProcess.start(directory, data, disk.wrapper(), "--commit-interval-seconds", "1")) {
        long refused = senders.refused();
        senders.to(again);
        senders.awaitRefused(refused + 20);
        long before = senders.traces();
        disk.free();
        senders.awaitTraces(before + 1_000);
        senders.stop();
        again.settle(senders.traces() - before);
        again.stop();
      }
      Path copy = directory.resolve("copy");
      disk.copyOut(data, copy);
      senders.check(StoredTotals.read(copy, senders.window()), "after a full disk");
    }
  }
}
