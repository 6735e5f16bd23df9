package dev.headroom.outcome;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The slices of a comparison as plain columns: the log of the metric less what the controls did,
/// the log of the load, and which side of the change they are on.
///
/// @param seconds start of each slice
/// @param after whether it is after the change
/// @param y log of the metric, less the controls
/// @param x log of the load
/// @param controls how many control routes were subtracted
record Samples(long[] seconds, boolean[] after, double[] y, double[] x, int controls) {
  /// The least share of the slices of each side at which a control must have been measured.
  private static final double CONTROL_COVERAGE = 0.5;

  int size() {
    return y.length;
  }

  /// @param counted whether the metric is a share of requests, which may be 0
  static Samples of(Slices before, Slices after, List<Slices> controls, boolean counted) {
    List<Control> used =
        controls.stream()
            .map(each -> Control.of(each, before, after, counted))
            .filter(each -> each.coverage() >= CONTROL_COVERAGE)
            .toList();
    List<double[]> rows = new ArrayList<>();
    add(rows, before, 0, used, counted);
    add(rows, after, 1, used, counted);
    int n = rows.size();
    long[] seconds = new long[n];
    boolean[] isAfter = new boolean[n];
    double[] y = new double[n];
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      double[] row = rows.get(i);
      seconds[i] = (long) row[0];
      isAfter[i] = row[1] > 0;
      y[i] = row[2];
      x[i] = row[3];
    }
    return new Samples(seconds, isAfter, y, x, used.size());
  }

  private static void add(
      List<double[]> rows, Slices slices, double side, List<Control> controls, boolean counted) {
    for (int i = 0; i < slices.size(); i++) {
      double log = log(slices.values()[i], slices.counts()[i], counted);
      double control = controls.isEmpty() ? 0 : control(controls, slices.at(i));
      if (!Double.isNaN(log) && !Double.isNaN(control)) {
        rows.add(new double[] {slices.at(i), side, log - control, Math.log(slices.counts()[i])});
      }
    }
  }

  /// The log of a metric; NaN when it was not measured. Shares get half an event added, so that a
  /// minute without failures has a log, too.
  static double log(double value, double count, boolean counted) {
    if (!(count > 0) || Double.isNaN(value)) {
      return Double.NaN;
    }
    if (counted) {
      return Math.log((value * count + 0.5) / (count + 1));
    }
    return value > 0 ? Math.log(value) : Double.NaN;
  }

  /// The median of what the controls did; NaN when none was measured.
  private static double control(List<Control> controls, long second) {
    double[] all =
        controls.stream()
            .mapToDouble(each -> each.deviation(second))
            .filter(each -> !Double.isNaN(each))
            .sorted()
            .toArray();
    if (all.length == 0) {
      return Double.NaN;
    }
    return (all[(all.length - 1) / 2] + all[all.length / 2]) / 2;
  }

  /// A control route.
  ///
  /// @param slope of the log of its metric over the log of its own load, within hours, so that what
  ///   its load does is not taken for what happens to everybody
  /// @param level its mean log before the change, less what its load explains
  /// @param coverage the lesser share of both sides at which it was measured
  private record Control(
      Slices slices, boolean counted, double slope, double level, double coverage) {

    static Control of(Slices slices, Slices before, Slices after, boolean counted) {
      Control steep = new Control(slices, counted, slope(slices, counted), 0, 0);
      double[] logs = steep.deviations(before);
      double level = Arrays.stream(logs).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
      return new Control(
          slices,
          counted,
          steep.slope(),
          level,
          Math.min(share(logs, before), share(steep.deviations(after), after)));
    }

    private static double slope(Slices slices, boolean counted) {
      Map<Long, Sums> hours = new HashMap<>();
      for (int i = 0; i < slices.size(); i++) {
        double log = log(slices.values()[i], slices.counts()[i], counted);
        if (!Double.isNaN(log)) {
          hours
              .computeIfAbsent(Math.floorDiv(slices.at(i), 3_600L), _ -> new Sums())
              .add(log, Math.log(slices.counts()[i]));
        }
      }
      return Sums.slope(hours.values());
    }

    private double[] deviations(Slices at) {
      double[] logs = new double[at.size()];
      for (int i = 0; i < logs.length; i++) {
        logs[i] = deviation(at.at(i));
      }
      return logs;
    }

    /// The share of the slices with a target at which the control was measured.
    private static double share(double[] logs, Slices target) {
      int measured = 0;
      for (int i = 0; i < logs.length; i++) {
        measured += Double.isNaN(logs[i]) || Double.isNaN(target.values()[i]) ? 0 : 1;
      }
      return measured / (double) Math.max(1, target.measured());
    }

    double deviation(long second) {
      double count = slices.countAt(second);
      return log(slices.valueAt(second), count, counted) - slope * Math.log(count) - level;
    }
  }
}
