package dev.headroom.query;

import dev.headroom.query.view.Chart;
import dev.headroom.query.view.Latency;
import dev.headroom.query.view.Line;
import dev.headroom.query.view.Traffic;
import dev.headroom.query.view.Trend;
import dev.headroom.query.view.Trends;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The rollups of one subject on a [Grid], the window before included; several keys (versions, say)
/// add up. Not thread-safe.
final class Timeline {
  private static final int FIRST_AND_LAST = 2;

  private final Grid grid;
  private final @Nullable Rollup[] slices;
  private final boolean[] owned;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  Timeline(Grid grid) {
    this.grid = grid;
    this.slices = new @Nullable Rollup[2 * grid.size()];
    this.owned = new boolean[slices.length];
  }

  /// Adds all points of a series; what lies outside both windows is left out.
  Timeline add(RollupReader.Series series) {
    for (RollupReader.Point point : series.points()) {
      add(point.start(), point.value());
    }
    return this;
  }

  /// Adds all that another timeline of the same grid holds.
  void addAll(Timeline other) {
    for (int i = -grid.size(); i < grid.size(); i++) {
      Rollup slice = other.slice(i);
      if (slice != null) {
        add(grid.start(i), slice);
      }
    }
  }

  private void add(long start, Rollup value) {
    int at = grid.index(start) + grid.size();
    if (at < 0 || at >= slices.length) {
      return;
    }
    Rollup slice = slices[at];
    if (slice == null) {
      // What a reader returns is nobody else's, but it may be shown on a second timeline, too.
      slices[at] = value;
    } else {
      if (!owned[at]) {
        slice = slice.copy();
        slices[at] = slice;
        owned[at] = true;
      }
      slice.merge(value);
    }
    first = Math.min(first, start);
    last = Math.max(last, start);
  }

  /// Start of the earliest slice of both windows that holds anything; [Long#MAX_VALUE] when none.
  long first() {
    return first;
  }

  /// Start of the latest slice that holds anything; [Long#MIN_VALUE] when none does.
  long last() {
    return last;
  }

  /// Everything of the window (not of the one before).
  Rollup total() {
    Rollup total = new Rollup();
    for (int i = 0; i < grid.size(); i++) {
      Rollup slice = slice(i);
      if (slice != null) {
        total.merge(slice);
      }
    }
    return total;
  }

  /// What slice `index` holds; null when nothing.
  @Nullable Rollup slice(int index) {
    return slices[index + grid.size()];
  }

  private double count(int index) {
    Rollup slice = slice(index);
    return slice == null ? 0 : slice.count();
  }

  /// Rate, errors and durations of the window.
  ///
  /// @param bornAt second since the epoch from which telemetry of the subject's service exists
  Traffic traffic(long bornAt) {
    return traffic(total(), bornAt);
  }

  /// The same with a total that was read apart, with its durations.
  Traffic traffic(Rollup total, long bornAt) {
    return new Traffic(
        total.count(),
        rate(bornAt),
        peak(bornAt),
        total.errors(),
        errorShare(total),
        total.observed() == 0 ? null : (double) total.unknownWeight() / total.observed(),
        latency(total));
  }

  /// Events per second over the slices that are wholly covered; over all when there is none. Null
  /// when no time is covered.
  private @Nullable Double rate(long bornAt) {
    double counted = 0;
    long seconds = 0;
    double whole = 0;
    long wholeSeconds = 0;
    int wholeSlices = 0;
    for (int i = 0; i < grid.size(); i++) {
      long covered = grid.covered(i, bornAt);
      counted += count(i);
      seconds += covered;
      if (covered > 0 && steady(i, bornAt)) {
        whole += count(i);
        wholeSeconds += covered;
        wholeSlices++;
      }
    }
    if (wholeSlices > FIRST_AND_LAST) {
      return whole / wholeSeconds;
    }
    return seconds == 0 ? null : counted / seconds;
  }

  // Minutes in which telemetry began or is still arriving hold less than their share.
  private boolean steady(int index, long bornAt) {
    return grid.settled(index) && (grid.step() > 60 || grid.start(index) > bornAt - grid.step());
  }

  private @Nullable Double peak(long bornAt) {
    @Nullable Double peak = null;
    for (int i = 0; i < grid.size(); i++) {
      Double rate = rate(i, bornAt);
      if (rate != null && (peak == null || rate > peak)) {
        peak = rate;
      }
    }
    // Right after the start no slice is whole, and the mean may pass the only one that is.
    Double mean = rate(bornAt);
    return peak == null || mean == null ? mean : Double.valueOf(Math.max(peak, mean));
  }

  // A slice that is still filling up would show as a dip, so it has no rate yet.
  private @Nullable Double rate(int index, long bornAt) {
    long covered = grid.covered(index, bornAt);
    boolean young = covered < Math.min(grid.step(), 60) || !grid.settled(index);
    return young ? null : Double.valueOf(count(index) / covered);
  }

  static @Nullable Double errorShare(Rollup total) {
    return total.count() == 0 ? null : Double.valueOf(total.errors() / total.count());
  }

  static @Nullable Latency latency(Rollup total) {
    return total.sketch() == null || total.count() == 0
        ? null
        : new Latency(
            Math.round(total.mean()),
            Math.round(total.quantile(0.5)),
            Math.round(total.quantile(0.9)),
            Math.round(total.quantile(0.95)),
            Math.round(total.quantile(0.99)),
            Math.round(total.quantile(0.999)),
            Math.round(total.max()));
  }

  /// The median point of the window against the median point of the window before.
  Trends trends(long bornAt) {
    return new Trends(
        trend(i -> rate(i, bornAt)), trend(this::errorShare), trend(i -> quantile(i, 0.95)));
  }

  private Trend trend(Function<Integer, @Nullable Double> value) {
    return Trending.of(values(-grid.size(), 0, value), values(0, grid.size(), value));
  }

  private List<@Nullable Double> values(
      int from, int to, Function<Integer, @Nullable Double> value) {
    List<@Nullable Double> values = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      values.add(value.apply(i));
    }
    return values;
  }

  private @Nullable Double errorShare(int index) {
    Rollup slice = slice(index);
    return slice == null ? null : errorShare(slice);
  }

  private @Nullable Double quantile(int index, double q) {
    Rollup slice = slice(index);
    if (slice == null || slice.sketch() == null) {
      return null;
    }
    double value = slice.quantile(q);
    return Double.isNaN(value) ? null : Double.valueOf(value);
  }

  /// Lines `rate`, `errors` and `p95`.
  Chart sparkline(long bornAt) {
    return chart(bornAt, 95);
  }

  /// Lines `rate`, `errors` and one for each percentile.
  Chart chart(long bornAt, int... percentiles) {
    List<Line> lines = new ArrayList<>();
    lines.add(line("rate", "1/s", i -> rate(i, bornAt)));
    lines.add(line("errors", "share", this::errorShare));
    for (int percentile : percentiles) {
      lines.add(line("p" + percentile, "ns", i -> quantile(i, percentile / 100.0)));
    }
    return new Chart(grid.start(), grid.step(), lines);
  }

  /// A line of any figure of the slices.
  ///
  /// @param value null where there is no data
  Line line(String name, String unit, Function<Integer, @Nullable Double> value) {
    return new Line(name, unit, values(0, grid.size(), value));
  }
}
