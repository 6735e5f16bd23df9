package dev.headroom.analysis.saturation;

import dev.headroom.stat.Ranks;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// What is known of the minutes in which waits and utilization are both told.
///
/// @param at slices, ascending
/// @param utilization 0 to 1
/// @param waits seconds per request that are no work
/// @param time seconds per request of which the waits are a part
/// @param rate requests
record Minutes(int[] at, double[] utilization, double[] waits, double[] time, double[] rate) {
  static final int LAGS = 2;

  /// Requests of a minute for its means to count.
  static final int REQUESTS_MIN = 10;

  /// So many minutes there must be.
  static final int MINUTES_MIN = 20;

  /// So many hours make it worth taking the time of day out.
  private static final int HOURS_MIN = 6;

  private static final double RATE_TELLS_ALL = 0.95;

  static int[] which(int from, int to, IntPredicate known) {
    return IntStream.range(from, to).filter(known).toArray();
  }

  static double[] pick(double[] values, int[] at) {
    return Arrays.stream(at).mapToDouble(i -> values[i]).toArray();
  }

  int size() {
    return at.length;
  }

  boolean enough() {
    return at.length >= MINUTES_MIN;
  }

  /// Utilization of which a share of the minutes is below.
  double quantile(double share) {
    double[] sorted = utilization.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1.0, share * sorted.length)];
  }

  Tie tie() {
    int n = at.length;
    int best = 0;
    double correlation = -2;
    for (int lag = 0; lag <= LAGS; lag++) {
      double one = correlation(lag);
      if (one > correlation) {
        correlation = one;
        best = lag;
      }
    }
    double p =
        (LAGS + 1)
            * Ranks.correlationPValue(
                Arrays.copyOfRange(utilization, 0, n - best), Arrays.copyOfRange(waits, best, n));
    return new Tie(correlation, Math.min(1, p), best, withinHours(), givenRate());
  }

  private double correlation(int lag) {
    int n = utilization.length - lag;
    double r =
        Ranks.correlation(
            Arrays.copyOfRange(utilization, 0, n), Arrays.copyOfRange(waits, lag, n + lag));
    return Double.isNaN(r) ? -1 : r;
  }

  private double withinHours() {
    if (at[at.length - 1] - at[0] < HOURS_MIN * 60) {
      return Double.NaN;
    }
    return Ranks.correlation(lessHourly(utilization), lessHourly(waits));
  }

  private double[] lessHourly(double[] values) {
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

  private double givenRate() {
    double told = Ranks.correlation(utilization, rate);
    return Math.abs(told) >= RATE_TELLS_ALL
        ? Double.NaN
        : Ranks.correlationGiven(utilization, time, rate);
  }
}
