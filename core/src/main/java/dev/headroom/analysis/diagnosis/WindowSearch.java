package dev.headroom.analysis.diagnosis;

import java.util.Arrays;
import java.util.List;

/// Finds the stretches to compare: how long a cell is, what the baseline is, and when the incident
/// began if the asker is a few minutes wrong.
final class WindowSearch {
  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final int BASE_CELLS = 60;
  private static final int LEAST_BASE_CELLS = 8;
  private static final int SAMPLED_SERIES = 200;

  private WindowSearch() {}

  /// The windows as told, with a gap of [#slack] between baseline and beginning.
  static Windows told(List<Series> all, Question question) {
    long from = question.fromNanos();
    long to = question.toNanos();
    long step = step(all, to - from);
    Question.Baseline baseline = question.baseline();
    if (baseline != null) {
      return new Windows(baseline.fromNanos(), baseline.toNanos(), from, to, step);
    }
    long slack = slack(step);
    long length = Math.max(BASE_CELLS * step, Math.min(6 * (to - from), 24 * 60 * MINUTE));
    long first = all.stream().mapToLong(WindowSearch::first).min().orElse(from);
    long baseTo = from - slack;
    long baseFrom = Math.max(baseTo - length, first);
    if (baseTo - baseFrom >= LEAST_BASE_CELLS * step) {
      return new Windows(baseFrom, baseTo, from, to, step);
    }
    long last = all.stream().mapToLong(WindowSearch::last).max().orElse(to);
    if (last - to - slack >= LEAST_BASE_CELLS * step) {
      return new Windows(to + slack, Math.min(last, to + slack + length), from, to, step);
    }
    return new Windows(Math.min(first, from), from, from, to, step);
  }

  private static long first(Series series) {
    return series.times().length == 0 ? Long.MAX_VALUE : series.times()[0];
  }

  private static long last(Series series) {
    return series.times().length == 0 ? 0 : series.times()[series.times().length - 1];
  }

  /// By how much the asker may be wrong.
  static long slack(long step) {
    return Math.max(5 * MINUTE, 2 * step);
  }

  /// The usual distance of points, but a minute where points are denser and the window allows it.
  private static long step(List<Series> all, long window) {
    double[] distances =
        all.stream()
            .filter(series -> series.times().length > 2)
            .limit(SAMPLED_SERIES)
            .mapToDouble(WindowSearch::distance)
            .sorted()
            .toArray();
    long usual = distances.length == 0 ? MINUTE : (long) Numbers.quantile(distances, 0.5);
    long least = window >= 10 * MINUTE ? MINUTE : 10 * SECOND;
    return Math.max(usual, least);
  }

  private static double distance(Series series) {
    long[] times = series.times();
    double[] between = new double[Math.min(500, times.length - 1)];
    for (int i = 0; i < between.length; i++) {
      between[i] = times[i + 1] - times[i];
    }
    Arrays.sort(between);
    return Numbers.quantile(between, 0.5);
  }

  /// The windows with the beginning moved to the change point of a shifted series: the split of
  /// greatest between-group variance n₁n₂/(n₁+n₂)·(m₂-m₁)² within the slack around the told time.
  static Windows moved(Windows told, Shift shift) {
    long slack = slack(told.step());
    long from = told.from() - 2 * slack;
    long to = Math.min(told.to(), told.from() + 3 * slack);
    double[] cells = shift.series().cells(from, to, told.step());
    double sign = shift.after() < shift.before() ? -1 : 1;
    double change = Math.abs(shift.after() - shift.before());
    for (int i = 0; i < cells.length; i++) {
      double part = sign * (cells[i] - shift.before()) / Math.max(change, Double.MIN_NORMAL);
      cells[i] = Double.isNaN(cells[i]) ? Double.NaN : Math.max(-0.5, Math.min(1.5, part));
    }
    long best = told.from();
    double most = contrast(cells, cell(best, from, told.step())) * 1.2;
    for (long split = told.from() - slack; split <= told.from() + slack; split += told.step()) {
      double contrast = contrast(cells, cell(split, from, told.step()));
      if (split < told.to() - told.step() && contrast > most) {
        most = contrast;
        best = split;
      }
    }
    return new Windows(
        told.baseFrom(), Math.min(told.baseTo(), baseEnd(told, best)), best, told.to(), told.step());
  }

  private static long baseEnd(Windows told, long best) {
    boolean before = told.baseFrom() < best - told.step();
    return before && told.baseFrom() < told.from() ? best : told.baseTo();
  }

  private static int cell(long time, long from, long step) {
    return (int) ((time - from) / step);
  }

  private static double contrast(double[] cells, int split) {
    double[] sums = new double[2];
    int[] counts = new int[2];
    for (int i = 0; i < cells.length; i++) {
      if (!Double.isNaN(cells[i])) {
        int side = i < split ? 0 : 1;
        sums[side] += cells[i];
        counts[side]++;
      }
    }
    if (counts[0] == 0 || counts[1] == 0) {
      return 0;
    }
    double rise = Math.max(0, sums[1] / counts[1] - sums[0] / counts[0]);
    return rise * rise * counts[0] * counts[1] / (counts[0] + counts[1]);
  }
}
