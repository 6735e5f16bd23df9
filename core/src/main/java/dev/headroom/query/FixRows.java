package dev.headroom.query;

import dev.headroom.plan.BudgetEffect;
import dev.headroom.plan.CeilingEffect;
import dev.headroom.plan.Decision;
import dev.headroom.plan.Proposal;
import dev.headroom.plan.RouteEffect;
import dev.headroom.plan.RouteEffect.Shift;
import dev.headroom.plan.Standing;
import dev.headroom.query.view.FixRow;
import dev.headroom.query.view.FixRow.BudgetChange;
import dev.headroom.query.view.FixRow.CeilingChange;
import dev.headroom.query.view.FixRow.DecisionView;
import dev.headroom.query.view.FixRow.QuantileChange;
import dev.headroom.query.view.FixRow.RouteChange;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Turns proposals into views. Immutable.
final class FixRows {
  private final Owners owners;

  FixRows(Owners owners) {
    this.owners = owners;
  }

  /// @param rank null when it has none
  FixRow row(Proposal proposal, Standing standing, @Nullable Integer rank) {
    @Nullable CeilingEffect ceiling = proposal.ceiling();
    @Nullable BudgetEffect budget = proposal.budget();
    @Nullable Decision last = standing.last();
    return new FixRow(
        proposal.id().value(),
        rank,
        headline(proposal, rank),
        proposal.advice(),
        proposal.analysis(),
        proposal.subject().service().value(),
        proposal.subject().operation() == null ? null : proposal.subject().operation().value(),
        proposal.subject().detail(),
        owners.of(proposal.subject().service()),
        standing.state(),
        standing.revision(),
        standing.assignee(),
        standing.ticket(),
        proposal.effort(),
        proposal.risk(),
        proposal.confidence(),
        proposal.score().value(),
        proposal.score().terms().stream()
            .map(term -> new FixRow.Term(term.name(), term.value(), term.formula()))
            .toList(),
        proposal.routes().stream().map(FixRows::route).toList(),
        ceiling == null ? null : ceiling(ceiling),
        budget == null
            ? null
            : new BudgetChange(
                budget.slo(), budget.objective(), budget.burnRate(), budget.savedShare()),
        proposal.caveat(),
        proposal.sources().stream()
            .map(source ->
                new FixRow.Cause(
                    source.finding().value(),
                    source.analysis(),
                    source.claim(),
                    source.severity(),
                    source.confidence()))
            .toList(),
        proposal.alternativeTo() == null ? null : proposal.alternativeTo().value(),
        last == null ? null : decision(last),
        standing.state() == Standing.State.ACCEPTED && last != null
            ? proposal.id() + "." + last.revision()
            : null);
  }

  private static String headline(Proposal proposal, @Nullable Integer rank) {
    String sentence = proposal.sentence();
    return rank != null && rank == 1
        ? "Fix this first: "
            + sentence.substring(0, 1).toLowerCase(Locale.ROOT)
            + sentence.substring(1)
        : sentence;
  }

  private static RouteChange route(RouteEffect effect) {
    return new RouteChange(
        effect.route().service().value(),
        effect.route().operation().value(),
        effect.requestsPerSecond(),
        quantile(effect.p50()),
        quantile(effect.p95()),
        effect.reliefPerSecond(),
        effect.traces(),
        effect.assumptions());
  }

  private static QuantileChange quantile(Shift shift) {
    return new QuantileChange(
        shift.nowNanos(), shift.thenNanos(), shift.interval().low(), shift.interval().high());
  }

  private static CeilingChange ceiling(CeilingEffect effect) {
    return new CeilingChange(
        effect.route().service().value(),
        effect.route().operation().value(),
        effect.nowPerSecond(),
        effect.thenPerSecond(),
        effect.interval().low(),
        effect.interval().high(),
        effect.peakPerSecond(),
        known(effect.headroomNow()),
        known(effect.headroomThen()),
        effect.limitNowWords(),
        effect.limitThenWords());
  }

  private static @Nullable Double known(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }

  static DecisionView decision(Decision decision) {
    return new DecisionView(
        decision.revision(),
        decision.action().name(),
        decision.who(),
        decision.why(),
        decision.at(),
        decision.until(),
        decision.value());
  }
}
