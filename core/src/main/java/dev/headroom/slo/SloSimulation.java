package dev.headroom.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.slo.BurnAlert.State;
import dev.headroom.slo.BurnRule.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an SLO would have done: evaluates it minute by minute over events of the past. The code is
/// the one that evaluates live.
///
/// @param alerts that fired, in that order
/// @param budgets the remaining share at the end of each hour, by objective
/// @param worst the highest burn rate of each objective's rules' long windows
/// @param last the evaluation at the end
public record SloSimulation(
    List<Episode> alerts,
    Map<String, List<BudgetPoint>> budgets,
    List<Worst> worst,
    Evaluation last) {

  /// An alert that fired.
  ///
  /// @param rule that made it fire
  /// @param onset the first minute of the bad stretch in which it fired: minutes whose own errors
  ///   burn at the rule's threshold or faster, with gaps of up to the short window; null when the
  ///   budget went too slowly for that
  /// @param firedAt when it fired
  /// @param endedAt when it was resolved; null when it was not
  /// @param text why, as told then
  public record Episode(
      String objective,
      Severity severity,
      String rule,
      @Nullable Instant onset,
      Instant firedAt,
      @Nullable Instant endedAt,
      BurnText text) {

    /// From onset to firing; null without onset.
    public @Nullable Duration detection() {
      return onset == null ? null : Duration.between(onset, firedAt);
    }
  }

  /// The worst moment of a rule's long window.
  public record Worst(String objective, String rule, double burn, Instant at) {}

  public SloSimulation {
    alerts = List.copyOf(alerts);
    budgets = Map.copyOf(budgets);
    worst = List.copyOf(worst);
  }

  /// Runs over all minutes of the series; a minute counts for the evaluation at its end.
  ///
  /// @param series for each indicator of the SLO, at least one of them not empty
  public static SloSimulation of(
      Slo slo, Map<Indicator, SliSeries> series, List<Correction> corrections) {
    long from =
        series.values().stream().mapToLong(SliSeries::firstMinute).min().orElse(Long.MAX_VALUE);
    long to =
        series.values().stream()
            .mapToLong(each -> each.firstMinute() + each.minutes())
            .max()
            .orElse(Long.MIN_VALUE);
    return of(slo, series, corrections, from, to);
  }

  /// Runs over minutes `from` to `to`, exclusive; earlier ones of the series are history.
  ///
  /// @param from minutes since the epoch
  public static SloSimulation of(
      Slo slo, Map<Indicator, SliSeries> series, List<Correction> corrections, long from, long to) {
    if (from >= to) {
      throw new HeadroomException(
          ErrorCode.INVALID, "nothing to simulate from minute " + from + " to " + to);
    }
    Run run = new Run(slo, series, corrections);
    run.tracker.replace(series, Long.MIN_VALUE, from);
    for (long minute = from; minute < to; minute++) {
      run.step(minute);
    }
    return run.result();
  }

  /// A rule of an objective, while it is simulated.
  private static final class Watch {
    final Objective objective;
    final @Nullable SliSeries series;
    final BurnRule rule;
    long onset = Long.MIN_VALUE;
    long lastBad = Long.MIN_VALUE;
    double worst = -1;
    long worstAt;

    Watch(Objective objective, @Nullable SliSeries series, BurnRule rule) {
      this.objective = objective;
      this.series = series;
      this.rule = rule;
    }

    void minute(long minute) {
      double burn = burn(minute);
      if (burn >= rule.threshold()) {
        onset = onset == Long.MIN_VALUE ? minute : onset;
        lastBad = minute;
      } else if (onset != Long.MIN_VALUE && minute - lastBad > rule.shortWindow().toMinutes()) {
        onset = Long.MIN_VALUE;
      }
    }

    private double burn(long minute) {
      if (series == null
          || minute < series.firstMinute()
          || minute >= series.firstMinute() + series.minutes()) {
        return 0;
      }
      int at = (int) (minute - series.firstMinute());
      double total = series.total(at);
      return total > 0 ? (total - series.good(at)) / total / objective.allowance() : 0;
    }

    void evaluated(RuleEvaluation evaluation, long minute) {
      if (evaluation.longWindow().burn() > worst) {
        worst = evaluation.longWindow().burn();
        worstAt = minute;
      }
    }
  }

  private static final class Run {
    private final Slo slo;
    private final SloTracker tracker;
    private final Map<Indicator, SliSeries> series;
    private final BurnAlerts alerts = new BurnAlerts(List.of());
    private final List<Watch> watches = new ArrayList<>();
    private final List<Episode> episodes = new ArrayList<>();
    private final Map<String, List<BudgetPoint>> budgets = new HashMap<>();
    private @Nullable Evaluation last;

    Run(Slo slo, Map<Indicator, SliSeries> series, List<Correction> corrections) {
      this.slo = slo;
      this.series = series;
      this.tracker = new SloTracker(slo, corrections);
      for (Objective objective : slo.objectives()) {
        budgets.put(objective.name(), new ArrayList<>());
        for (BurnRule rule : slo.rules()) {
          watches.add(new Watch(objective, series.get(objective.indicator()), rule));
        }
      }
    }

    void step(long minute) {
      tracker.replace(series, minute, minute + 1);
      Instant now = Instant.ofEpochSecond((minute + 1) * 60);
      Evaluation evaluation = tracker.evaluate(now);
      int watch = 0;
      for (ObjectiveEvaluation objective : evaluation.objectives()) {
        for (RuleEvaluation rule : objective.rules()) {
          watches.get(watch).minute(minute);
          watches.get(watch++).evaluated(rule, minute + 1);
        }
        if ((minute + 1) % 60 == 0) {
          Objects.requireNonNull(budgets.get(objective.objective()))
              .add(new BudgetPoint(now, objective.budget().remaining()));
        }
      }
      for (BurnAlerts.Transition each : alerts.step(evaluation)) {
        take(each);
      }
      last = evaluation;
    }

    private void take(BurnAlerts.Transition transition) {
      BurnAlert alert = transition.to();
      if (alert.state() == State.FIRING && !transition.from().active()) {
        RuleEvaluation rule =
            transition.evaluation().rules().stream()
                .filter(each -> each.rule().name().equals(alert.rule()))
                .findFirst()
                .orElseThrow();
        episodes.add(
            new Episode(
                alert.objective(),
                alert.severity(),
                alert.rule(),
                onset(alert),
                alert.since(),
                null,
                BurnText.of(slo, transition.evaluation(), rule)));
      } else if (alert.state() == State.RESOLVED) {
        episodes.replaceAll(each -> ended(each, alert));
      }
    }

    private @Nullable Instant onset(BurnAlert alert) {
      return watches.stream()
          .filter(each -> each.objective.name().equals(alert.objective()))
          .filter(each -> each.rule.name().equals(alert.rule()))
          .filter(each -> each.onset != Long.MIN_VALUE)
          .map(each -> Instant.ofEpochSecond(each.onset * 60))
          .findFirst()
          .orElse(null);
    }

    private static Episode ended(Episode each, BurnAlert alert) {
      boolean same =
          each.endedAt == null
              && each.objective.equals(alert.objective())
              && each.severity == alert.severity();
      return same
          ? new Episode(
              each.objective,
              each.severity,
              each.rule,
              each.onset,
              each.firedAt,
              alert.endsAt(),
              each.text)
          : each;
    }

    SloSimulation result() {
      List<Worst> worst =
          watches.stream()
              .filter(each -> each.worst >= 0)
              .map(each ->
                  new Worst(
                      each.objective.name(),
                      each.rule.name(),
                      each.worst,
                      Instant.ofEpochSecond(each.worstAt * 60)))
              .toList();
      return new SloSimulation(episodes, budgets, worst, Objects.requireNonNull(last));
    }
  }
}
