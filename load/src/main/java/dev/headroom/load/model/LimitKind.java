package dev.headroom.load.model;

import dev.headroom.stat.ScalabilityChoice;

/// What sort of limit throughput against concurrency shows.
public enum LimitKind {
  /// No limit in sight: throughput grows with concurrency as far as it was measured.
  NONE("none yet: throughput grew with the load as far as it was measured"),
  /// Throughput stops at a level: a pool, a quota, a number of workers or partitions.
  CEILING("a ceiling, such as a pool, a quota or a number of workers"),
  /// Throughput grows ever more slowly: part of the work is done one at a time.
  SERIAL("a serial part, such as a lock or a tier that does one thing at a time"),
  /// Throughput falls beyond a peak: keeping each other in step costs more than it brings.
  COHERENCY("coherency: beyond its peak more load means less throughput");

  private static final double GENTLE = 1.5;

  private final String words;

  LimitKind(String words) {
    this.words = words;
  }

  /// What it is, as the end of "the limit looks like …".
  public String words() {
    return words;
  }

  static LimitKind of(ScalabilityChoice.Candidate curve) {
    return switch (curve.kind()) {
      case LINEAR -> NONE;
      case AMDAHL -> SERIAL;
      case CEILING -> CEILING;
      // With an exponent of 1 it is the law of Amdahl, with another name for its parameters.
      case SMOOTH_CEILING -> curve.parameters().get(2) < GENTLE ? SERIAL : CEILING;
      case USL -> COHERENCY;
    };
  }
}
