package dev.headroom.analysis.regression;

import dev.headroom.stat.RankTests;
import dev.headroom.stat.RankTests.Stratum;
import dev.headroom.stat.RobustLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A figure of an operation under two versions, compared between slices of like load.
///
/// Slices are put into strata by the operation's rate, each a quarter wider than the one below;
/// only strata with slices of both versions count. Where many hours are there, that also compares
/// like hours, as load tells the time of day.
///
/// @param before median over the strata, weighted by what they can tell
/// @param after the same for the new version
/// @param near the difference right around the change, in the same unit Where the load has moved on
///   so that too few strata are shared, times can still be compared at up to 1.6 times the load of
///   before: the new version is then held against the old one's own rise with load, taken twice to
///   be on the safe side.
///
/// @param slices of the new version that were matched
/// @param alike whether load was alike; else its effect was taken out
record Matched(double before, double after, double near, double pValue, int slices, boolean alike) {
  /// The load beyond which nothing is said, as a factor of the largest of before.
  private static final double LOAD_MAX = 1.6;

  /// The old version's rise with load is taken so many times.
  private static final double SAFETY = 2;

  /// Slices of the old version that tell its rise with load.
  private static final int RISE_SLICES_MIN = 12;

  private static final double STRATUM = 1.25;

  /// Right around the change: so many slices on each side.
  private static final int NEAR = 12;

  /// Matched slices that each version needs.
  static final int SLICES_MIN = 5;

  /// One slice of one version.
  ///
  /// @param rate requests of the operation in the slice, all versions
  record Slice(double rate, double value) {}

  /// Null when too few slices match; both lists in the order of time.
  ///
  /// @param times whether the figure is a time, which may rise with load within a stratum, too
  static @Nullable Matched of(List<Slice> before, List<Slice> after, boolean times) {
    double power = times && before.size() >= RISE_SLICES_MIN ? Math.min(1, rise(before)) : 0;
    Map<Integer, List<Slice>> old = strata(before);
    Map<Integer, List<Slice>> young = strata(after);
    List<Stratum> strata = new ArrayList<>();
    double weights = 0;
    double oldSum = 0;
    double youngSum = 0;
    int oldSlices = 0;
    int youngSlices = 0;
    for (Map.Entry<Integer, List<Slice>> one : young.entrySet()) {
      List<Slice> counterpart = old.getOrDefault(one.getKey(), List.of());
      if (!counterpart.isEmpty()) {
        double middle = Math.pow(STRATUM, one.getKey() + 0.5);
        double[] a = atLoad(counterpart, middle, power);
        double[] b = atLoad(one.getValue(), middle, power);
        double weight = (double) a.length * b.length / (a.length + b.length);
        strata.add(new Stratum(a, b));
        weights += weight;
        oldSum += weight * median(a);
        youngSum += weight * median(b);
        oldSlices += a.length;
        youngSlices += b.length;
      }
    }
    if (oldSlices < SLICES_MIN || youngSlices < SLICES_MIN) {
      return null;
    }
    double near =
        median(values(after.subList(0, Math.min(NEAR, after.size()))))
            - median(values(before.subList(Math.max(0, before.size() - NEAR), before.size())));
    return new Matched(
        oldSum / weights,
        youngSum / weights,
        near,
        RankTests.rankSum(strata).pValue(),
        youngSlices,
        true);
  }

  /// As [#of], for times, with the effect of load taken out; null when load has moved too far.
  static @Nullable Matched beyond(List<Slice> before, List<Slice> after) {
    if (before.size() < RISE_SLICES_MIN) {
      return null;
    }
    double most = before.stream().mapToDouble(Slice::rate).max().orElseThrow();
    List<Slice> near = after.stream().filter(slice -> slice.rate() <= LOAD_MAX * most).toList();
    if (near.size() < SLICES_MIN) {
      return null;
    }
    double power = SAFETY * rise(before);
    double at = median(before.stream().mapToDouble(Slice::rate).toArray());
    double[] old = atLoad(before, at, power);
    double[] young = atLoad(near, at, power);
    return new Matched(
        median(old),
        median(young),
        median(Arrays.copyOf(young, Math.min(NEAR, young.length)))
            - median(Arrays.copyOfRange(old, Math.max(0, old.length - NEAR), old.length)),
        RankTests.rankSum(List.of(new Stratum(old, young))).pValue(),
        young.length,
        false);
  }

  /// The power of the rate with which times rise, 0 or more.
  private static double rise(List<Slice> slices) {
    double rise =
        RobustLine.slope(
            slices.stream().mapToDouble(slice -> Math.log(slice.rate())).toArray(),
            slices.stream().mapToDouble(slice -> Math.log(slice.value())).toArray());
    return rise > 0 ? rise : 0;
  }

  private static double[] atLoad(List<Slice> slices, double rate, double power) {
    return slices.stream()
        .mapToDouble(slice -> slice.value() * Math.pow(rate / slice.rate(), power))
        .toArray();
  }

  private static Map<Integer, List<Slice>> strata(List<Slice> slices) {
    Map<Integer, List<Slice>> strata = new TreeMap<>();
    for (Slice slice : slices) {
      int stratum = (int) Math.floor(Math.log(slice.rate()) / Math.log(STRATUM));
      strata.computeIfAbsent(stratum, _ -> new ArrayList<>()).add(slice);
    }
    return strata;
  }

  private static double[] values(List<Slice> slices) {
    return slices.stream().mapToDouble(Slice::value).toArray();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double ratio() {
    return after / before;
  }

  double difference() {
    return after - before;
  }
}
