package dev.headroom.query.view;

import dev.headroom.outcome.Verdict;
import dev.headroom.query.view.ProofRow.ShareInterval;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How good predictions were.
///
/// @param groups all of them first, then by analysis, then by kind of edit
/// @param outcomes newest first
/// @param least how many outcomes of a kind change later predictions
public record CalibrationView(
    List<Group> groups, List<OutcomeRow> outcomes, int least, List<Hint> hints) {
  public CalibrationView {
    groups = List.copyOf(groups);
    outcomes = List.copyOf(outcomes);
    hints = List.copyOf(hints);
  }

  /// Predictions of one kind.
  ///
  /// @param by `all`, `analysis` or `edit`
  /// @param name which one; empty for all
  /// @param inside how many came out inside their interval
  /// @param insideShare of them
  /// @param insideLow of its 95 % interval
  /// @param insideHigh of its 95 % interval
  /// @param bias mean of measured ÷ predicted, less 1 (geometric); above 0 where fixes did less
  ///   than promised
  /// @param spread standard deviation of the log of the same; null for fewer than two
  /// @param shift what later predictions of this kind are moved by, as a share; null for nothing
  /// @param widening how many times as wide their intervals are made; null for nothing
  public record Group(
      String by,
      String name,
      int outcomes,
      int inside,
      double insideShare,
      double insideLow,
      double insideHigh,
      double bias,
      @Nullable Double spread,
      @Nullable Double shift,
      @Nullable Double widening) {}

  /// @param error measured ÷ predicted, less 1
  public record OutcomeRow(
      String proof,
      String advice,
      String analysis,
      List<String> edits,
      ShareInterval predicted,
      ShareInterval measured,
      boolean inside,
      double error,
      Verdict verdict,
      Instant at) {
    public OutcomeRow {
      edits = List.copyOf(edits);
    }
  }
}
