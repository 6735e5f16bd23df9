package dev.headroom.analysis;

import dev.headroom.base.TimeWindow;
import java.time.Duration;
import java.time.Instant;

/// Since when something has been seen in a window. What is younger than the window has had less
/// time to happen: its rates are those of the time since. Not thread-safe.
public final class Since {
  /// A rate over less would be that of a moment.
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /// What begins in the first twentieth of the window has been there all along, and was just not
  /// asked for at once.
  private static final int AT_ONCE = 20;

  private Instant first = Instant.MAX;

  /// It was seen then.
  ///
  /// @param nanos since the epoch
  public void seenNanos(long nanos) {
    seen(Instant.ofEpochSecond(0, nanos));
  }

  public void seen(Instant at) {
    first = at.isBefore(first) ? at : first;
  }

  /// The part of the window from then on; all of it when it was never seen, and at least its last
  /// minute.
  public TimeWindow within(TimeWindow window) {
    Instant soon = window.from().plus(window.length().dividedBy(AT_ONCE));
    if (first.equals(Instant.MAX) || !first.isAfter(soon)) {
      return window;
    }
    Instant latest = window.to().minus(SHORTEST);
    Instant from = first.isBefore(latest) ? first : latest;
    return from.isAfter(window.from()) ? new TimeWindow(from, window.to()) : window;
  }

  /// How many seconds that is.
  public double seconds(TimeWindow window) {
    return within(window).length().toMillis() / 1e3;
  }
}
