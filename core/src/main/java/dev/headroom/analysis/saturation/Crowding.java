package dev.headroom.analysis.saturation;

import dev.headroom.analysis.Load.OperationLoad;
import org.jspecify.annotations.Nullable;

/// Whether requests wait while a resource other than processors is used: threads, memory, disks and
/// what else tells its utilization. No queue is assumed, so waits must also go with utilization at
/// the same rate of requests: else both may only follow the load.
///
/// @param from the slice from which on it was looked at
/// @param busy utilization: a tenth of the minutes is above
/// @param rise seconds per request more in the busiest quarter of the minutes than in the calmer
///   half
/// @param share the rise over the time per request in the busiest quarter
record Crowding(int from, double busy, Tie tie, double rise, double share, int minutes) {
  /// Waits must go with utilization at the same rate, too.
  static final double GIVEN_RATE = 0.15;

  /// Null when there is too little data from the slice on.
  ///
  /// @param waits seconds per request and slice; NaN where not told
  static @Nullable Crowding of(OperationLoad load, double[] utilization, double[] waits, int from) {
    int[] at =
        Minutes.which(
            from,
            utilization.length,
            i ->
                load.count()[i] >= Minutes.REQUESTS_MIN
                    && !Double.isNaN(utilization[i])
                    && !Double.isNaN(waits[i]));
    double[] time = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      time[i] = waits[at[i]] + load.response(at[i]) / 1e9;
    }
    Minutes minutes =
        new Minutes(
            at,
            Minutes.pick(utilization, at),
            Minutes.pick(waits, at),
            time,
            Minutes.pick(load.count(), at));
    return minutes.enough() ? of(minutes, load, from) : null;
  }

  private static Crowding of(Minutes minutes, OperationLoad load, int from) {
    double quarter = minutes.quantile(0.75);
    double middle = minutes.quantile(0.5);
    Mean busiest = new Mean();
    Mean calmer = new Mean();
    Mean response = new Mean();
    for (int i = 0; i < minutes.size(); i++) {
      double utilization = minutes.utilization()[i];
      if (utilization >= quarter) {
        busiest.add(minutes.waits()[i]);
        response.add(load.response(minutes.at()[i]) / 1e9);
      }
      if (utilization <= middle) {
        calmer.add(minutes.waits()[i]);
      }
    }
    double rise = busiest.value() - calmer.value();
    return new Crowding(
        from,
        minutes.quantile(0.9),
        minutes.tie(),
        rise,
        rise / Math.max(response.value(), busiest.value()),
        minutes.size());
  }

  private static final class Mean {
    private double sum;
    private int count;

    void add(double value) {
      sum += value;
      count++;
    }

    double value() {
      return sum / count;
    }
  }
}
