package dev.headroom.analysis;

import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Evidence;
import dev.headroom.rollup.RollupReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Equal slices of a window, numbered from 0, so that series of different keys line up.
///
/// @param start of the first slice, seconds since the epoch
/// @param step length of a slice in seconds
/// @param size how many there are
public record Grid(long start, long step, int size) {
  /// A minute in seconds, the finest slice there is.
  public static final long MINUTE = 60;

  /// Where to look from, when a trouble may have begun some time ago: the whole grid, then its last
  /// 180, 60 and 20 slices.
  ///
  /// @return indices of slices, ascending
  public static List<Integer> tails(int size) {
    List<Integer> starts = new ArrayList<>(List.of(0));
    for (int last : new int[] {180, 60, 20}) {
      if (last < size) {
        starts.add(size - last);
      }
    }
    return starts;
  }

  /// The slices that start within the window.
  ///
  /// @param step a multiple of 60 seconds
  public static Grid of(TimeWindow window, long step) {
    long start = Math.floorDiv(window.from().getEpochSecond(), step) * step;
    long end = window.to().getEpochSecond();
    return new Grid(start, step, (int) Math.max(0, Math.ceilDiv(end - start, step)));
  }

  public static Grid minutes(TimeWindow window) {
    return of(window, MINUTE);
  }

  /// The slice that starts then; outside 0 to size - 1 when it is none of them.
  public int index(long second) {
    return Math.clamp(Math.floorDiv(second - start, step), -1, size);
  }

  /// The start of a slice, seconds since the epoch.
  public long at(int index) {
    return start + index * step;
  }

  public TimeWindow window(int from, int to) {
    return new TimeWindow(Instant.ofEpochSecond(at(from)), Instant.ofEpochSecond(at(to)));
  }

  /// One value per slice, all NaN: nothing was measured.
  public double[] unknown() {
    double[] values = new double[size];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  /// Adds what the points say to the slices; a slice that was NaN takes the value.
  public void add(
      List<RollupReader.Point> points, ToDoubleFunction<RollupReader.Point> value, double[] into) {
    for (RollupReader.Point point : points) {
      int at = index(point.start());
      double added = value.applyAsDouble(point);
      if (at >= 0 && at < size && !Double.isNaN(added)) {
        into[at] = Double.isNaN(into[at]) ? added : into[at] + added;
      }
    }
  }

  /// The values as evidence; NaN is shown as not measured.
  public Evidence.Series series(String title, String unit, double[] values, double factor) {
    List<@Nullable Double> shown = new ArrayList<>(values.length);
    for (double value : values) {
      shown.add(Double.isFinite(value) ? Double.valueOf(value * factor) : null);
    }
    return new Evidence.Series(title, unit, start, step, shown);
  }
}
