package dev.headroom.server.notify;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait after failures: doubling, with jitter, up to a bound.
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final int MAX_DOUBLINGS = 20;

  private Backoff() {}

  /// Between half and all of `1 s * 2^(failures - 1)`, at most the bound.
  ///
  /// @param failures in a row, at least 1
  static Duration after(int failures, Duration bound, RandomGenerator random) {
    long full =
        Math.min(bound.toMillis(), FIRST.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS));
    return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
  }
}
