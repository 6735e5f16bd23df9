package dev.headroom.load.search;

/// What a step says about its rate.
public enum Verdict {
  /// The objective holds, with 97.5 % confidence.
  HOLDS,
  /// It breaks, with 97.5 % confidence, though the target keeps up.
  BREAKS,
  /// Requests pile up: there is no steady state at this rate.
  OVERLOADED,
  /// Too close to tell, or too few requests.
  UNDECIDED,
  /// The generator disturbed the measurement, which says nothing about the target.
  VOID
}
