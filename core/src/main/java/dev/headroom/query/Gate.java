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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Decides whether a release may go out: not while a budget is spent, while it burns fast enough to
/// page, or while somebody is being paged for the service. What is not known because nobody looked
/// keeps it closed: it is looked at within moments, and a pipeline can ask again.
final class Gate {
  /// After how many seconds to ask again while something was not evaluated yet.
  static final int ASK_AGAIN_SECONDS = 2;

  /// An evaluation is due every minute; one that is older tells nothing about now.
  private static final Duration STALE = Duration.ofMinutes(10);

  /// What severities mean that somebody is paged, here and in other systems.
  private static final Set<String> PAGES = Set.of("page", "critical");

  private static final String UNEVALUATED = "unevaluated";

  private final SloCatalog slos;
  private final SloStates states;
  private final AlertStore alerts;
  private final InstantSource clock;

  Gate(SloCatalog slos, SloStates states, AlertStore alerts, InstantSource clock) {
    this.slos = slos;
    this.states = states;
    this.alerts = alerts;
    this.clock = clock;
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
    boolean again = reasons.stream().anyMatch(each -> each.what().equals(UNEVALUATED));
    return new GateView(
        service,
        reasons.stream().noneMatch(Reason::blocks),
        reasons,
        at == null ? Instant.EPOCH : at,
        again ? ASK_AGAIN_SECONDS : null);
  }

  private void reasons(Slo slo, List<Reason> into) {
    states
        .evaluation(slo.name())
        .ifPresentOrElse(
            evaluation -> budgets(slo, evaluation, into),
            () ->
                into.add(
                    new Reason(
                        true,
                        slo.name().value(),
                        UNEVALUATED,
                        slo.title()
                            + " was not evaluated yet; ask again in "
                            + ASK_AGAIN_SECONDS
                            + " s.")));
    for (KeptAlert kept : alerts.active()) {
      Alert alert = kept.alert();
      if (alert.active() && alert.label("slo").equals(slo.name().value())) {
        into.add(
            new Reason(
                PAGES.contains(alert.severity()),
                slo.name().value(),
                "burn",
                alert.annotation("summary")));
      }
    }
  }

  private void budgets(Slo slo, Evaluation evaluation, List<Reason> into) {
    String name = slo.name().value();
    if (evaluation.asOf().plus(STALE).isBefore(clock.instant())) {
      into.add(
          new Reason(
              true,
              name,
              UNEVALUATED,
              slo.title()
                  + " was evaluated last as of "
                  + evaluation.asOf()
                  + ", which is too long ago to tell; the log says why."));
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
  }
}
