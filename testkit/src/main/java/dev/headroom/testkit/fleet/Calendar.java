package dev.headroom.testkit.fleet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What is going to happen in virtual time: a binary heap of moments. Things of one moment happen
/// in the order in which they were put down. Not thread-safe.
final class Calendar {
  private long[] times = new long[1024];
  private long[] numbers = new long[1024];
  private @Nullable Runnable[] actions = new Runnable[1024];
  private int size;
  private long count;
  private long nowNanos;

  Calendar(long startNanos) {
    nowNanos = startNanos;
  }

  long now() {
    return nowNanos;
  }

  void after(long nanos, Runnable action) {
    at(nowNanos + nanos, action);
  }

  /// @param timeNanos since the epoch; not before now
  void at(long timeNanos, Runnable action) {
    if (timeNanos < nowNanos) {
      throw new IllegalArgumentException(timeNanos + " ns is before now, " + nowNanos);
    }
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      numbers = Arrays.copyOf(numbers, size * 2);
      actions = Arrays.copyOf(actions, size * 2);
    }
    rise(size++, timeNanos, count++, action);
  }

  private void rise(int from, long time, long number, Runnable action) {
    int at = from;
    while (at > 0) {
      int above = (at - 1) >>> 1;
      if (!before(time, number, above)) {
        break;
      }
      move(above, at);
      at = above;
    }
    put(at, time, number, action);
  }

  private boolean before(long time, long number, int at) {
    return time < times[at] || (time == times[at] && number < numbers[at]);
  }

  private void move(int from, int to) {
    times[to] = times[from];
    numbers[to] = numbers[from];
    actions[to] = actions[from];
  }

  private void put(int at, long time, long number, Runnable action) {
    times[at] = time;
    numbers[at] = number;
    actions[at] = action;
  }

  /// Lets happen what is due before the moment, and goes there.
  void runUntil(long timeNanos) {
    while (size > 0 && times[0] < timeNanos) {
      next();
    }
    nowNanos = Math.max(nowNanos, timeNanos);
  }

  private void next() {
    nowNanos = times[0];
    Runnable action = actions[0];
    size--;
    Runnable last = actions[size];
    if (size > 0 && last != null) {
      sink(times[size], numbers[size], last);
    }
    actions[size] = null;
    if (action != null) {
      action.run();
    }
  }

  private void sink(long time, long number, Runnable action) {
    int at = 0;
    while (2 * at + 1 < size) {
      int below = 2 * at + 1;
      if (below + 1 < size && before(times[below + 1], numbers[below + 1], below)) {
        below++;
      }
      if (before(time, number, below)) {
        break;
      }
      move(below, at);
      at = below;
    }
    put(at, time, number, action);
  }
}
