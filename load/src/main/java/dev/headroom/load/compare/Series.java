package dev.headroom.load.compare;

import java.util.List;

/// The course of a run, as far as comparing needs it.
///
/// @param name of the run, for messages
/// @param ratePerSecond requests that started per second
/// @param logLatencies natural logarithm of a percentile of the latency in nanoseconds, of
///   successive stretches of equal length, those in which nothing ended left out
public record Series(String name, double ratePerSecond, List<Double> logLatencies) {

  public Series {
    logLatencies = List.copyOf(logLatencies);
  }

  double mean() {
    return logLatencies.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /// The means of so many batches of successive stretches: unlike the stretches themselves they
  /// hardly depend on each other.
  double[] batches(int count) {
    double[] means = new double[count];
    int[] sizes = new int[count];
    for (int i = 0; i < logLatencies.size(); i++) {
      int batch = (int) ((long) i * count / logLatencies.size());
      means[batch] += logLatencies.get(i);
      sizes[batch]++;
    }
    for (int batch = 0; batch < count; batch++) {
      means[batch] /= sizes[batch];
    }
    return means;
  }
}
