package dev.headroom.testkit.fleet;

import dev.headroom.base.TimeWindow;
import java.time.Duration;
import java.time.Instant;

/// When a simulation runs: first the history, then the window that is analysed.
///
/// @param startNanos since the epoch, at a full hour
record FleetClock(long startNanos, int historyHours, int windowHours) {
  static final long HOUR = 3_600_000_000_000L;
  static final long MINUTE = 60_000_000_000L;

  /// A Monday at midnight, UTC.
  static final long MONDAY = Instant.parse("2026-09-21T00:00:00Z").getEpochSecond() * 1_000_000_000;

  long windowNanos() {
    return startNanos + historyHours * HOUR;
  }

  long endNanos() {
    return windowNanos() + windowHours * HOUR;
  }

  /// A moment of the window.
  ///
  /// @param share 0 for its start, 1 for its end
  long inWindow(double share) {
    return windowNanos() + (long) (share * windowHours * HOUR);
  }

  int hours() {
    return historyHours + windowHours;
  }

  TimeWindow window() {
    return TimeWindow.endingAt(instant(endNanos()), Duration.ofHours(windowHours));
  }

  TimeWindow history() {
    return TimeWindow.endingAt(instant(windowNanos()), Duration.ofHours(historyHours));
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
