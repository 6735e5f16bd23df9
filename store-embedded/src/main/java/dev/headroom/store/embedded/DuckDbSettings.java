package dev.headroom.store.embedded;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Duration;

/// What the telemetry database may use.
///
/// @param memoryMegabytes beyond the Java heap, for caches, sorting and open transactions; what
///   does not fit goes to temporary files in the data directory
/// @param threads that one query may use
/// @param readers queries that may run at once; more wait for their turn
/// @param queryTimeout after which a query is given up
public record DuckDbSettings(int memoryMegabytes, int threads, int readers, Duration queryTimeout) {

  /// 128 MB, 2 threads, 4 readers, 30 seconds.
  public static final DuckDbSettings DEFAULT =
      new DuckDbSettings(128, 2, 4, Duration.ofSeconds(30));

  /// Refuses what the database could not work with.
  public DuckDbSettings {
    if (memoryMegabytes < 32 || threads < 1 || readers < 1 || queryTimeout.toSeconds() < 1) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "memoryMegabytes "
              + memoryMegabytes
              + ", threads "
              + threads
              + ", readers "
              + readers
              + ", queryTimeout "
              + queryTimeout
              + "; expected at least 32 megabytes, 1 thread, 1 reader and 1 second");
    }
  }
}
