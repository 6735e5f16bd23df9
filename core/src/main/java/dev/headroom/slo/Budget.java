package dev.headroom.slo;

import dev.headroom.base.TimeWindow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The error budget of one objective at one moment. What needs events and had none is NaN.
///
/// @param period the time that is counted; one without end in the future for rolling periods
/// @param slices whether slices of time are counted, not events
/// @param total events, or slices with events, of the period so far
/// @param bad those of them that were bad
/// @param attained the share that was good
/// @param expectedTotal N_T: events of the whole period, projected where it is not all known
/// @param projected whether `expectedTotal` is partly a projection: history is shorter than the
///   period, minutes are unknown, or a calendar period is not over
/// @param allowed how many may be bad: `expectedTotal` × (1 - target)
/// @param spent `bad` / `allowed`; above 1 when more was spent than there was
/// @param failureCost the share of the budget that one failure costs: 1 / `allowed`
/// @param burns burn rates of all windows in use, shortest first
/// @param coverage the share of the period's minutes for which it is known what happened
/// @param knownSince the first minute with events; null without any. What is before counts neither
///   for nor against coverage
public record Budget(
    TimeWindow period,
    double target,
    boolean slices,
    double total,
    double bad,
    double attained,
    double expectedTotal,
    boolean projected,
    double allowed,
    double spent,
    double failureCost,
    List<BurnWindow> burns,
    Exhaustion exhaustion,
    double coverage,
    @Nullable Instant knownSince,
    State state) {

  /// How the budget stands.
  public enum State {
    /// Something is left, and lasts at the present rate.
    OK,
    /// A burn rule holds, or even the slowest burn that the last hours allow exhausts it.
    BURNING,
    /// Nothing is left.
    EXHAUSTED,
    /// Less than [#COVERAGE_LEAST] of the period's minutes are known.
    FROZEN,
    /// The period had no events.
    UNDEFINED
  }

  /// The share of minutes that must be known for a statement.
  public static final double COVERAGE_LEAST = 0.9;

  public Budget {
    burns = List.copyOf(burns);
  }

  /// The share of the budget that is left; negative when more was spent than there was.
  public double remaining() {
    return 1 - spent;
  }
}
