package dev.headroom.analysis.diagnosis;

import java.util.Arrays;
import java.util.Comparator;
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
    long step = step(all, from, to);
    Question.Baseline baseline = question.baseline();
    if (baseline != null) {
      return new Windows(baseline.fromNanos(), baseline.toNanos(), from, to, step);
    }
    long slack = slack(step);
    long length = Math.max(BASE_CELLS * step, Math.min(6 * (to - from), 24 * 60 * MINUTE));
    long[] times =
        all.stream()
            .map(Series::times)
            .max(Comparator.comparingInt(known -> known.length))
            .orElse(new long[0]);
    Windows before = before(times, from - slack, length, step);
    if (before.baseTo() > before.baseFrom()) {
      return new Windows(before.baseFrom(), before.baseTo(), from, to, step);
    }
    if (count(times, to + slack, Long.MAX_VALUE) * distance(times) >= LEAST_BASE_CELLS * step) {
      return new Windows(to + slack, to + slack + length, from, to, step);
    }
    return new Windows(times.length == 0 ? from : Math.min(times[0], from), from, from, to, step);
  }

  /// The stretch before the end, longer where the data has gaps; empty when there is too little.
  private static Windows before(long[] times, long end, long length, long step) {
    long points = Math.max(1, (long) (BASE_CELLS * (double) step / Math.max(1, distance(times))));
    int last = (int) count(times, Long.MIN_VALUE, end);
    if (last * distance(times) < LEAST_BASE_CELLS * step) {
      return new Windows(end, end, end, end, step);
    }
    long enough = times[(int) Math.max(0, last - points)];
    long from = Math.max(times[0], Math.min(end - length, enough));
    return new Windows(from, end, end, end, step);
  }

  private static long count(long[] times, long from, long to) {
    return Arrays.stream(times).filter(time -> time >= from && time < to).count();
  }

  /// By how much the asker may be wrong.
  static long slack(long step) {
    return Math.max(5 * MINUTE, 2 * step);
  }

  /// The usual distance of points, but but a minute where points are denser and there is room.
  private static long step(List<Series> all, long from, long to) {
    double[] distances =
        all.stream()
            .filter(series -> series.times().length > 2)
            .limit(SAMPLED_SERIES)
            .mapToDouble(series -> distance(series.times()))
            .sorted()
            .toArray();
    long usual = distances.length == 0 ? MINUTE : (long) Numbers.quantile(distances, 0.5);
    long first = all.stream().mapToLong(WindowSearch::first).min().orElse(from);
    boolean roomy = to - from >= 10 * MINUTE && from - first >= 30 * MINUTE;
    long least = roomy ? MINUTE : 10 * SECOND;
    return Math.max(usual, least);
  }

  private static long first(Series series) {
    return series.times().length == 0 ? Long.MAX_VALUE : series.times()[0];
  }

  /// The median time between points; 0 of fewer than two.
  private static double distance(long[] times) {
    if (times.length < 2) {
      return 0;
    }
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
        told.baseFrom(),
        Math.min(told.baseTo(), baseEnd(told, best)),
        best,
        told.to(),
        told.step());
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
