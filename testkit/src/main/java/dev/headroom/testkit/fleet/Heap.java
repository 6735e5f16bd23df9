package dev.headroom.testkit.fleet;

import dev.headroom.testkit.fleet.ServiceSpec.HeapSpec;

/// The heap of one process: requests fill it, and when the young part is full everything stands
/// still while it is emptied. Not thread-safe.
final class Heap {
  private static final double HOUR_NANOS = 3_600e9;

  private final Calendar calendar;
  private final HeapSpec spec;
  private final long bornNanos;
  private final Distribution pauses = new Distribution(Distribution.GC_SECONDS);
  private double youngMb;
  private double liveAfterMb;
  private long pauseEnd;
  private long pausedNanos;

  Heap(Calendar calendar, HeapSpec spec) {
    this.calendar = calendar;
    this.spec = spec;
    bornNanos = calendar.now();
    liveAfterMb = spec.liveMb();
  }

  void allocate(double factor) {
    youngMb += spec.perRequestMb() * factor;
    double room = Math.min(spec.edenMb(), Math.max(12, spec.limitMb() - liveMb()));
    if (youngMb >= room) {
      collect();
    }
  }

  private double liveMb() {
    double hours = (calendar.now() - bornNanos) / HOUR_NANOS;
    return Math.min(spec.limitMb() * 0.97, spec.liveMb() + spec.leakMbPerHour() * hours);
  }

  private void collect() {
    youngMb = 0;
    liveAfterMb = liveMb();
    long pause = (long) ((spec.pauseMs() + spec.pauseMsPerMb() * liveAfterMb) * 1e6);
    pauseEnd = Math.max(pauseEnd, calendar.now()) + pause;
    pausedNanos += pause;
    pauses.add(pause);
  }

  /// How long it still stands still.
  long pauseLeft() {
    return Math.max(0, pauseEnd - calendar.now());
  }

  /// All pauses that have begun, together.
  long pausedNanos() {
    return pausedNanos;
  }

  Distribution pauses() {
    return pauses;
  }

  double youngMb() {
    return youngMb;
  }

  /// Alive after the last collection.
  double liveAfterMb() {
    return liveAfterMb;
  }

  double limitMb() {
    return spec.limitMb();
  }
}
