package dev.headroom.query;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.SimulationView;
import dev.headroom.query.view.SimulationView.Fired;
import dev.headroom.query.view.SimulationView.Result;
import dev.headroom.query.view.WindowView;
import dev.headroom.slo.BudgetPoint;
import dev.headroom.slo.BurnRule.Severity;
import dev.headroom.slo.Correction;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.ObjectiveEvaluation;
import dev.headroom.slo.SliSeries;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloSimulation;
import dev.headroom.slo.SloWords;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs SLOs over what was counted in the past.
final class Simulations {
  private static final int POINTS = 200;
  private static final Duration LONGEST = Duration.ofDays(100);

  private final SloModelQueries.Parts parts;
  private final InstantSource clock;

  Simulations(SloModelQueries.Parts parts, InstantSource clock) {
    this.parts = parts;
    this.clock = clock;
  }

  SimulationView run(Slo slo, List<Correction> corrections, TimeWindow asked) {
    Instant now = clock.instant();
    TimeWindow window = asked.to().isAfter(now) ? new TimeWindow(asked.from(), now) : asked;
    if (window.length().compareTo(LONGEST) > 0) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "range is " + window.length().toDays() + " days; expected at most " + LONGEST.toDays());
    }
    long from = Math.floorDiv(window.from().getEpochSecond(), 60L);
    long to = Math.floorDiv(window.to().getEpochSecond(), 60L);
    Map<Indicator, SliSeries> series =
        parts
            .reader()
            .read(
                slo.objectives().stream().map(Objective::indicator).distinct().toList(),
                new TimeWindow(window.from().minus(slo.period().nominal()), window.to()));
    SloSimulation simulation = SloSimulation.of(slo, series, corrections, from, to);
    return new SimulationView(
        new WindowView(window.from(), window.to(), 60),
        slo.name().value(),
        slo.objectives().stream()
            .map(objective -> result(slo, objective, simulation, series))
            .toList());
  }

  private static Result result(
      Slo slo, Objective objective, SloSimulation simulation, Map<Indicator, SliSeries> series) {
    ObjectiveEvaluation last = Budgets.objective(simulation.last(), objective.name());
    List<Fired> fired =
        simulation.alerts().stream()
            .filter(each -> each.objective().equals(objective.name()))
            .map(each ->
                new Fired(
                    each.rule(),
                    each.severity().name(),
                    each.firedAt(),
                    each.endedAt(),
                    each.text().summary()))
            .toList();
    SloSimulation.Worst worst =
        simulation.worst().stream()
            .filter(each -> each.objective().equals(objective.name()))
            .max(Comparator.comparingDouble(SloSimulation.Worst::burn))
            .orElse(null);
    List<BudgetPoint> points = simulation.budgets().getOrDefault(objective.name(), List.of());
    return new Result(
        objective.name(),
        SloWords.promise(slo, objective),
        Budgets.view(slo, last, counting(series.get(objective.indicator()))),
        worst == null ? null : Budgets.defined(worst.burn()),
        worst == null ? null : worst.at(),
        Budgets.history(points, last, POINTS),
        fired,
        words(fired));
  }

  private static SloStates.Counting counting(@Nullable SliSeries series) {
    return series == null || series.exactFrom() <= series.firstMinute()
        ? SloStates.Counting.EXACT
        : new SloStates.Counting(
            Instant.ofEpochSecond(series.exactFrom() * 60), series.samplingUnknown());
  }

  private static String words(List<Fired> fired) {
    long pages = fired.stream().filter(f -> f.severity().equals(Severity.PAGE.name())).count();
    if (fired.isEmpty()) {
      return "It would not have alerted.";
    }
    return "It would have alerted "
        + fired.size()
        + (fired.size() == 1 ? " time (" : " times (")
        + pages
        + (pages == 1 ? " page): " : " pages): ")
        + fired.stream().map(Fired::rule).distinct().collect(Collectors.joining(", "))
        + ".";
  }
}
