package dev.headroom.store.embedded.journal;

import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still while the journal is closed and never goes back, so that what was open
/// when the process ended has as much time left when it starts again. Thread-safe.
final class JournalClock {
  private final InstantSource wall;
  private final long behindNanos;
  private long latest;

  /// @param stoppedAt what it said last, 0 for a new journal
  JournalClock(InstantSource wall, long stoppedAt) {
    this.wall = wall;
    behindNanos = stoppedAt == 0 ? 0 : nanos(wall.instant()) - stoppedAt;
    latest = stoppedAt;
  }

  /// Nanoseconds since the epoch less the time during which the journal was closed.
  synchronized long nanos() {
    latest = Math.max(latest, nanos(wall.instant()) - behindNanos);
    return latest;
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
