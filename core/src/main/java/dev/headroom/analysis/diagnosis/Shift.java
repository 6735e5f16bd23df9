package dev.headroom.analysis.diagnosis;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far a series moved from its baseline.
///
/// For the cells of the incident `z = (x - median) / scale`; the shift is the upper quartile of z
/// (of -z where falling is bad), so that it takes a quarter of the cells and no single outlier. The
/// scale is IQR / 1.349 with a floor (3 % of the median; of shares half a point, or the least share
/// of failures seen up to 5 points), which flat series need. `z` is divided by what blocks of the
/// same length reached in the baseline, where that is more than 2: a series that jumps in calm
/// times has to jump higher. Where it tells more, as it does for sparse and noisy series, the mean
/// of all cells is compared with the means of such blocks instead ([BlockMeans]).
///
/// @param before median of the baseline
/// @param after the quartile that is compared
/// @param z the shift in scales, positive when worse; for requests and resources positive is more
/// @param size of the change in 0 to 1: logarithm of the ratio l / (l + 0.35), or difference of
///   shares d / (d + 0.04)
/// @param onset first cell of two in a row beyond two scales, nanoseconds since the epoch; the end
///   of the window when there is none
record Shift(Series series, double before, double after, double z, double size, long onset) {
  /// From here on a shift counts.
  static final double LEAST = 3;

  private static final int BLOCKS = 200;
  private static final int CELLS_MIN = 3;
  private static final double RESOLUTION_MAX = 0.05;

  /// A series without enough cells on both sides tells nothing: null.
  static @Nullable Shift of(Series series, Windows windows) {
    double[] calm = series.cells(windows.baseFrom(), windows.baseTo(), windows.step());
    double[] cells = series.cells(windows.from(), windows.to(), windows.step());
    double[] base = Numbers.sorted(calm);
    double[] during = Numbers.sorted(cells);
    if (base.length < CELLS_MIN || during.length == 0) {
      return null;
    }
    Signal signal = series.signal();
    double median = Numbers.quantile(base, 0.5);
    double scale = scale(signal, base, median, during);
    boolean down = falls(signal, during, median);
    double sign = down ? -1 : 1;
    double after = Numbers.quantile(during, down ? 0.25 : 0.75);
    double usual = Math.max(1, calmReach(calm, cells.length, median, scale, sign) / 2);
    double z = sign * (after - median) / scale / usual;
    BlockMeans means = BlockMeans.of(calm, during, scale);
    if (means.z(sign) > Math.max(0, z)) {
      z = means.z(sign);
      median = means.usual();
      after = means.during();
    }
    double signed = down && !signal.fallsWhenBad() ? -z : z;
    double size = z <= 0 ? 0 : size(signal, median, after, base[base.length - 1]);
    return new Shift(
        series, median, after, signed, size, onset(cells, median, scale * usual, sign, windows));
  }

  /// Whether the cells went down rather than up, where that is of interest.
  private static boolean falls(Signal signal, double[] during, double median) {
    if (signal == Signal.REQUESTS || signal.isResource() || signal == Signal.OTHER) {
      return median - Numbers.quantile(during, 0.25) > Numbers.quantile(during, 0.75) - median;
    }
    return signal.fallsWhenBad();
  }

  private static double scale(Signal signal, double[] base, double median, double[] during) {
    double spread = (Numbers.quantile(base, 0.75) - Numbers.quantile(base, 0.25)) / 1.349;
    double reach = Math.max(Math.abs(base[0]), Math.abs(base[base.length - 1]));
    boolean share = signal.isShare() && reach <= 1.001;
    double floor =
        share ? Math.max(0.005, resolution(signal, base, during)) : 0.03 * Math.abs(median);
    double last = Math.max(Math.abs(during[0]), Math.abs(during[during.length - 1]));
    double flat = reach > 0 ? 0.02 * reach : last / 20;
    return Math.max(Math.max(spread, floor), Math.max(flat, Double.MIN_NORMAL));
  }

  /// The least share of bad events seen, at most a twentieth: one failure among few requests is no
  /// more than chance.
  private static double resolution(Signal signal, double[] base, double[] during) {
    double least = RESOLUTION_MAX;
    for (double[] cells : List.of(base, during)) {
      for (double cell : cells) {
        double bad = signal.fallsWhenBad() ? 1 - cell : cell;
        least = bad > 0 ? Math.min(least, bad) : least;
      }
    }
    return least;
  }

  /// The 95th percentile of what blocks of the baseline reach.
  private static double calmReach(
      double[] calm, int length, double median, double scale, double sign) {
    int block = Math.max(1, Math.min(length, calm.length / 2));
    int stride = Math.max(1, Math.max(block / 2, calm.length / BLOCKS));
    double[] reached = new double[calm.length / stride + 1];
    Arrays.fill(reached, Double.NaN);
    int count = 0;
    for (int at = 0; at + block <= calm.length && count < reached.length; at += stride) {
      double[] sorted = Numbers.sorted(Arrays.copyOfRange(calm, at, at + block));
      double quartile = Numbers.quantile(sorted, sign < 0 ? 0.25 : 0.75);
      reached[count++] = sign * (quartile - median) / scale;
    }
    double reach = Numbers.quantile(Numbers.sorted(reached), 0.95);
    return Double.isNaN(reach) ? 0 : reach;
  }

  private static double size(Signal signal, double before, double after, double reach) {
    if (signal.isShare() && reach <= 1.001 && after <= 1.001) {
      return Numbers.saturate(Math.abs(after - before), 0.04);
    }
    double low = Math.min(Math.abs(before), Math.abs(after));
    double high = Math.max(Math.abs(before), Math.abs(after));
    double floor = Math.max(high / 20, Double.MIN_NORMAL);
    return Numbers.saturate(Math.log((high + floor) / (low + floor)), 0.35);
  }

  private static long onset(
      double[] cells, double median, double scale, double sign, Windows windows) {
    boolean before = false;
    for (int i = 0; i < cells.length; i++) {
      if (Double.isNaN(cells[i])) {
        continue;
      }
      boolean beyond = sign * (cells[i] - median) / scale > 2;
      if (beyond && (before || cells.length < 3)) {
        return windows.from() + (before ? i - 1L : i) * windows.step();
      }
      before = beyond;
    }
    return windows.to();
  }

  /// How much it counts, 0 to 1; 0 when it got better or is within the noise.
  double strength() {
    return z < LEAST ? 0 : Numbers.saturate(z - 1, 4) * size;
  }

  /// How much it moved in either direction.
  double strengthEitherWay() {
    return Math.abs(z) < LEAST ? 0 : Numbers.saturate(Math.abs(z) - 1, 4) * size;
  }

  /// By how much it got worse, in the unit of the series.
  double worse() {
    return series.signal().fallsWhenBad() ? before - after : after - before;
  }

  /// `latency (p95) went from 20 to 310, 25.1 scales beyond its usual range`.
  String sentence() {
    String statistic = series.statistic().isEmpty() ? "" : " " + series.statistic();
    String name = series.signal() == Signal.OTHER ? series.name() : series.signal().word();
    return name
        + statistic
        + " went from "
        + Numbers.text(before)
        + " to "
        + Numbers.text(after)
        + " ("
        + Numbers.text(Math.abs(z))
        + " times its usual spread)";
  }
}
