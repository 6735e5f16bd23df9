package dev.headroom.analysis.regression;

import dev.headroom.stat.RankTests;
import dev.headroom.stat.RankTests.Stratum;
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
/// @param near the difference right around the change, in the same unit
/// @param slices of the new version that were matched
record Matched(double before, double after, double near, double pValue, int slices) {
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
  static @Nullable Matched of(List<Slice> before, List<Slice> after) {
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
        double[] a = values(counterpart);
        double[] b = values(one.getValue());
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
        youngSlices);
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
