package dev.headroom.load.compare;

import dev.headroom.load.compare.Comparison.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// How often two sides that are the same, or differ by a known amount, are called different. Its
/// `main` prints a table beside the rule that calls a difference of 5 % between means real.
final class FalseAlarms {
  private static final int SECONDS = 120;

  /// The noise of a machine: seconds that depend on the one before, runs that are off as a whole,
  /// and slow drift.
  ///
  /// @param second standard deviation of a second's logarithm
  /// @param memory correlation of a second with the one before
  /// @param run standard deviation of what a run is off
  /// @param drift standard deviation of what a hundred seconds add to a random walk
  record Noise(String name, double second, double memory, double run, double drift) {}

  static final List<Noise> NOISES =
      List.of(
          new Noise("independent", 0.15, 0, 0, 0),
          new Noise("autocorrelated", 0.15, 0.6, 0, 0),
          new Noise("strongly autocorrelated", 0.15, 0.85, 0, 0),
          new Noise("autocorrelated, runs differ", 0.15, 0.6, 0.06, 0),
          new Noise("autocorrelated, drift", 0.15, 0.6, 0, 0.05));

  private final Noise noise;
  private final SplittableRandom random;
  private double last;
  private double drifted;

  FalseAlarms(Noise noise, long seed) {
    this.noise = noise;
    this.random = new SplittableRandom(seed);
    this.last = gaussian() * noise.second();
  }

  private double gaussian() {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }

  Series run(double effect, int seconds) {
    double off = gaussian() * noise.run();
    List<Double> logs = new ArrayList<>();
    for (int i = 0; i < seconds; i++) {
      double fresh = noise.second() * Math.sqrt(1 - noise.memory() * noise.memory());
      last = noise.memory() * last + fresh * gaussian();
      drifted += noise.drift() / 10 * gaussian();
      logs.add(Math.log(20e6) + effect + off + last + drifted);
    }
    return new Series("simulated", 100, logs);
  }

  /// One run a side.
  static Verdict single(Noise noise, double effect, long seed) {
    FalseAlarms machine = new FalseAlarms(noise, seed);
    return Comparison.of(List.of(machine.run(0, SECONDS)), List.of(machine.run(effect, SECONDS)))
        .verdict();
  }

  /// Five runs a side, in turn.
  static Verdict many(Noise noise, double effect, long seed) {
    FalseAlarms machine = new FalseAlarms(noise, seed);
    List<Series> a = new ArrayList<>();
    List<Series> b = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      a.add(machine.run(0, SECONDS));
      b.add(machine.run(effect, SECONDS));
    }
    return Comparison.of(a, b).verdict();
  }

  /// Ten rounds A-B-B-A of 10 s each: about as long as three and a half runs.
  static Verdict interleaved(Noise noise, double effect, long seed) {
    FalseAlarms machine = new FalseAlarms(noise, seed);
    List<double[]> rounds = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rounds.add(
          new double[] {
            machine.run(0, 10).mean(),
            machine.run(effect, 10).mean(),
            machine.run(effect, 10).mean(),
            machine.run(0, 10).mean()
          });
    }
    return Comparison.ofRounds(rounds).verdict();
  }

  /// The plain rule: the means of three runs a side differ by more than 5 %.
  static boolean plain(Noise noise, double effect, long seed) {
    FalseAlarms machine = new FalseAlarms(noise, seed);
    double difference = 0;
    for (int i = 0; i < 3; i++) {
      difference -= machine.run(0, SECONDS / 3).mean() / 3;
      difference += machine.run(effect, SECONDS / 3).mean() / 3;
    }
    return Math.abs(Math.expm1(difference)) > 0.05;
  }

  interface Rule {
    boolean different(Noise noise, double effect, long seed);
  }

  static double share(Rule rule, Noise noise, double effect, int pairs) {
    int different = 0;
    for (int seed = 1; seed <= pairs; seed++) {
      different += rule.different(noise, effect, seed) ? 1 : 0;
    }
    return (double) different / pairs;
  }

  /// @param args pairs per cell
  public static void main(String[] args) {
    int pairs = Integer.parseInt(args[0]);
    for (double effect : new double[] {0, Math.log(1.05), Math.log(1.1), Math.log(1.2)}) {
      for (Noise noise : NOISES) {
        System.out.printf(
            Locale.ROOT,
            "%+3.0f %% %-30s plain %5.1f %%  one run %5.1f %%  five runs %5.1f %%  interleaved"
                + " %5.1f %%%n",
            Math.expm1(effect) * 100,
            noise.name(),
            100 * share(FalseAlarms::plain, noise, effect, pairs),
            100 * share((n, e, s) -> single(n, e, s) != Verdict.NONE, noise, effect, pairs),
            100 * share((n, e, s) -> many(n, e, s) != Verdict.NONE, noise, effect, pairs),
            100 * share((n, e, s) -> interleaved(n, e, s) != Verdict.NONE, noise, effect, pairs));
      }
    }
  }
}
