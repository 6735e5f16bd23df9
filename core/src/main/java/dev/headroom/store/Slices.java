package dev.headroom.store;

import dev.headroom.base.Resolution;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupReader.Point;
import dev.headroom.rollup.RollupReader.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gathers the stored slices of one series into the slices that a query asks for. Not thread-safe.
public final class Slices {
  /// The slices of a day of minutes.
  private static final int MOST_FORESEEN = 1_440;

  private final long step;
  private final long from;
  private final ArrayList<Point> points;
  private @Nullable Point last;

  /// For one series of the query's answer.
  public Slices(Query query) {
    this.step = query.stepSeconds();
    this.from = fromMinute(query);
    long slices = step == 0 ? 1 : Math.ceilDiv(toMinute(query) - from, step);
    this.points = new ArrayList<>(Math.clamp(slices, 1, MOST_FORESEEN));
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
    Point found = last;
    if (found == null || found.start() != slice) {
      found = point(slice);
      last = found;
    }
    return found.value();
  }

  private Point point(long slice) {
    int low = 0;
    int high = points.size();
    // Mostly it is a new last one: rows are stored in the order of time, but not all.
    int middle = high - 1;
    while (low < high) {
      long there = points.get(middle).start();
      if (there == slice) {
        return points.get(middle);
      }
      if (there < slice) {
        low = middle + 1;
      } else {
        high = middle;
      }
      middle = (low + high) >>> 1;
    }
    Point fresh = new Point(slice, new Rollup());
    points.add(low, fresh);
    return fresh;
  }

  /// The slices gathered so far, ascending.
  public List<Point> points() {
    return List.copyOf(points);
  }
}
