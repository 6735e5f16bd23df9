package dev.headroom.slo;

import dev.headroom.slo.BurnRule.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The alerts of all budgets, stepped by evaluations. Not thread-safe.
public final class BurnAlerts {
  private final SortedMap<String, BurnAlert> alerts = new TreeMap<>();

  /// An alert that went from one state to another.
  ///
  /// @param evaluation why
  public record Transition(BurnAlert from, BurnAlert to, ObjectiveEvaluation evaluation) {}

  /// @param restored what [#all] gave before a restart; empty at first
  public BurnAlerts(Collection<BurnAlert> restored) {
    for (BurnAlert each : restored) {
      alerts.put(key(each.slo(), each.objective(), each.severity()), each);
    }
  }

  private static String key(SloName slo, String objective, Severity severity) {
    return slo + "/" + severity + "/" + objective;
  }

  /// Steps the alerts of an SLO; tells those whose state changed.
  public List<Transition> step(Evaluation evaluation) {
    List<Transition> transitions = new ArrayList<>();
    for (ObjectiveEvaluation objective : evaluation.objectives()) {
      for (Severity severity : Severity.values()) {
        step(evaluation.slo(), objective, severity, evaluation.asOf(), transitions);
      }
    }
    return transitions;
  }

  private void step(
      SloName slo,
      ObjectiveEvaluation objective,
      Severity severity,
      Instant now,
      List<Transition> transitions) {
    String key = key(slo, objective.objective(), severity);
    BurnAlert before = alerts.get(key);
    if (before == null) {
      before = BurnAlert.inactive(slo, objective.objective(), severity, now);
    }
    BurnAlert after = before.step(objective, now);
    alerts.put(key, after);
    if (after.state() != before.state()) {
      transitions.add(new Transition(before, after, objective));
    }
  }

  /// All that were ever stepped, by SLO, severity and objective.
  public List<BurnAlert> all() {
    return List.copyOf(alerts.values());
  }

  /// Those of one SLO.
  public List<BurnAlert> of(SloName slo) {
    return alerts.values().stream().filter(each -> each.slo().equals(slo)).toList();
  }

  /// Forgets the alerts of an SLO that is no more; gives those that were active.
  public List<BurnAlert> forget(SloName slo) {
    List<BurnAlert> gone = of(slo).stream().filter(BurnAlert::active).toList();
    alerts.values().removeIf(each -> each.slo().equals(slo));
    return gone;
  }
}
