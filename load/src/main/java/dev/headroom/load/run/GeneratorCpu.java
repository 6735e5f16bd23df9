package dev.headroom.load.run;

import dev.headroom.load.http.Engine;

/// How busy the threads of the generator were in the measured part of a run.
final class GeneratorCpu {
  private final Engine engine;
  private final Stretch stretch;
  private long[] from;
  private long fromNanos;
  private long[] until;
  private long untilNanos;
  private boolean measured;
  private boolean ended;

  GeneratorCpu(Engine engine, Stretch stretch) {
    this.engine = engine;
    this.stretch = stretch;
    this.from = engine.cpuNanos();
    this.fromNanos = System.nanoTime();
    this.until = from;
    this.untilNanos = fromNanos;
  }

  /// Looks at the clock of the threads; often enough that the borders of the part are met.
  void look() {
    long now = System.nanoTime();
    if (!measured && now - stretch.measuredFrom() >= 0) {
      measured = true;
      from = engine.cpuNanos();
      fromNanos = now;
    }
    if (!ended) {
      until = engine.cpuNanos();
      untilNanos = now;
      ended = now - stretch.end() >= 0;
    }
  }

  /// The load has ended early.
  void end() {
    ended = true;
  }

  /// Of the busiest thread, 0 to 1.
  double share() {
    double most = 0;
    for (int i = 0; i < from.length; i++) {
      most = Math.max(most, (double) (until[i] - from[i]) / Math.max(1, untilNanos - fromNanos));
    }
    return Math.clamp(most, 0, 1);
  }
}
