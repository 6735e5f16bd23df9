package dev.headroom.whatif;

import dev.headroom.capacity.ResourceId;
import dev.headroom.finding.Edit;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.stat.Interval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a route would behave under edits, by its sampled traces.
///
/// @param edits what is changed, all at once
/// @param traces how many traces it rests on
/// @param changedShare the share of the route's traces, by weight, in which anything changes
/// @param quantiles in ascending order
/// @param ceiling how far the route would scale; null when its ceiling is not known
/// @param assumptions what is taken for granted, one sentence each
public record Prediction(
    ServiceOperation route,
    List<Edit> edits,
    long traces,
    double changedShare,
    List<Quantile> quantiles,
    @Nullable CeilingShift ceiling,
    List<String> assumptions) {

  public Prediction {
    edits = List.copyOf(edits);
    quantiles = List.copyOf(quantiles);
    assumptions = List.copyOf(assumptions);
  }

  /// One quantile of the route's response time, as it is and as it would be.
  ///
  /// @param q 0 to 1
  /// @param interval 95 % of what would be, by a bootstrap over traces and what the assumptions
  ///   leave open
  /// @param savedNanos mean of now less then over the draws of the bootstrap. Between two quantiles
  ///   of few traces lie steps that no change would take; the mean of many draws has none (Breiman,
  ///   "Bagging predictors", 1996)
  public record Quantile(
      double q, double nowNanos, double thenNanos, Interval interval, double savedNanos) {}

  /// The rate up to which the route scales, as it is and as it would be.
  ///
  /// @param binding the resource that binds first now
  /// @param nextBinding the one that would bind first then; the same when it still does
  /// @param interval of what would be: that of the ceiling today, moved along
  public record CeilingShift(
      ResourceId binding,
      double nowPerSecond,
      ResourceId nextBinding,
      double thenPerSecond,
      Interval interval) {}
}
