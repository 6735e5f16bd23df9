package dev.headroom.analysis.instances;

import dev.headroom.analysis.Replicas.Replica;
import dev.headroom.stat.Binomial;
import dev.headroom.stat.RankTests;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares each instance with the others of its service and place, slice by slice: balanced load
/// brings all the same mix at the same time.
final class Comparisons {
  /// Requests of an instance in a slice of five minutes for its mean to count.
  private static final double REQUESTS_MIN = 10;

  /// Slices in which both sides count.
  static final int SLICES_MIN = 8;

  /// Within so many times the rate of the others, load counts as equal.
  static final double RATE_FACTOR = 2;

  private Comparisons() {}

  /// One instance against the others.
  ///
  /// @param from the slice from which on it was looked at
  /// @param slices in which both sides count
  /// @param ratio of the mean response times, median over the slices
  /// @param pValue that the sign of the differences is chance
  /// @param rateRatio requests of the instance over those of another, on average
  /// @param seconds mean response time of the instance
  /// @param otherSeconds mean response time of the others
  /// @param requests of the instance in these slices
  /// @param errorShare of the instance
  /// @param otherErrorShare of the others
  /// @param errorPValue that the instance fails more often by chance
  /// @param errorSlices slices with errors of the instance
  record Compared(
      Replica replica,
      int from,
      int slices,
      double ratio,
      double pValue,
      double rateRatio,
      double seconds,
      double otherSeconds,
      double requests,
      double errorShare,
      double otherErrorShare,
      double errorPValue,
      int errorSlices) {
    boolean equalLoad() {
      return rateRatio <= RATE_FACTOR && rateRatio >= 1 / RATE_FACTOR;
    }

    /// What the instance costs beyond the others, nanoseconds of all its requests.
    double lostNanos() {
      return Math.max(0, seconds - otherSeconds) * requests * 1e9;
    }
  }

  static boolean same(Replica a, Replica b) {
    return a.instance().equals(b.instance());
  }

  /// Null when there is too little to compare.
  static @Nullable Compared of(Replica replica, Collection<Replica> all, int from) {
    List<Replica> others =
        all.stream()
            .filter(other -> !same(other, replica) && other.place().equals(replica.place()))
            .toList();
    int size = replica.count().length;
    double[] logs = new double[size];
    int slices = 0;
    Sums own = new Sums();
    Sums rest = new Sums();
    int errorSlices = 0;
    for (int i = from; i < size; i++) {
      Sums slice = new Sums();
      for (Replica other : others) {
        if (other.count()[i] >= REQUESTS_MIN) {
          slice.add(other, i);
        }
      }
      if (slice.count > 0 && replica.count()[i] >= REQUESTS_MIN) {
        logs[slices++] = Math.log(replica.response(i) / (slice.nanos / slice.count));
        own.add(replica, i);
        rest.add(slice);
        errorSlices += replica.errors()[i] > 0 ? 1 : 0;
      }
    }
    return slices < SLICES_MIN
        ? null
        : compared(replica, from, Arrays.copyOf(logs, slices), own, rest, errorSlices);
  }

  private static Compared compared(
      Replica replica, int from, double[] logs, Sums own, Sums rest, int errorSlices) {
    double[] sorted = logs.clone();
    Arrays.sort(sorted);
    return new Compared(
        replica,
        from,
        logs.length,
        Math.exp(sorted[sorted.length / 2]),
        RankTests.signedRank(logs).pValue(),
        own.count / (rest.count / rest.instances * own.instances),
        own.nanos / own.count / 1e9,
        rest.nanos / rest.count / 1e9,
        own.count,
        own.errors / own.count,
        rest.errors / rest.count,
        errorPValue(own, rest),
        errorSlices);
  }

  /// That chance alone gives the instance so many of all errors: each falls to it with the
  /// probability of its part of the requests. What the others fail is as uncertain as what it fails
  /// itself, so their share must not be taken for known.
  private static double errorPValue(Sums own, Sums rest) {
    return Binomial.atLeast(
        own.errors, own.errors + rest.errors, own.count / (own.count + rest.count));
  }

  private static final class Sums {
    private double count;
    private double errors;
    private double nanos;
    private double instances;

    void add(Replica replica, int at) {
      count += replica.count()[at];
      errors += replica.errors()[at];
      nanos += replica.nanos()[at];
      instances++;
    }

    void add(Sums other) {
      count += other.count;
      errors += other.errors;
      nanos += other.nanos;
      instances += other.instances;
    }
  }
}
