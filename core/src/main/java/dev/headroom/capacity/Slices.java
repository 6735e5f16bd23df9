package dev.headroom.capacity;

import dev.headroom.base.TimeWindow;
import java.time.Instant;

/// Equal slices of a window that loads are counted in.
///
/// @param from start of the first, seconds since the epoch
/// @param step length in seconds
/// @param count how many
record Slices(long from, long step, int count) {
  private static final long HOUR = 3_600;

  TimeWindow window() {
    return new TimeWindow(Instant.ofEpochSecond(from), Instant.ofEpochSecond(from + step * count));
  }

  /// The slice that holds the second; outside 0 to `count` − 1 when none does.
  int index(long second) {
    return Math.clamp(Math.floorDiv(second - from, step), -1, count);
  }

  /// How many slices make so many seconds, at least one.
  int in(long seconds) {
    return (int) Math.max(1, seconds / step);
  }

  int inAnHour() {
    return in(HOUR);
  }
}
