package dev.headroom.analysis;

import dev.headroom.stat.Ranks;
import dev.headroom.stat.RobustLine;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How well the waits of many minutes are those of one server with one queue.
///
/// The wait of a minute is compared with `k s a / (1 - a)`, where `s` is the time that a request is
/// worked on and `a` the rate times `s`: the mean wait of a single server (Pollaczek and
/// Khinchine), with `k` = (1 + cv²) / 2 between 0.5 and about 2. Two servers would wait a small
/// part of that, and could work on more than one request at a time. The line through the minutes is
/// robust (median of slopes); its intercept is the time that is there without any queue.
///
/// @param base seconds that are there without a queue
/// @param factor `k`
/// @param correlation rank correlation of what is seen with what one server would give
/// @param pValue that chance alone makes such a correlation
/// @param serviceSeconds a request is worked on, on average
/// @param busy the share of time that the server works: 9 in 10 minutes are below
/// @param most the same for the busiest minutes (98 in 100 are below)
/// @param waitShare wait over service time in the busier half of the minutes
/// @param minutes how many
public record SerialFit(
    double base,
    double factor,
    double correlation,
    double pValue,
    double serviceSeconds,
    double busy,
    double most,
    double waitShare,
    int minutes) {
  /// So many minutes there must be.
  public static final int MINUTES_MIN = 12;

  /// A server that is busy beyond this waits as if it were this busy: the formula has no end.
  private static final double FULL = 0.97;

  private static final int ROUNDS = 3;

  /// Below this rank correlation waits are not those of one server, and the line is not worth its
  /// cost.
  private static final double WORTH_A_FIT = 0.3;

  /// Measured minutes of a service, values per slice; NaN where there were too few requests.
  ///
  /// @param perSecond requests per instance
  /// @param worked seconds that are certainly work: of the calls, or of the whole span
  /// @param extra seconds beyond them: waits, and work that is not in `worked`
  /// @param baseWorks whether what is there without a queue is work of the same server
  public record Minutes(double[] perSecond, double[] worked, double[] extra, boolean baseWorks) {

    /// Those from a slice on.
    public Minutes from(int at) {
      return new Minutes(
          Arrays.copyOfRange(perSecond, at, perSecond.length),
          Arrays.copyOfRange(worked, at, worked.length),
          Arrays.copyOfRange(extra, at, extra.length),
          baseWorks);
    }

    private Minutes known() {
      int[] at =
          IntStream.range(0, perSecond.length)
              .filter(i -> !Double.isNaN(perSecond[i] + worked[i] + extra[i]))
              .toArray();
      return new Minutes(pick(perSecond, at), pick(worked, at), pick(extra, at), baseWorks);
    }

    private static double[] pick(double[] values, int[] at) {
      return Arrays.stream(at).mapToDouble(i -> values[i]).toArray();
    }

    private double service(int at, double base) {
      return worked[at] + (baseWorks ? base : 0);
    }
  }

  /// Null when there are too few minutes, or nothing that could be waits of one server.
  public static @Nullable SerialFit of(Minutes all) {
    Minutes minutes = all.known();
    int n = minutes.perSecond().length;
    if (n < MINUTES_MIN) {
      return null;
    }
    double base = quantile(minutes.extra(), 0.1);
    double factor = 0;
    double[] expected = new double[n];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < n; i++) {
        double service = minutes.service(i, base);
        double busy = Math.min(FULL, minutes.perSecond()[i] * service);
        expected[i] = service * busy / (1 - busy);
      }
      if (round == 0 && Ranks.correlation(expected, minutes.extra()) < WORTH_A_FIT) {
        return null;
      }
      factor = RobustLine.slope(expected, minutes.extra());
      if (!(factor > 0)) {
        return null;
      }
      base = Math.max(0, intercept(expected, minutes.extra(), factor));
    }
    return fit(minutes, expected, base, factor);
  }

  private static SerialFit fit(Minutes minutes, double[] expected, double base, double factor) {
    int n = expected.length;
    double[] busy = new double[n];
    double service = 0;
    double wait = 0;
    double middle = quantile(expected, 0.5);
    double work = 0;
    for (int i = 0; i < n; i++) {
      double one = minutes.service(i, base);
      busy[i] = minutes.perSecond()[i] * one;
      service += one / n;
      if (expected[i] >= middle) {
        wait += Math.max(0, minutes.extra()[i] - base);
        work += one;
      }
    }
    double correlation = Ranks.correlation(expected, minutes.extra());
    return new SerialFit(
        base,
        factor,
        correlation,
        Ranks.correlationPValue(expected, minutes.extra()),
        service,
        quantile(busy, 0.9),
        quantile(busy, 0.98),
        wait / work,
        n);
  }

  private static double intercept(double[] x, double[] y, double slope) {
    double[] rest = new double[x.length];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = y[i] - slope * x[i];
    }
    return quantile(rest, 0.5);
  }

  private static double quantile(double[] values, double share) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1.0, share * sorted.length)];
  }
}
