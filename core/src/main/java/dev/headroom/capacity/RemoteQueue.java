package dev.headroom.capacity;

import dev.headroom.stat.Interval;
import dev.headroom.stat.NonNegativeLeastSquares;
import dev.headroom.stat.Queueing;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;

/// The limit of somebody who sends no metrics of resources, from how long calls to it took at which
/// rate.
///
/// Slice by slice the mean time of a call is held against the wait of a queue with `c` servers that
/// is full at `X` calls per second, `a + v·C(c, c·x/X)/(X − x)` with Erlang's C, for many `c` and
/// `X`. It is claimed only when calls took [#SLOWER] times as long at the highest load as at the
/// lowest, the queue explains it better by AICc than no growth, and growth with the rate, its
/// square and its cube (which have no end), the variation `v` of the waits is credible, and
/// [#LEAST_SEEN] of the limit was seen. Else it says why not.
final class RemoteQueue {
  /// How much longer calls must have taken at the highest load than at the lowest.
  static final double SLOWER = 1.3;

  /// The share of its own limit that must have been seen.
  static final double LEAST_SEEN = 0.7;

  /// How many slices with enough calls there must be.
  static final int LEAST_SLICES = 30;

  private static final double LEAST_CALLS = 5;
  private static final double LEAST_RANGE = 1.5;
  private static final double BETTER = 6;
  private static final int[] SERVERS = {1, 2, 4, 8, 16, 32, 64};
  private static final int RATES = 40;

  /// Beyond this share of its limit a queue does not come to rest within a slice.
  private static final double FULLEST = 0.97;

  private static final double LEAST_VARIATION = 0.3;
  private static final double MOST_VARIATION = 3;

  /// What the method is off by in simulations of queues with 1 to 16 servers, beyond noise.
  static final double MODEL_ERROR = 0.1;

  /// The 95 % point of chi squared with one degree of freedom.
  private static final double CHI = 3.84;

  /// An interval that is wider, high over low, tells no limit.
  private static final double WIDEST = 2;

  private static final int NEIGHBOURS = 8;

  private final double[] rate;
  private final double[] seconds;
  private final double[] weights;

  /// How many times as many slices as there are independent ones.
  private final double inflation;

  private RemoteQueue(double[] rate, double[] seconds) {
    this.rate = rate;
    this.seconds = seconds;
    int n = rate.length;
    double[] usual = usual(rate, seconds);
    weights = new double[n];
    double[] off = new double[n];
    for (int i = 0; i < n; i++) {
      // The variance of a mean time goes with its square over the number of calls.
      weights[i] = rate[i] / (usual[i] * usual[i]);
      off[i] = (seconds[i] - usual[i]) / usual[i];
    }
    inflation = inflation(off);
  }

  /// What can be told.
  ///
  /// @param servers of the queue that explains the times best
  /// @param perSecond calls per second at which it is full; NaN when it cannot be told
  /// @param interval 95 % of it; 0 when it cannot be told
  /// @param why in words: what it rests on, or why it cannot be told
  record Told(int servers, double perSecond, Interval interval, String why) {
    boolean known() {
      return perSecond > 0;
    }

    static Told not(String why) {
      return new Told(0, Double.NaN, new Interval(0, 0), why);
    }
  }

  /// @param step of the slices in seconds
  /// @param perSecond calls per second, slice by slice
  /// @param underWay calls under way
  static Told of(long step, double[] perSecond, double[] underWay) {
    int[] at =
        IntStream.range(0, perSecond.length)
            .filter(i -> perSecond[i] * step >= LEAST_CALLS && underWay[i] > 0)
            .toArray();
    if (at.length < LEAST_SLICES) {
      return Told.not(
          "fewer than " + LEAST_SLICES + " slices with " + (int) LEAST_CALLS + " calls each");
    }
    RemoteQueue queue =
        new RemoteQueue(
            Arrays.stream(at).mapToDouble(i -> perSecond[i]).toArray(),
            Arrays.stream(at).mapToDouble(i -> underWay[i] / perSecond[i]).toArray());
    return queue.told();
  }

  private Told told() {
    double high = quantile(rate, 0.95);
    double low = quantile(rate, 0.05);
    if (high < LEAST_RANGE * low) {
      return Told.not(
          String.format(
              Locale.ROOT,
              "the rate of calls went from %.3g to %.3g/s only, less than %.1f times",
              low,
              high,
              LEAST_RANGE));
    }
    double slower = slower();
    if (slower < SLOWER) {
      return Told.not(
          String.format(
              Locale.ROOT,
              "calls took %.2f times as long at the highest load as at the lowest; no limit shows"
                  + " below %.1f times",
              slower,
              SLOWER));
    }
    return queue(high, slower);
  }

  /// A queue that was tried.
  private record Tried(int servers, double perSecond, double squares) {}

  private Told queue(double high, double slower) {
    double from = quantile(rate, 0.99);
    double to = high / (LEAST_SEEN * 0.9);
    double ratio = Math.pow(Math.max(to / from, 1.05), 1.0 / (RATES - 1));
    Tried[] best = new Tried[RATES];
    Tried first = null;
    for (int i = 0; i < RATES; i++) {
      best[i] = bestAt(from * Math.pow(ratio, i));
      if (first == null || best[i].squares() < first.squares()) {
        first = best[i];
      }
    }
    double others =
        Math.min(
            Math.min(aicc(constant(), 2), aicc(power(1), 3)),
            Math.min(aicc(power(2), 3), aicc(power(3), 3)));
    if (first == null || !(aicc(first.squares(), 5) <= others - BETTER)) {
      return Told.not(
          String.format(
              Locale.ROOT,
              "calls took %.2f times as long at the highest load as at the lowest, but not as in a"
                  + " queue that fills up",
              slower));
    }
    if (high < LEAST_SEEN * first.perSecond()) {
      return Told.not(
          String.format(
              Locale.ROOT,
              "the most that was seen is %.0f %% of the limit that the waits point to; at least %.0f"
                  + " %% are needed",
              100 * high / first.perSecond(),
              100 * LEAST_SEEN));
    }
    return interval(best, first, slower);
  }

  /// All limits that explain the times about as well (likelihood ratio).
  private Told interval(Tried[] best, Tried first, double slower) {
    double low = first.perSecond();
    double high = first.perSecond();
    for (Tried tried : best) {
      double worse = effective() * Math.log(tried.squares() / first.squares());
      if (worse <= CHI) {
        low = Math.min(low, tried.perSecond());
        high = Math.max(high, tried.perSecond());
      }
    }
    if (high > WIDEST * low || high >= best[RATES - 1].perSecond()) {
      return Told.not(
          String.format(
              Locale.ROOT,
              "the waits of calls point to a limit between %.3g and %.3g/s or beyond, too wide to"
                  + " tell",
              low,
              high));
    }
    return new Told(
        first.servers(),
        first.perSecond(),
        new Interval(low * (1 - MODEL_ERROR), high * (1 + MODEL_ERROR)),
        String.format(
            Locale.ROOT,
            "not measured: calls took %.2f times as long at the highest load as at the lowest, as in a"
                + " queue of about %d servers that is full at %.4g calls/s",
            slower,
            first.servers(),
            first.perSecond()));
  }

  private Tried bestAt(double full) {
    Tried best = new Tried(1, full, Double.POSITIVE_INFINITY);
    for (int servers : SERVERS) {
      double[] waits = new double[rate.length];
      for (int i = 0; i < waits.length; i++) {
        double busy = Math.min(FULLEST, rate[i] / full);
        waits[i] = Queueing.erlangC(servers, busy * servers) / (full * (1 - busy));
      }
      NonNegativeLeastSquares.Fit fit = fit(waits);
      double variation = fit.parameters()[1];
      // A call takes at least as long as a server is busy with it.
      boolean credible =
          variation >= LEAST_VARIATION
              && variation <= MOST_VARIATION
              && servers / full <= fit.parameters()[0] * 1.1;
      if (credible && fit.squares() < best.squares()) {
        best = new Tried(servers, full, fit.squares());
      }
    }
    return best;
  }

  private NonNegativeLeastSquares.Fit fit(double[]... columns) {
    double[][] all = new double[columns.length + 1][];
    all[0] = new double[rate.length];
    Arrays.fill(all[0], 1);
    System.arraycopy(columns, 0, all, 1, columns.length);
    return NonNegativeLeastSquares.fit(all, seconds, weights);
  }

  private double constant() {
    return fit().squares();
  }

  private double power(int exponent) {
    return fit(Arrays.stream(rate).map(x -> Math.pow(x, exponent)).toArray()).squares();
  }

  private double effective() {
    return rate.length / inflation;
  }

  private double aicc(double squares, int k) {
    double n = effective();
    return n * Math.log(Math.max(squares, Double.MIN_NORMAL) / rate.length)
        + 2.0 * k
        + 2.0 * k * (k + 1) / Math.max(1, n - k - 1);
  }

  /// Mean time in the busiest tenth of the slices over that in the calmest third.
  private double slower() {
    double most = quantile(rate, 0.9);
    double least = quantile(rate, 1 / 3.0);
    return mean(x -> x >= most) / mean(x -> x <= least);
  }

  private interface Which {
    boolean is(double rate);
  }

  private double mean(Which which) {
    double time = 0;
    double calls = 0;
    for (int i = 0; i < rate.length; i++) {
      if (which.is(rate[i])) {
        time += rate[i] * seconds[i];
        calls += rate[i];
      }
    }
    return time / calls;
  }

  /// The mean time of the slices with about the same rate.
  private static double[] usual(double[] rate, double[] seconds) {
    Integer[] order = IntStream.range(0, rate.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> rate[i]));
    double[] usual = new double[rate.length];
    for (int i = 0; i < order.length; i++) {
      int from = Math.max(0, i - NEIGHBOURS);
      int to = Math.min(order.length, i + NEIGHBOURS + 1);
      double sum = 0;
      for (int j = from; j < to; j++) {
        sum += seconds[order[j]];
      }
      usual[order[i]] = sum / (to - from);
    }
    return usual;
  }

  private static double inflation(double[] off) {
    double squares = 0;
    double products = 0;
    for (int i = 0; i < off.length; i++) {
      squares += off[i] * off[i];
      products += i == 0 ? 0 : off[i] * off[i - 1];
    }
    double r = squares > 0 ? Math.clamp(products / squares, 0, 0.9) : 0;
    return (1 + r) / (1 - r);
  }

  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1.0, share * sorted.length)];
  }
}
