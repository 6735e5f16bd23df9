package dev.headroom.analysis.lock;

import dev.headroom.analysis.Load.OperationLoad;
import dev.headroom.stat.Ranks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Own time that grows with the rate although processors are idle and no pool is waited for.
///
/// @param correlation rank correlation of own time and rate over the minutes
/// @param slowNanos own time in the quarter of the minutes with most requests
/// @param fastNanos own time in the quarter with fewest
/// @param cpuRatio processor time per request, in the busiest over that in the calmest quarter
/// @param cpu share of processors used in the busiest quarter
/// @param expected how much waiting for processors alone would stretch own time
record Inflation(
    double correlation,
    double slowNanos,
    double fastNanos,
    double cpuRatio,
    double cpu,
    double expected,
    int minutes) {
  static final double CORRELATION = 0.6;
  static final double P_VALUE = 1e-4;

  /// How much longer own time must be, beyond what processors explain.
  static final double RATIO = 1.5;

  /// Processors must be idle half of the time.
  static final double CPU_MAX = 0.5;

  /// Processor time per request must stay the same up to this factor.
  static final double CPU_RATIO_MAX = 1.25;

  static final int MINUTES_MIN = 30;
  private static final int REQUESTS_MIN = 20;

  private record Minute(double rate, double own, double cpu) {}

  /// Null when it does not look so, or processors are not told.
  static @Nullable Inflation of(
      OperationLoad load, double[] cpu, double cores, double[] poolWaitSeconds) {
    List<Minute> minutes = new ArrayList<>();
    for (int i = 0; i < cpu.length; i++) {
      if (load.count()[i] >= REQUESTS_MIN && !Double.isNaN(cpu[i])) {
        double pool = Double.isNaN(poolWaitSeconds[i]) ? 0 : poolWaitSeconds[i] / load.count()[i];
        minutes.add(new Minute(load.count()[i], Math.max(0, load.own(i) - pool * 1e9), cpu[i]));
      }
    }
    if (minutes.size() < MINUTES_MIN) {
      return null;
    }
    double[] rate = minutes.stream().mapToDouble(Minute::rate).toArray();
    double[] own = minutes.stream().mapToDouble(Minute::own).toArray();
    double correlation = Ranks.correlation(rate, own);
    double p = Ranks.correlationPValue(rate, own);
    minutes.sort(Comparator.comparingDouble(Minute::rate));
    int quarter = minutes.size() / 4;
    Minute calm = mean(minutes.subList(0, quarter));
    Minute busy = mean(minutes.subList(minutes.size() - quarter, minutes.size()));
    Inflation found =
        new Inflation(
            correlation,
            busy.own(),
            calm.own(),
            busy.cpu() / busy.rate() / (calm.cpu() / calm.rate()),
            busy.cpu(),
            stretch(busy.cpu(), cores) / stretch(calm.cpu(), cores),
            minutes.size());
    return correlation >= CORRELATION && p <= P_VALUE && found.counts() ? found : null;
  }

  private boolean counts() {
    return slowNanos >= RATIO * expected * fastNanos && cpu <= CPU_MAX && cpuRatio <= CPU_RATIO_MAX;
  }

  private static Minute mean(List<Minute> minutes) {
    return new Minute(
        minutes.stream().mapToDouble(Minute::rate).average().orElse(0),
        minutes.stream().mapToDouble(Minute::own).average().orElse(0),
        minutes.stream().mapToDouble(Minute::cpu).average().orElse(0));
  }

  /// Response over service time of a queue with so many servers (Sakasegawa, 1977).
  private static double stretch(double busy, double cores) {
    double c = cores >= 1 ? cores : 1;
    return 1 + Math.pow(busy, Math.sqrt(2 * (c + 1)) - 1) / (c * (1 - busy));
  }
}
