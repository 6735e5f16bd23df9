package dev.headroom.slo;

import java.time.Instant;
import java.util.List;

/// An SLO at one moment.
///
/// @param asOf the end of the last minute that was counted
/// @param objectives in the order of the SLO
public record Evaluation(
    SloName slo, Instant asOf, List<ObjectiveEvaluation> objectives, CompositeBudget composite) {
  public Evaluation {
    objectives = List.copyOf(objectives);
  }
}
