package dev.headroom.outcome;

import dev.headroom.base.TimeWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was measured before and after a change.
///
/// @param before which time before it
/// @param after which time after it
/// @param valueBefore mean of the metric per slice, weighted by requests: nanoseconds, a share, or
///   calls; null when nothing was measured
/// @param valueAfter the same after
/// @param requestsBefore of the route
/// @param requestsAfter of the route
/// @param comparison null when there is too little that can be compared
/// @param controls the untouched routes, as `operation in service`
/// @param guards what else was looked at
/// @param chart how it went, for the eye
public record Measurement(
    TimeWindow before,
    TimeWindow after,
    @Nullable Double valueBefore,
    @Nullable Double valueAfter,
    double requestsBefore,
    double requestsAfter,
    @Nullable Comparison comparison,
    List<String> controls,
    List<Guard> guards,
    Chart chart) {

  public Measurement {
    controls = List.copyOf(controls);
    guards = List.copyOf(guards);
  }

  /// The metric and what the controls did, over both windows.
  ///
  /// @param start seconds since the epoch
  /// @param step seconds
  /// @param values the metric; null where it was not measured
  /// @param controls the mean of the controls' metric ÷ what it was before; null where it was not
  ///   measured
  public record Chart(
      long start, long step, List<@Nullable Double> values, List<@Nullable Double> controls) {
    public Chart {
      values = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(values));
      controls = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(controls));
    }
  }
}
