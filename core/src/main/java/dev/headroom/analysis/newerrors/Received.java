package dev.headroom.analysis.newerrors;

import dev.headroom.analysis.Grid;
import dev.headroom.rollup.RollupReader;

/// Requests of an operation as they were received, per slice. Not thread-safe.
final class Received implements RollupReader.Tally {
  private final Grid grid;
  private final double[] observed;
  private final double[] count;
  private final double[] errors;

  Received(Grid grid) {
    this.grid = grid;
    observed = new double[grid.size()];
    count = new double[grid.size()];
    errors = new double[grid.size()];
  }

  @Override
  public void add(long start, long seen, double weight, double failed, double nanos) {
    int at = grid.index(start);
    if (at >= 0 && at < grid.size()) {
      observed[at] += seen;
      count[at] += weight;
      errors[at] += failed;
    }
  }

  double[] requests() {
    return observed;
  }

  /// A failure that stands for five by its sampling weight is still one occurrence, and chance
  /// makes five of it as easily as one.
  double[] failures() {
    double[] failures = new double[grid.size()];
    for (int i = 0; i < failures.length; i++) {
      failures[i] = count[i] > 0 ? errors[i] * observed[i] / count[i] : 0;
    }
    return failures;
  }
}
