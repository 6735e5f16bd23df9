package dev.headroom.store;

import dev.headroom.base.Resolution;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupReader.Point;
import dev.headroom.rollup.RollupReader.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Gathers the stored slices of one series into the slices that a query asks for. Not thread-safe.
public final class Slices {
  private final long step;
  private final long from;
  private final TreeMap<Long, Rollup> points = new TreeMap<>();
  private long lastStart = Long.MIN_VALUE;
  private Rollup last = new Rollup();

  /// For one series of the query's answer.
  public Slices(Query query) {
    this.step = query.stepSeconds();
    this.from = fromMinute(query);
  }

  /// The first minute that counts as inside the query's window, seconds since the epoch.
  public static long fromMinute(Query query) {
    return Resolution.MINUTE.floor(query.window().from().getEpochSecond());
  }

  /// The first minute that counts as after the query's window, seconds since the epoch.
  public static long toMinute(Query query) {
    Instant to = query.window().to();
    long second = to.getNano() == 0 ? to.getEpochSecond() : to.getEpochSecond() + 1;
    return Resolution.MINUTE.floor(second + Resolution.MINUTE.seconds() - 1);
  }

  /// The rollup to which what was stored for a slice adds; `start` is inside the window.
  public Rollup at(long start) {
    long slice = step == 0 ? from : Math.floorDiv(start, step) * step;
    if (slice != lastStart) {
      last = points.computeIfAbsent(slice, any -> new Rollup());
      lastStart = slice;
    }
    return last;
  }

  /// The slices gathered so far, ascending.
  public List<Point> points() {
    List<Point> all = new ArrayList<>(points.size());
    points.forEach((start, value) -> all.add(new Point(start, value)));
    return all;
  }
}
