package dev.headroom.engine.fix;

import dev.headroom.plan.BurningObjectives;
import dev.headroom.query.SloStates;
import dev.headroom.rollup.SliSpec;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.slo.Budget;
import dev.headroom.slo.BurnWindow;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.ObjectiveEvaluation;
import dev.headroom.slo.Slo;
import dev.headroom.store.SloCatalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The objectives in force whose budgets burn, as they were evaluated last. Thread-safe.
public final class SloBurning implements BurningObjectives {
  private final SloCatalog slos;
  private final SloStates states;

  public SloBurning(SloCatalog slos, SloStates states) {
    this.slos = slos;
    this.states = states;
  }

  @Override
  public List<Burning> burning(ServiceOperation route) {
    List<Burning> burning = new ArrayList<>();
    for (Slo slo : slos.current().slos()) {
      for (Objective objective : slo.objectives()) {
        if (objective.indicator() instanceof Indicator.Counted(SliSpec spec)
            && concerns(spec, route)) {
          states
              .evaluation(slo.name())
              .ifPresent(evaluation ->
                  evaluation.objectives().stream()
                      .filter(each -> each.objective().equals(objective.name()))
                      .filter(SloBurning::burns)
                      .forEach(each ->
                          burning.add(
                              new Burning(
                                  slo.name().value(),
                                  objective.name(),
                                  rate(each.budget()),
                                  threshold(spec)))));
        }
      }
    }
    burning.sort(Comparator.comparingDouble(Burning::burnRate).reversed());
    return burning;
  }

  private static boolean concerns(SliSpec spec, ServiceOperation route) {
    return spec.callee().isEmpty()
        && spec.service().equals(route.service())
        && (spec.operation().isEmpty() || spec.operation().equals(route.operation().value()));
  }

  private static boolean burns(ObjectiveEvaluation evaluation) {
    return switch (evaluation.budget().state()) {
      case BURNING, EXHAUSTED -> rate(evaluation.budget()) > 1;
      case OK, FROZEN, UNDEFINED -> false;
    };
  }

  /// The fastest burn of all windows that are known.
  private static double rate(Budget budget) {
    return budget.burns().stream()
        .mapToDouble(BurnWindow::burn)
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }

  private static long threshold(SliSpec spec) {
    return switch (spec.bad()) {
      case SliSpec.Failed() -> 0;
      case SliSpec.Slower(long nanos, SliSpec.Failures _) -> nanos;
    };
  }
}
