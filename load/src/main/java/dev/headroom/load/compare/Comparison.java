package dev.headroom.load.compare;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.stat.Interval;
import dev.headroom.stat.StudentT;
import java.util.Arrays;
import java.util.List;

/// By how much a latency differs between two sides, A and B.
///
/// A verdict is given when the difference is at least the minimum detectable effect: what a test at
/// 5 % finds with a probability of 80 % (Bloom, "Minimum Detectable Effects", 1995). Smaller
/// differences may be chance, and a run that finds one finds it too large as a rule.
///
/// @param change of B against A as a share: 0.1 is 10 % slower
/// @param interval where it lies, with 95 % confidence
/// @param detectable the least change that would have had a verdict
/// @param method how the noise was told
public record Comparison(
    double change, Interval interval, double detectable, Verdict verdict, Method method) {
  /// How many batches a run is cut into.
  private static final int BATCHES = 10;

  private static final int FEWEST_RUNS = 3;
  private static final double EQUAL_LOAD = 0.02;
  private static final int FEWEST_DEGREES = 4;

  /// What is to be said.
  public enum Verdict {
    FASTER,
    SLOWER,
    /// Whatever difference there is, it is below what could be told.
    NONE
  }

  /// How the noise was told.
  public enum Method {
    /// From the course of one or two runs a side: what differs from run to run by chance is not
    /// seen.
    WITHIN_RUNS,
    /// From run to run.
    BETWEEN_RUNS,
    /// From rounds A-B-B-A, in which slow drift falls out.
    INTERLEAVED
  }

  /// Compares runs at equal load.
  ///
  /// @throws HeadroomException with `INVALID` when the loads differ by more than 2 %, or a run is
  ///   too short to tell its noise
  public static Comparison of(List<Series> a, List<Series> b) {
    double rate = a.getFirst().ratePerSecond();
    for (List<Series> side : List.of(a, b)) {
      for (Series run : side) {
        check(run, rate);
      }
    }
    if (a.size() >= FEWEST_RUNS && b.size() >= FEWEST_RUNS) {
      return welch(means(a), means(b), Method.BETWEEN_RUNS);
    }
    return welch(batches(a), batches(b), Method.WITHIN_RUNS);
  }

  private static void check(Series run, double rate) {
    if (run.logLatencies().size() < 2 * BATCHES) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "run '%s' has %d stretches with answers; expected at least %d, or a longer run"
              .formatted(run.name(), run.logLatencies().size(), 2 * BATCHES));
    }
    if (!(Math.abs(run.ratePerSecond() / rate - 1) <= EQUAL_LOAD)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "run '%s' has %.4g requests/s; expected %.4g as the first has, within %.0f %%: latencies compare at equal load alone"
              .formatted(run.name(), run.ratePerSecond(), rate, EQUAL_LOAD * 100));
    }
  }

  private static double[] means(List<Series> runs) {
    return runs.stream().mapToDouble(Series::mean).toArray();
  }

  private static double[] batches(List<Series> runs) {
    return runs.stream().flatMapToDouble(run -> Arrays.stream(run.batches(BATCHES))).toArray();
  }

  /// Compares rounds of four stretches of time, of which the first and the last are A and those
  /// between are B: what drifts slowly meets both sides alike.
  ///
  /// @param rounds logarithms of latencies, at least five rounds
  public static Comparison ofRounds(List<double[]> rounds) {
    if (rounds.size() <= FEWEST_DEGREES || rounds.stream().anyMatch(round -> round.length != 4)) {
      throw new HeadroomException(
          ErrorCode.INVALID, rounds.size() + " rounds; expected at least 5, of four each");
    }
    double[] differences =
        rounds.stream().mapToDouble(r -> (r[1] + r[2] - r[0] - r[3]) / 2).toArray();
    return told(
        mean(differences),
        Math.sqrt(variance(differences) / differences.length),
        differences.length - 1.0,
        Method.INTERLEAVED);
  }

  /// Welch's test, whose degrees of freedom are Satterthwaite's.
  private static Comparison welch(double[] a, double[] b, Method method) {
    double left = variance(a) / a.length;
    double right = variance(b) / b.length;
    double both = left + right;
    double degrees =
        both == 0
            ? a.length + b.length - 2.0
            : both * both / (left * left / (a.length - 1) + right * right / (b.length - 1));
    return told(mean(b) - mean(a), Math.sqrt(both), Math.max(FEWEST_DEGREES, degrees), method);
  }

  private static Comparison told(double difference, double error, double degrees, Method method) {
    double half = StudentT.quantile(0.975, degrees) * error;
    double detectable = half + StudentT.quantile(0.8, degrees) * error;
    Verdict verdict = Verdict.NONE;
    if (Math.abs(difference) >= detectable && difference != 0) {
      verdict = difference > 0 ? Verdict.SLOWER : Verdict.FASTER;
    }
    return new Comparison(
        Math.expm1(difference),
        new Interval(Math.expm1(difference - half), Math.expm1(difference + half)),
        Math.expm1(detectable),
        verdict,
        method);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
  }
}
