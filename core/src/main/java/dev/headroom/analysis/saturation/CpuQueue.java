package dev.headroom.analysis.saturation;

import dev.headroom.analysis.Grid;
import dev.headroom.analysis.Load.OperationLoad;
import dev.headroom.analysis.Replicas;
import dev.headroom.base.ServiceName;
import org.jspecify.annotations.Nullable;

/// Whether requests wait for processors: own time beyond processor time, held against utilization.
///
/// @param from the slice from which on it was looked at
/// @param busy utilization: a tenth of the minutes is above
/// @param waitShare of own time, spent waiting, in the busiest quarter of the minutes
/// @param waitSeconds per request, there
/// @param expected seconds that a queue for these processors would make requests wait, there
record CpuQueue(
    int from,
    double busy,
    Tie tie,
    double waitShare,
    double waitSeconds,
    double expected,
    int minutes) {

  /// Null when there is too little data from the slice on.
  ///
  /// @param cpu mean utilization per slice, aligned; NaN where not told
  /// @param cores of each instance
  /// @param poolWaitSeconds per slice; NaN where not told
  static @Nullable CpuQueue of(
      ServiceName service,
      OperationLoad load,
      Replicas replicas,
      double[] cpu,
      double cores,
      double[] poolWaitSeconds,
      int from) {
    int[] at =
        Minutes.which(
            from,
            cpu.length,
            i -> load.count()[i] >= Minutes.REQUESTS_MIN && !Double.isNaN(cpu[i]));
    int[] working = replicas.working(service);
    double[] wait = new double[at.length];
    double[] own = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      double count = load.count()[at[i]];
      double pool = poolWaitSeconds[at[i]];
      double work = cpu[at[i]] * cores * working[at[i]] * Grid.MINUTE / count;
      own[i] = Math.max(0, load.own(at[i]) / 1e9 - (Double.isNaN(pool) ? 0 : pool / count));
      wait[i] = own[i] - work;
    }
    Minutes minutes =
        new Minutes(at, Minutes.pick(cpu, at), wait, own, Minutes.pick(load.count(), at));
    return minutes.enough() ? busiest(minutes, cores, from) : null;
  }

  private static CpuQueue busiest(Minutes minutes, double cores, int from) {
    double quarter = minutes.quantile(0.75);
    double wait = 0;
    double own = 0;
    double expected = 0;
    int in = 0;
    for (int i = 0; i < minutes.size(); i++) {
      double utilization = minutes.utilization()[i];
      if (utilization >= quarter) {
        in++;
        wait += minutes.waits()[i];
        own += minutes.time()[i];
        expected += (minutes.time()[i] - minutes.waits()[i]) * queue(utilization, cores);
      }
    }
    return new CpuQueue(
        from,
        minutes.quantile(0.9),
        minutes.tie(),
        own > 0 ? wait / own : 0,
        wait / in,
        expected / in,
        minutes.size());
  }

  /// Mean wait over service time with so many servers and service times that vary as much as the
  /// exponential ones (Sakasegawa, 1977).
  private static double queue(double utilization, double cores) {
    double busy = Math.min(0.98, utilization);
    return Math.pow(busy, Math.sqrt(2 * (cores + 1)) - 1) / (cores * (1 - busy));
  }
}
