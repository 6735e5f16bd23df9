package dev.headroom.plan;

import dev.headroom.base.PlainText;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.plan.Score.Term;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Works out the terms of a [Score].
final class Scoring {
  /// What is claimed but was not predicted counts half.
  private static final double UNPREDICTED = 0.5;

  private Scoring() {}

  static Score of(
      Candidate candidate,
      List<RouteEffect> routes,
      @Nullable BudgetEffect budget,
      Traffic traffic) {
    return Score.of(
        List.of(
            headroom(routes),
            relief(candidate, routes, traffic),
            budget(budget),
            severity(candidate.severity())),
        new Term("confidence", candidate.confidence(), "confidence of the finding"),
        new Term("effort", effort(candidate.effort()), "low 1, medium 2, high 4"),
        new Term("risk", risk(candidate.risk()), "low 1, medium 1.5, high 2"));
  }

  /// The gain of the ceiling, less where there is room anyway.
  private static Term headroom(List<RouteEffect> routes) {
    double best = 0;
    String formula = "no ceiling is known to move";
    for (RouteEffect route : routes) {
      @Nullable CeilingEffect ceiling = route.ceiling();
      if (ceiling == null || Double.isNaN(ceiling.headroomNow())) {
        continue;
      }
      double value = Math.clamp((ceiling.gain() - 1) / Math.max(1, ceiling.headroomNow()), 0, 1);
      if (value > best) {
        best = value;
        formula =
            "(ceiling then ÷ now - 1) ÷ max(1, headroom now) = ("
                + PlainText.number(ceiling.thenPerSecond())
                + " ÷ "
                + PlainText.number(ceiling.nowPerSecond())
                + " - 1) ÷ max(1, "
                + PlainText.number(ceiling.headroomNow())
                + "), at most 1, of "
                + Wording.route(ceiling.route());
      }
    }
    return new Term("headroom", best, formula);
  }

  /// The share of all waiting that would end.
  private static Term relief(Candidate candidate, List<RouteEffect> routes, Traffic traffic) {
    double waiting = traffic.waiting();
    boolean predicted = !routes.isEmpty();
    double saved =
        predicted
            ? routes.stream().mapToDouble(RouteEffect::reliefPerSecond).sum()
            : UNPREDICTED * claimed(candidate, traffic);
    double value = waiting > 0 ? Math.clamp(saved / waiting, 0, 1) : 0;
    String formula =
        (predicted
                ? "Σ traffic × (Δp50 + Δp95) ÷ 2 over the routes predicted, ÷ Σ traffic × mean over"
                    + " all routes = "
                : "half of what the finding accounts for, as nothing could be predicted, ÷ Σ"
                    + " traffic × mean over all routes = ")
            + PlainText.number(saved)
            + " ÷ "
            + PlainText.number(waiting)
            + " s/s";
    return new Term("relief", value, formula);
  }

  private static double claimed(Candidate candidate, Traffic traffic) {
    return candidate.impact().routes().stream()
        .filter(route -> route.nanosPerRequest() > 0)
        .mapToDouble(route ->
            route.nanosPerRequest()
                / 1e9
                * traffic.of(new ServiceOperation(route.service(), route.operation())).perSecond())
        .sum();
  }

  private static Term budget(@Nullable BudgetEffect budget) {
    if (budget == null) {
      return new Term("budget", 0, "no budget that burns is known to be saved");
    }
    return new Term(
        "budget",
        Math.clamp(Effects.worth(budget), 0, 1),
        "share of the bad events saved × min(1, burn rate) = "
            + PlainText.number(budget.savedShare())
            + " × min(1, "
            + PlainText.number(budget.burnRate())
            + "), of SLO "
            + budget.slo());
  }

  private static Term severity(Severity severity) {
    double value =
        switch (severity) {
          case WATCH -> 0;
          case MINOR -> 0.02;
          case MAJOR -> 0.1;
          case CRITICAL -> 0.3;
        };
    return new Term("severity", value, "minor 0.02, major 0.1, critical 0.3");
  }

  private static double effort(Level level) {
    return switch (level) {
      case LOW -> 1;
      case MEDIUM -> 2;
      case HIGH -> 4;
    };
  }

  private static double risk(Level level) {
    return switch (level) {
      case LOW -> 1;
      case MEDIUM -> 1.5;
      case HIGH -> 2;
    };
  }
}
