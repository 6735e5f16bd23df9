package dev.headroom.analysis.diagnosis;

import java.util.Map;

/// What is needed of one trace.
///
/// @param startNanos since the epoch
/// @param visits what it did at each node
public record TraceFact(long startNanos, Map<String, Visit> visits) {

  public TraceFact {
    visits = Map.copyOf(visits);
  }

  /// @param count how many visits there were
  /// @param durationNanos of the longest, from entering the node to leaving it
  /// @param ownNanos of all visits, what was not spent in calls to other nodes
  /// @param error whether a visit of the trace ended in an error
  /// @param version that served it, empty when not told
  public record Visit(
      int count, long durationNanos, long ownNanos, boolean error, String version) {}
}
