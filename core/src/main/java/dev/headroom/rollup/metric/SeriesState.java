package dev.headroom.rollup.metric;

import dev.headroom.signal.MetricPoint.Data;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a series must remember of its past: the last cumulative value and the last few times, which
/// tell a redelivered point.
final class SeriesState {
  static final int REMEMBERED = 8;

  private final long[] times = new long[REMEMBERED];
  private int next;
  private long startNanos;
  private long timeNanos;
  private double level;
  private double factor = Double.NaN;
  private @Nullable Data last;

  /// Whether a point of that time was taken before; remembers it.
  boolean seen(long pointNanos) {
    for (long time : times) {
      if (time == pointNanos) {
        return true;
      }
    }
    times[next] = pointNanos;
    next = (next + 1) % REMEMBERED;
    return false;
  }

  /// Makes this the point that the next cumulative one is compared with.
  ///
  /// @param scale what its values are multiplied with; NaN when not known
  void remember(long start, long time, double scale, Data data) {
    startNanos = start;
    timeNanos = time;
    factor = scale;
    last = data;
  }

  /// Whether values of that scale go on from the last one.
  boolean comparable(double scale) {
    return Double.isNaN(factor) || factor == scale;
  }

  double factor() {
    return factor;
  }

  /// The series paused: the next cumulative point starts anew.
  void forget() {
    last = null;
  }

  /// Moves the level of an up-down counter with delta temporality.
  double move(double by) {
    level += by;
    return level;
  }

  long startNanos() {
    return startNanos;
  }

  long timeNanos() {
    return timeNanos;
  }

  double level() {
    return level;
  }

  void setLevel(double to) {
    level = to;
  }

  @Nullable Data last() {
    return last;
  }

  long[] times() {
    return Arrays.copyOf(times, times.length);
  }

  void setTimes(long[] remembered) {
    System.arraycopy(remembered, 0, times, 0, REMEMBERED);
  }
}
