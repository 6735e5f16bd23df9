package dev.headroom.analysis.lock;

import dev.headroom.analysis.Grid;
import dev.headroom.analysis.Load.OperationLoad;
import org.jspecify.annotations.Nullable;

/// Threads that wait to enter a monitor, against the requests in progress.
///
/// @param from the slice from which on it was looked at
/// @param blocked threads, all instances together, on average
/// @param inProgress requests, by Little's law, on average
/// @param readings minutes with a reading
/// @param seen those of them with a blocked thread
/// @param requests in these minutes
record BlockedThreads(
    int from, double blocked, double inProgress, int readings, int seen, double requests) {
  /// Of the time that requests are in progress, spent blocked.
  static final double SHARE = 0.1;

  /// Blocked threads, on average: fewer are not worth it.
  static final double BLOCKED_MIN = 0.05;

  /// In so many minutes a reading must have met one: each is a glance at one moment.
  static final int SEEN_MIN = 5;

  /// Null when threads are not told or block too little; looks at the whole window and its last
  /// parts.
  static @Nullable BlockedThreads of(OperationLoad load, double[] blocked) {
    for (int from : Grid.tails(blocked.length)) {
      BlockedThreads found = of(load, blocked, from);
      if (found.seen >= SEEN_MIN && found.blocked >= BLOCKED_MIN && found.share() >= SHARE) {
        return found;
      }
    }
    return null;
  }

  private static BlockedThreads of(OperationLoad load, double[] blocked, int from) {
    double sum = 0;
    double nanos = 0;
    double requests = 0;
    int readings = 0;
    int seen = 0;
    for (int i = from; i < blocked.length; i++) {
      if (!Double.isNaN(blocked[i]) && load.count()[i] > 0) {
        sum += blocked[i];
        nanos += load.nanos()[i];
        requests += load.count()[i];
        seen += blocked[i] > 0 ? 1 : 0;
        readings++;
      }
    }
    return new BlockedThreads(
        from, sum / readings, nanos / 60e9 / readings, readings, seen, requests);
  }

  double share() {
    return blocked / inProgress;
  }

  /// Time that a request spends blocked, seconds, by Little's law.
  double waitSeconds() {
    return blocked * readings * 60 / requests;
  }
}
