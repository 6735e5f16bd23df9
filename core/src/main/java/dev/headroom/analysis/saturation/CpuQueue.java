package dev.headroom.analysis.saturation;

import dev.headroom.analysis.Grid;
import dev.headroom.analysis.Load.OperationLoad;
import dev.headroom.analysis.Replicas;
import dev.headroom.base.ServiceName;
import dev.headroom.stat.Ranks;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Whether requests wait for processors: own time beyond processor time, held against utilization.
///
/// @param from the slice from which on it was looked at
/// @param busy utilization: a tenth of the minutes is above
/// @param correlation Spearman's, of waits and utilization, at the best lag
/// @param lag minutes by which waits follow, 0 to 2
/// @param withinHours the same correlation with each hour's median taken out; NaN for short windows
/// @param givenRate correlation of own time and utilization with the rate held fixed; NaN where the
///   rate tells all
/// @param waitShare of own time, spent waiting, in the busiest quarter of the minutes
/// @param waitSeconds per request, there
/// @param expected seconds that a queue for these processors would make requests wait, there
record CpuQueue(
    int from,
    double busy,
    double correlation,
    double pValue,
    int lag,
    double withinHours,
    double givenRate,
    double waitShare,
    double waitSeconds,
    double expected,
    int minutes) {
  static final int MINUTES_MIN = 20;
  static final int LAGS = 2;

  /// Requests of a minute for its means to count.
  private static final int REQUESTS_MIN = 10;

  /// So many hours make it worth taking the time of day out.
  private static final int HOURS_MIN = 6;

  private static final double RATE_TELLS_ALL = 0.95;

  /// What is known of the minutes with enough requests.
  ///
  /// @param at slice
  /// @param utilization 0 to 1
  /// @param waits seconds per request: own time less processor time
  /// @param own seconds per request
  private record Minutes(
      int[] at, double[] utilization, double[] waits, double[] own, double[] rate) {}

  /// Null when there is too little data from the slice on.
  ///
  /// @param cpu mean utilization per slice; NaN where not told
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
    Minutes minutes = minutes(service, load, replicas, cpu, cores, poolWaitSeconds, from);
    int n = minutes.at().length;
    if (n < MINUTES_MIN) {
      return null;
    }
    int best = 0;
    double correlation = -2;
    for (int lag = 0; lag <= LAGS; lag++) {
      double one = correlation(minutes.utilization(), minutes.waits(), lag);
      if (one > correlation) {
        correlation = one;
        best = lag;
      }
    }
    // Three lags were tried.
    double p =
        (LAGS + 1)
            * Ranks.correlationPValue(
                Arrays.copyOfRange(minutes.utilization(), 0, n - best),
                Arrays.copyOfRange(minutes.waits(), best, n));
    return busiest(minutes, load.count().length - from, cores)
        .with(from, correlation, Math.min(1, p), best, withinHours(minutes), givenRate(minutes));
  }

  private CpuQueue with(int start, double r, double p, int bestLag, double hours, double rate) {
    return new CpuQueue(
        start, busy, r, p, bestLag, hours, rate, waitShare, waitSeconds, expected, minutes);
  }

  private static Minutes minutes(
      ServiceName service,
      OperationLoad load,
      Replicas replicas,
      double[] cpu,
      double cores,
      double[] poolWaitSeconds,
      int from) {
    int[] at =
        IntStream.range(from, cpu.length)
            .filter(i -> load.count()[i] >= REQUESTS_MIN && !Double.isNaN(cpu[i]))
            .toArray();
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
    return new Minutes(at, pick(cpu, at), wait, own, pick(load.count(), at));
  }

  private static double[] pick(double[] values, int[] at) {
    return Arrays.stream(at).mapToDouble(i -> values[i]).toArray();
  }

  private static double correlation(double[] utilization, double[] wait, int lag) {
    int n = utilization.length - lag;
    double r =
        Ranks.correlation(
            Arrays.copyOfRange(utilization, 0, n), Arrays.copyOfRange(wait, lag, n + lag));
    return Double.isNaN(r) ? -1 : r;
  }

  private static CpuQueue busiest(Minutes minutes, int slices, double cores) {
    int n = minutes.at().length;
    double[] sorted = minutes.utilization().clone();
    Arrays.sort(sorted);
    double quarter = sorted[n - Math.max(1, n / 4)];
    double wait = 0;
    double own = 0;
    double expected = 0;
    int in = 0;
    for (int i = 0; i < n; i++) {
      if (minutes.utilization()[i] >= quarter) {
        in++;
        wait += minutes.waits()[i];
        own += minutes.own()[i];
        expected +=
            (minutes.own()[i] - minutes.waits()[i]) * queue(minutes.utilization()[i], cores);
      }
    }
    return new CpuQueue(
        0,
        sorted[(int) Math.min(n - 1.0, 0.9 * n)],
        0,
        1,
        0,
        Double.NaN,
        Double.NaN,
        own > 0 ? wait / own : 0,
        wait / in,
        expected / in,
        Math.min(n, slices));
  }

  /// Mean wait over service time with so many servers and service times that vary as much as the
  /// exponential ones (Sakasegawa, 1977).
  private static double queue(double utilization, double cores) {
    double busy = Math.min(0.98, utilization);
    return Math.pow(busy, Math.sqrt(2 * (cores + 1)) - 1) / (cores * (1 - busy));
  }

  private static double withinHours(Minutes minutes) {
    int[] at = minutes.at();
    if (at[at.length - 1] - at[0] < HOURS_MIN * 60) {
      return Double.NaN;
    }
    return Ranks.correlation(
        lessHourly(at, minutes.utilization()), lessHourly(at, minutes.waits()));
  }

  private static double[] lessHourly(int[] at, double[] values) {
    double[] less = new double[values.length];
    for (int from = 0; from < at.length; ) {
      int to = from;
      while (to < at.length && at[to] / 60 == at[from] / 60) {
        to++;
      }
      double[] hour = Arrays.copyOfRange(values, from, to);
      Arrays.sort(hour);
      for (int i = from; i < to; i++) {
        less[i] = values[i] - hour[hour.length / 2];
      }
      from = to;
    }
    return less;
  }

  private static double givenRate(Minutes minutes) {
    double told = Ranks.correlation(minutes.utilization(), minutes.rate());
    return Math.abs(told) >= RATE_TELLS_ALL
        ? Double.NaN
        : Ranks.correlationGiven(minutes.utilization(), minutes.own(), minutes.rate());
  }
}
