package dev.headroom.outcome;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import dev.headroom.plan.EditKind;
import dev.headroom.plan.ProposalId;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What will be measured, and what counts as a success, written down before the change is made.
///
/// All effects are logs of after ÷ before: -0.69 halves the metric.
///
/// @param revision of the decision that accepted it; with the proposal it makes the [#id]
/// @param advice what is to be done, one sentence
/// @param analysis whose finding it answers
/// @param edits the kinds of edits that were predicted; empty for none
/// @param service whose next version, or told change, is the fix
/// @param direction which way is better
/// @param minimumEffect the least size of the effect that matters, as a share above 0 and below 1:
///   0.1 is a change by 10 %
/// @param predicted what was predicted; null when nothing was
/// @param window how long is measured after the change, 5 minutes to 28 days
/// @param at when it was accepted
public record Registration(
    ProposalId proposal,
    long revision,
    String advice,
    String analysis,
    Set<EditKind> edits,
    ServiceName service,
    ServiceOperation route,
    Metric metric,
    Direction direction,
    double minimumEffect,
    @Nullable Predicted predicted,
    Duration window,
    String who,
    Instant at) {
  /// The least effect that matters, unless told or predicted otherwise.
  public static final double USUAL_MINIMUM = 0.1;

  /// How long is measured, unless told otherwise: one of each hour of the day.
  public static final Duration USUAL_WINDOW = Duration.ofHours(24);

  private static final Duration SHORTEST = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofDays(28);

  /// Which way is better.
  public enum Direction {
    DOWN,
    UP
  }

  /// A prediction of the effect, on the log scale.
  ///
  /// @param low of its 95 % interval
  /// @param high of its 95 % interval
  /// @param shift what the track record had added to the log; 0 for nothing
  /// @param widening by what factor it had widened the interval; 1 for nothing
  public record Predicted(double log, double low, double high, double shift, double widening) {
    public Predicted {
      if (!(low <= log && log <= high)) {
        throw new HeadroomException(
            ErrorCode.INVALID,
            "prediction " + log + " in " + low + " to " + high + "; expected it inside");
      }
    }
  }

  public Registration {
    edits = Set.copyOf(edits);
    if (!(minimumEffect > 0 && minimumEffect < 1)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "minimum effect is " + minimumEffect + "; expected a share above 0 and below 1");
    }
    if (window.compareTo(SHORTEST) < 0 || window.compareTo(LONGEST) > 0) {
      throw new HeadroomException(
          ErrorCode.INVALID, "window is " + window + "; expected 5 minutes to 28 days");
    }
  }

  /// The name of its proof.
  public String id() {
    return proposal + "." + revision;
  }

  /// The size of the minimum effect on the log scale, above 0.
  double minimumLog() {
    return direction == Direction.DOWN ? -Math.log1p(-minimumEffect) : Math.log1p(minimumEffect);
  }

  /// Turns an effect round so that more is better.
  double gain(double log) {
    return direction == Direction.DOWN ? -log : log;
  }
}
