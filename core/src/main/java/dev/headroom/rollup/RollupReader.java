package dev.headroom.rollup;

import dev.headroom.base.TimeWindow;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// Port: reads rollups of any window, from whatever resolutions the engine keeps.
///
/// Thread-safe. A slice counts as inside the window when its start is.
public interface RollupReader {

  /// The series whose keys pass the filter, in no particular order; keys without data in the window
  /// are left out.
  List<Series> read(Query query);

  /// Hands over what is counted and summed as it is stored, for those who add them up to plain
  /// numbers: a day of minutes of everything has millions, and rollups of all would fill the
  /// memory. Slices come in no order, and one may come in parts, which add up.
  ///
  /// @param query without sketches
  /// @param tallies takes what there is of a key; asked once or more for each key that has
  ///   something, never for others
  default void tally(Query query, Function<RollupKey, Tally> tallies) {
    for (Series series : read(query)) {
      Tally tally = tallies.apply(series.key());
      for (Point point : series.points()) {
        Rollup value = point.value();
        tally.add(point.start(), value.observed(), value.count(), value.errors(), value.sum());
      }
    }
  }

  /// Takes what [#tally] finds of one key.
  interface Tally {
    /// @param start of what is stored, seconds since the epoch; lies in the slice it adds to
    void add(long start, long observed, double count, double errors, double sum);
  }

  /// @param kind the sort of rollup
  /// @param window from (floored to a minute) to (exclusive)
  /// @param filter which keys
  /// @param stepSeconds the slices wanted: 0 for the whole window in one, else a multiple of 60;
  ///   slices start at multiples of the step since the epoch
  /// @param sketches whether quantiles will be asked; without them reading is much cheaper
  record Query(
      RollupKind kind,
      TimeWindow window,
      Predicate<RollupKey> filter,
      long stepSeconds,
      boolean sketches) {}

  /// @param points ascending by start
  record Series(RollupKey key, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }

    /// All points in one; empty rollup when there is none.
    public Rollup total() {
      if (points.size() == 1) {
        return points.getFirst().value();
      }
      Rollup total = new Rollup();
      points.forEach(point -> total.merge(point.value()));
      return total;
    }
  }

  /// @param start seconds since the epoch
  record Point(long start, Rollup value) {}
}
