package dev.headroom.analysis.pool;

/// Sums over the minutes of a spell and over instances.
final class PoolTotals {
  private double maxReadings;
  private double maxSum;
  private double usedSum;
  private double pendingSum;
  private double pendingReadings;
  private double waitSeconds;
  private double acquired;
  private double holdSeconds;
  private double returned;
  private double timeouts;
  private double size;

  void add(PoolUse.Instance instance, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Double.isNaN(instance.max[i])) {
        maxSum += instance.max[i];
        maxReadings++;
        size = instance.max[i];
      }
      if (!Double.isNaN(instance.pending[i])) {
        pendingSum += instance.pending[i];
        pendingReadings++;
      }
      usedSum += known(instance.used[i]);
      waitSeconds += known(instance.waitSeconds[i]);
      acquired += known(instance.acquired[i]);
      holdSeconds += known(instance.holdSeconds[i]);
      returned += known(instance.returned[i]);
      timeouts += known(instance.timeouts[i]);
    }
  }

  private static double known(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  /// Connections of one instance.
  double size() {
    return size;
  }

  /// The largest readings of connections in use over the size, on average.
  double usedShare() {
    return usedSum / maxSum;
  }

  /// Requests that waited on one instance, on average; NaN when not told.
  double pending() {
    return pendingSum / pendingReadings;
  }

  double acquired() {
    return acquired;
  }

  double waitSeconds() {
    return waitSeconds;
  }

  /// Mean wait for a connection; NaN when not told.
  double meanWait() {
    return waitSeconds / acquired;
  }

  /// Mean time that a connection is held; NaN when not told.
  double meanHold() {
    return holdSeconds / returned;
  }

  double timeouts() {
    return timeouts;
  }

  /// Connections that one instance would have in use if none had to wait, by Little's law; falls
  /// back to the size and those waiting.
  double wanted() {
    double waiting = waitSeconds > 0 ? waitSeconds / 60 / maxReadings : pending();
    double busy = holdSeconds > 0 ? holdSeconds / 60 / maxReadings : size;
    return busy + Math.min(Double.isNaN(waiting) ? 0 : waiting, 2 * size);
  }
}
