package dev.headroom.base;

import java.time.Duration;
import java.time.Instant;

/// A half-open stretch of time.
///
/// @param from the first instant inside
/// @param to the first instant after it
public record TimeWindow(Instant from, Instant to) {

  /// Refuses a window that ends before it starts.
  public TimeWindow {
    if (to.isBefore(from)) {
      throw new HeadroomException(
          ErrorCode.INVALID, "to '" + to + "' is before from '" + from + "'; expected from <= to");
    }
  }

  /// The window of the given length that ends at `end`.
  public static TimeWindow endingAt(Instant end, Duration length) {
    return new TimeWindow(end.minus(length), end);
  }

  public boolean contains(Instant instant) {
    return !instant.isBefore(from) && instant.isBefore(to);
  }

  public Duration length() {
    return Duration.between(from, to);
  }

  /// The window of the same length right before this one.
  public TimeWindow previous() {
    return new TimeWindow(from.minus(length()), from);
  }
}
