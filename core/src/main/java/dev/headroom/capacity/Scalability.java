package dev.headroom.capacity;

import dev.headroom.base.ServiceName;
import dev.headroom.stat.ScalabilityChoice;
import dev.headroom.stat.Usl;
import dev.headroom.stat.UslFit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a service's throughput went with its concurrency: a second opinion on its ceiling, by curves
/// that know nothing of resources. Concurrency is measured by Little's law.
///
/// The ceiling is only told when the peak seen exceeds [#LEAST_SEEN] of it, never when it lies
/// beyond [UslFit#FURTHEST] of the largest concurrency seen, and only if response times at the
/// highest level were [#SLOWER] times those at the lowest: as long as nobody waits, curves fit
/// noise.
///
/// @param levels throughput at concurrency, ascending by concurrency; each of an equal number of
///   slices
/// @param kinds the curves that explain the levels about equally well, best first; empty when none
///   could be fitted
/// @param usl the Universal Scalability Law fitted to the levels; null when it was not fitted
/// @param ceilingPerSecond null when it cannot be told
/// @param undecided why there is no ceiling; empty when there is one
public record Scalability(
    ServiceName service,
    List<Level> levels,
    List<ScalabilityChoice.Kind> kinds,
    @Nullable UslFit usl,
    @Nullable Double ceilingPerSecond,
    String undecided) {
  /// The share of its own ceiling that must have been seen.
  static final double LEAST_SEEN = 0.7;

  /// How much longer requests must have taken at the highest level than at the lowest.
  static final double SLOWER = 1.3;

  private static final int LEVELS = 12;
  private static final int BLOCKS_PER_LEVEL = 2;
  private static final long BLOCK_SECONDS = 1_800;
  private static final int MOST_BLOCKS = 48;

  public Scalability {
    levels = List.copyOf(levels);
    kinds = List.copyOf(kinds);
  }

  /// @param inFlight requests under way
  public record Level(double inFlight, double perSecond) {}

  /// @param rate of the whole service, slice by slice
  static Scalability of(Slices slices, ServiceName service, double[] rate, double[] inFlight) {
    List<Level> levels = levels(slices, rate, inFlight);
    if (levels.size() < UslFit.LEAST_LEVELS) {
      return without(service, levels, "fewer than " + UslFit.LEAST_LEVELS + " levels of load seen");
    }
    double range = levels.getLast().inFlight() / levels.getFirst().inFlight();
    if (range < UslFit.LEAST_RANGE) {
      return without(
          service,
          levels,
          String.format(
              Locale.ROOT,
              "concurrency went from %.3g to %.3g only, less than twice",
              levels.getFirst().inFlight(),
              levels.getLast().inFlight()));
    }
    double slower = seconds(levels.getLast()) / seconds(levels.getFirst());
    if (slower < SLOWER) {
      return without(
          service,
          levels,
          String.format(
              Locale.ROOT,
              "requests took %.2f times as long at the highest load as at the lowest; no limit"
                  + " shows below %.1f times",
              slower,
              SLOWER));
    }
    double[] n = levels.stream().mapToDouble(Level::inFlight).toArray();
    double[] x = levels.stream().mapToDouble(Level::perSecond).toArray();
    ScalabilityChoice choice = ScalabilityChoice.of(n, x);
    ScalabilityChoice.Candidate best = choice.candidates().getFirst();
    double peak = Arrays.stream(x).max().orElse(0);
    double furthest = n[n.length - 1] * UslFit.FURTHEST;
    double ceiling = ceiling(best, furthest);
    if (Double.isNaN(ceiling)) {
      return new Scalability(
          service, levels, choice.best(), null, null, "no ceiling is in sight at the loads seen");
    }
    if (peak < LEAST_SEEN * ceiling) {
      return new Scalability(
          service,
          levels,
          choice.best(),
          null,
          null,
          String.format(
              Locale.ROOT,
              "the peak seen is %.0f %% of the ceiling the curve would have; at least 70 %% are"
                  + " needed",
              100 * peak / ceiling));
    }
    return new Scalability(service, levels, choice.best(), UslFit.of(n, x), ceiling, "");
  }

  private static Scalability without(ServiceName service, List<Level> levels, String why) {
    return new Scalability(service, levels, List.of(), null, null, why);
  }

  /// NaN when the curve has none within reach.
  private static double ceiling(ScalabilityChoice.Candidate best, double furthest) {
    List<Double> p = best.parameters();
    return switch (best.kind()) {
      case LINEAR, AMDAHL -> Double.NaN;
      case CEILING -> p.get(1);
      case SMOOTH_CEILING -> p.get(1) <= p.get(0) * furthest ? p.get(1) : Double.NaN;
      case USL -> {
        Usl usl = new Usl(p.get(0), p.get(1), p.get(2));
        double at = usl.peakN().orElse(Double.POSITIVE_INFINITY);
        yield at <= furthest ? usl.throughput(at) : Double.NaN;
      }
    };
  }

  private static double seconds(Level level) {
    return level.inFlight() / level.perSecond();
  }

  /// Successive slices are put together before they are sorted by concurrency: among single slices
  /// the most concurrent are those in which chance was against them, and throughput would seem to
  /// level off.
  private static List<Level> levels(Slices slices, double[] rate, double[] inFlight) {
    int block = Math.clamp(rate.length / MOST_BLOCKS, 1, slices.in(BLOCK_SECONDS));
    List<Level> seen = new ArrayList<>();
    for (int from = 0; from + block <= rate.length; from += block) {
      Level level = new Level(mean(inFlight, from, from + block), mean(rate, from, from + block));
      if (level.perSecond() > 0 && level.inFlight() > 0) {
        seen.add(level);
      }
    }
    seen.sort(Comparator.comparingDouble(Level::inFlight));
    int count = Math.min(LEVELS, seen.size() / BLOCKS_PER_LEVEL);
    List<Level> levels = new ArrayList<>();
    for (int level = 0; level < count; level++) {
      List<Level> some =
          seen.subList(level * seen.size() / count, (level + 1) * seen.size() / count);
      levels.add(
          new Level(
              some.stream().mapToDouble(Level::inFlight).average().orElse(0),
              some.stream().mapToDouble(Level::perSecond).average().orElse(0)));
    }
    return levels;
  }

  private static double mean(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).average().orElse(0);
  }
}
