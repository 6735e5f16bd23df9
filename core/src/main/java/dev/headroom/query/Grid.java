package dev.headroom.query;

import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.WindowView;
import dev.headroom.store.Retention;
import java.time.Duration;
import java.time.Instant;

/// The slices that a window is cut into; immutable.
///
/// The window is widened to whole slices, so that counts and the time they cover match. The window
/// of the same length before it has the negative indices: slice `-size()` is its first.
final class Grid {
  /// Telemetry may be this late before a minute is taken to be complete: exporters send every few
  /// seconds, traces are folded once they have been quiet for a while.
  static final long SETTLE_SECONDS = 30;

  private static final long[] STEPS = {
    60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800
  };
  private static final int LIST_POINTS = 61;
  private static final int DETAIL_POINTS = 181;
  private static final Duration HOURS_ARE_CHEAPER = Duration.ofHours(12);
  private static final Duration DAYS_ARE_CHEAPER = Duration.ofDays(8);

  private final long from;
  private final long step;
  private final int size;
  private final long nowSecond;

  private Grid(TimeWindow window, Instant now, long step) {
    this.step = step;
    from = Math.floorDiv(window.from().getEpochSecond(), step) * step;
    long until = Math.ceilDiv(window.to().toEpochMilli(), 1_000L);
    size = Math.toIntExact(Math.max(1, Math.ceilDiv(until - from, step)));
    nowSecond = now.getEpochSecond();
  }

  /// Slices for the small charts of long lists: at most 61; whole hours beyond 12 hours and whole
  /// days beyond 8 days, which are stored merged.
  static Grid list(TimeWindow window, Instant now, Retention retention) {
    long least = leastStep(window, now, retention);
    if (window.length().compareTo(DAYS_ARE_CHEAPER) > 0) {
      least = Math.max(least, 86_400);
    } else if (window.length().compareTo(HOURS_ARE_CHEAPER) > 0) {
      least = Math.max(least, 3_600);
    }
    return new Grid(window, now, step(window, LIST_POINTS, least));
  }

  /// Slices for the charts of one subject: at most 181.
  static Grid detail(TimeWindow window, Instant now, Retention retention) {
    return new Grid(window, now, step(window, DETAIL_POINTS, leastStep(window, now, retention)));
  }

  // What is older than the minutes kept is there by the hour only, then by the day.
  private static long leastStep(TimeWindow window, Instant now, Retention retention) {
    Duration age = Duration.between(window.from(), now);
    if (age.compareTo(retention.hours()) > 0) {
      return 86_400;
    }
    return age.compareTo(retention.minutes()) > 0 ? 3_600 : 60;
  }

  private static long step(TimeWindow window, int points, long least) {
    long seconds = Math.max(1, window.length().toSeconds());
    for (long step : STEPS) {
      if (step >= least && Math.ceilDiv(seconds, step) < points) {
        return step;
      }
    }
    return Math.ceilDiv(Math.ceilDiv(seconds, points), 86_400) * 86_400;
  }

  long step() {
    return step;
  }

  int size() {
    return size;
  }

  /// Start of slice 0, seconds since the epoch.
  long from() {
    return from;
  }

  /// First second after the last slice.
  long to() {
    return from + size * step;
  }

  long nowSecond() {
    return nowSecond;
  }

  Instant start() {
    return Instant.ofEpochSecond(from);
  }

  /// The widened window.
  TimeWindow window() {
    return new TimeWindow(start(), Instant.ofEpochSecond(to()));
  }

  /// The widened window together with the one before it.
  TimeWindow withPrevious() {
    return new TimeWindow(Instant.ofEpochSecond(from - size * step), Instant.ofEpochSecond(to()));
  }

  WindowView view() {
    return new WindowView(start(), Instant.ofEpochSecond(to()), step);
  }

  /// The slice that holds the second; negative ones belong to the window before.
  int index(long second) {
    return Math.toIntExact(Math.floorDiv(second - from, step));
  }

  /// Start of a slice, seconds since the epoch.
  long start(int index) {
    return from + index * step;
  }

  /// How many seconds of the slice telemetry covers: from `bornAt` to now.
  long covered(int index, long bornAt) {
    long first = Math.max(start(index), bornAt);
    long last = Math.min(start(index) + step, nowSecond);
    return Math.max(0, last - first);
  }

  /// Whether nothing more is expected for the slice, or it is so long that what is missing does not
  /// matter.
  boolean settled(int index) {
    return step > 60 || start(index) + step + SETTLE_SECONDS <= nowSecond;
  }

  /// The end of what a slice can hold by now: its own end or now.
  Instant endOfSlice(long start) {
    return Instant.ofEpochSecond(Math.max(start, Math.min(start + step, nowSecond)));
  }
}
