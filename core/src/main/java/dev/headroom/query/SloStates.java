package dev.headroom.query;

import dev.headroom.slo.BudgetPoint;
import dev.headroom.slo.BurnAlert;
import dev.headroom.slo.Evaluation;
import dev.headroom.slo.SloName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Port: how the objectives stood when they were evaluated last. Thread-safe and cheap.
public interface SloStates {

  /// The end of the last minute that was evaluated; null before the first time.
  @Nullable Instant evaluatedAt();

  /// How an SLO stood then; empty when it is not known or was not evaluated yet.
  Optional<Evaluation> evaluation(SloName slo);

  /// What was left of the budget of an objective at the end of each hour of its period; empty when
  /// it is not known.
  List<BudgetPoint> history(SloName slo, String objective);

  /// The alerts of an SLO as they stood then.
  List<BurnAlert> alerts(SloName slo);

  /// How far objectives were estimated, and from what.
  Counting counting(SloName slo, String objective);

  /// How an objective's events came to be known.
  ///
  /// @param estimatedUntil minutes before it were estimated from sketches; null when none was
  /// @param samplingUnknown whether spans of unknown sampling are among them
  record Counting(@Nullable Instant estimatedUntil, boolean samplingUnknown) {

    /// All counted, all known.
    public static final Counting EXACT = new Counting(null, false);
  }
}
