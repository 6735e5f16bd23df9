package dev.headroom.outcome;

import org.jspecify.annotations.Nullable;

/// Whether something else got worse.
///
/// @param what which metric of which route, in words
/// @param comparison null when there was too little that could be compared
public record Guard(String what, Metric metric, State state, @Nullable Comparison comparison) {

  /// What was found.
  public enum State {
    /// It did not get worse by what matters.
    FINE,
    /// It got worse.
    WORSE,
    /// Too little data.
    UNKNOWN
  }
}
