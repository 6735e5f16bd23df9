package dev.headroom.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Keeps what the objectives of one SLO counted, in fixed memory, and evaluates budgets and burn
/// rules from it. Feed it the whole period once, then every minute the last few again.
///
/// 60 KB for an objective with the standard rules over 30 days. Not thread-safe. To change
/// corrections or the SLO, make a new one and read the period again: minutes that were left out or
/// are older than three days cannot be told any more.
public final class SloTracker {
  private final Slo slo;
  private final List<ObjectiveTracker> objectives = new ArrayList<>();

  /// @param corrections what is left out of the budgets
  public SloTracker(Slo slo, List<Correction> corrections) {
    this.slo = slo;
    CorrectedMinutes corrected = new CorrectedMinutes(corrections);
    for (Objective each : slo.objectives()) {
      objectives.add(new ObjectiveTracker(each, slo.period(), slo.rules(), corrected));
    }
  }

  public Slo slo() {
    return slo;
  }

  /// Replaces, for each indicator given, all that was known from the first minute of its series on,
  /// so that late data counts once. Of hours whose minutes are no longer kept (older than three
  /// days, or than the longest burn window where that is less, but at least one day), only whole
  /// ones are replaced.
  public void replace(Map<Indicator, SliSeries> recent) {
    for (ObjectiveTracker each : objectives) {
      SliSeries series = recent.get(each.objective().indicator());
      if (series != null) {
        each.replace(series, series.firstMinute(), series.firstMinute() + series.minutes());
      }
    }
  }

  /// Replaces everything from minute `from` on by the minutes of the series up to `to`, exclusive.
  void replace(Map<Indicator, SliSeries> series, long from, long to) {
    for (ObjectiveTracker each : objectives) {
      SliSeries of = series.get(each.objective().indicator());
      if (of != null) {
        each.replace(
            of, Math.max(from, of.firstMinute()), Math.min(to, of.firstMinute() + of.minutes()));
      }
    }
  }

  /// Evaluates all objectives as of the end of the last whole minute before `now`. What was fed of
  /// later minutes is not looked at by burn windows; time should not go backwards by much.
  public Evaluation evaluate(Instant now) {
    long minute = ObjectiveTracker.minute(now);
    List<ObjectiveEvaluation> evaluations = new ArrayList<>(objectives.size());
    for (ObjectiveTracker each : objectives) {
      evaluations.add(each.evaluate(minute));
    }
    return new Evaluation(
        slo.name(),
        Instant.ofEpochSecond(minute * 60),
        evaluations,
        CompositeBudget.of(slo.objectives(), evaluations));
  }

  /// What was left of an objective's budget at the end of each hour of the period; the last point
  /// is now.
  public List<BudgetPoint> history(String objective, Instant now) {
    for (ObjectiveTracker each : objectives) {
      if (each.objective().name().equals(objective)) {
        return each.history(ObjectiveTracker.minute(now));
      }
    }
    throw new HeadroomException(
        ErrorCode.NOT_FOUND,
        "SLO '" + slo.name() + "' has no objective '" + objective + "'; expected one of its own");
  }
}
