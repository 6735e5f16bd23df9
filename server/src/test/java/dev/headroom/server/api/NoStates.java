package dev.headroom.server.api;

import dev.headroom.query.SloStates;
import dev.headroom.slo.BudgetPoint;
import dev.headroom.slo.BurnAlert;
import dev.headroom.slo.Evaluation;
import dev.headroom.slo.SloName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Nothing was evaluated yet.
final class NoStates implements SloStates {
  @Override
  public @Nullable Instant evaluatedAt() {
    return null;
  }

  @Override
  public Optional<Evaluation> evaluation(SloName slo) {
    return Optional.empty();
  }

  @Override
  public List<BudgetPoint> history(SloName slo, String objective) {
    return List.of();
  }

  @Override
  public List<BurnAlert> alerts(SloName slo) {
    return List.of();
  }

  @Override
  public Counting counting(SloName slo, String objective) {
    return Counting.EXACT;
  }
}
