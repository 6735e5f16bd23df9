package dev.headroom.finding;

import java.util.List;

/// What would help against a finding.
///
/// @param advice one plain sentence that tells an engineer what to do
/// @param effort how much work it is likely to be
/// @param risk how likely it breaks something
/// @param edits what it changes in the traces, for predictions; empty when it cannot be told
public record Remedy(String advice, Level effort, Level risk, List<Edit> edits) {

  public Remedy {
    edits = List.copyOf(edits);
  }

  /// A coarse scale.
  public enum Level {
    LOW,
    MEDIUM,
    HIGH
  }
}
