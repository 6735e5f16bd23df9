package dev.headroom.query.view;

import dev.headroom.outcome.SideEffect;
import dev.headroom.query.view.ProofRow.ShareInterval;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One proof with what was measured.
///
/// @param measured null before the first measurement
public record ProofView(ProofRow proof, @Nullable MeasuredView measured) {

  /// What was measured before and after.
  ///
  /// @param valueBefore mean of the metric; null when nothing was measured
  /// @param unit `ns`, `1` for a share, or `{call}`
  /// @param comparison null when there was too little that could be compared
  /// @param controls untouched routes, as `operation in service`
  /// @param chart lines `metric` and `controls` (÷ their level before)
  public record MeasuredView(
      Instant beforeFrom,
      Instant beforeTo,
      Instant afterFrom,
      Instant afterTo,
      @Nullable Double valueBefore,
      @Nullable Double valueAfter,
      String unit,
      double requestsBefore,
      double requestsAfter,
      @Nullable ComparisonView comparison,
      List<String> controls,
      List<SideEffectView> sideEffects,
      Chart chart) {
    public MeasuredView {
      controls = List.copyOf(controls);
      sideEffects = List.copyOf(sideEffects);
      valueBefore = Valid.finite("valueBefore", valueBefore);
      valueAfter = Valid.finite("valueAfter", valueAfter);
    }
  }

  /// @param effect at equal load and time, less what the controls did
  /// @param confidence of the interval
  /// @param match how strictly times were matched, in words
  /// @param coverage share of the slices after the change that had equals before it
  /// @param controls how many untouched routes were subtracted
  /// @param blockSeconds length of the bootstrap's blocks
  /// @param loadSlope by how much the log of the metric grows with the log of the load
  public record ComparisonView(
      ShareInterval effect,
      double confidence,
      String match,
      double coverage,
      int slicesBefore,
      int slicesAfter,
      int controls,
      long blockSeconds,
      double loadSlope) {}

  /// @param effect null when there was too little that could be compared
  public record SideEffectView(
      String what, SideEffect.State state, @Nullable ShareInterval effect) {}
}
