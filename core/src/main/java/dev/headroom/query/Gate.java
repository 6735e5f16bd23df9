package dev.headroom.query;

import dev.headroom.alert.Alert;
import dev.headroom.alert.KeptAlert;
import dev.headroom.base.ServiceName;
import dev.headroom.query.view.GateView;
import dev.headroom.query.view.GateView.Reason;
import dev.headroom.slo.Budget;
import dev.headroom.slo.BurnText;
import dev.headroom.slo.Evaluation;
import dev.headroom.slo.ObjectiveEvaluation;
import dev.headroom.slo.Slo;
import dev.headroom.store.AlertStore;
import dev.headroom.store.SloCatalog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Decides whether a release may go out: not while a budget is spent, while it burns fast enough to
/// page, or while somebody is being paged for the service.
final class Gate {
  /// What severities mean that somebody is paged, here and in other systems.
  private static final Set<String> PAGES = Set.of("page", "critical");

  private final SloCatalog slos;
  private final SloStates states;
  private final AlertStore alerts;

  Gate(SloCatalog slos, SloStates states, AlertStore alerts) {
    this.slos = slos;
    this.states = states;
    this.alerts = alerts;
  }

  GateView of(ServiceName service) {
    List<Slo> mine =
        slos.current().slos().stream().filter(slo -> slo.service().equals(service)).toList();
    List<Reason> reasons = new ArrayList<>();
    mine.forEach(slo -> reasons(slo, reasons));
    for (KeptAlert kept : alerts.active()) {
      Alert alert = kept.alert();
      if (alert.active()
          && alert.label("service").equals(service.value())
          && PAGES.contains(alert.severity())
          && mine.stream().noneMatch(slo -> slo.name().value().equals(alert.label("slo")))) {
        reasons.add(
            new Reason(
                true,
                alert.label("slo"),
                "alert",
                "Alert "
                    + alert.label("alertname")
                    + " is active: "
                    + alert.annotation("summary")));
      }
    }
    if (mine.isEmpty()) {
      reasons.add(
          new Reason(
              false,
              "",
              "none",
              "No SLO is declared for " + service + ", so no budget can close it."));
    }
    return view(service.value(), reasons);
  }

  GateView of(Slo slo) {
    List<Reason> reasons = new ArrayList<>();
    reasons(slo, reasons);
    return view(slo.service().value(), reasons);
  }

  private GateView view(String service, List<Reason> reasons) {
    Instant at = states.evaluatedAt();
    return new GateView(
        service,
        reasons.stream().noneMatch(Reason::blocks),
        reasons,
        at == null ? Instant.EPOCH : at);
  }

  private void reasons(Slo slo, List<Reason> into) {
    Evaluation evaluation = states.evaluation(slo.name()).orElse(null);
    String name = slo.name().value();
    if (evaluation == null) {
      into.add(new Reason(false, name, "coverage", slo.title() + " was not evaluated yet."));
      return;
    }
    for (ObjectiveEvaluation objective : evaluation.objectives()) {
      String words =
          slo.title() + ": " + BurnText.budget(slo.period(), objective.budget(), objective);
      Budget.State state = objective.budget().state();
      into.add(
          switch (state) {
            case EXHAUSTED -> new Reason(true, name, "budget", words);
            case OK, BURNING -> new Reason(false, name, "budget", words);
            case FROZEN, UNDEFINED -> new Reason(false, name, "coverage", words);
          });
    }
    for (KeptAlert kept : alerts.active()) {
      Alert alert = kept.alert();
      if (alert.active() && alert.label("slo").equals(name)) {
        into.add(
            new Reason(
                PAGES.contains(alert.severity()), name, "burn", alert.annotation("summary")));
      }
    }
  }
}
