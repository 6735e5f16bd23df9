package dev.headroom.plan;

import dev.headroom.capacity.Ceiling;
import dev.headroom.catalog.Catalog;
import dev.headroom.catalog.EntityRef;
import dev.headroom.finding.Finding;
import dev.headroom.plan.Proposal.Source;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns findings into proposals, best first.
///
/// Findings that are only watched are left out; remedies that say the same are one proposal. Pure:
/// the same inputs give the same proposals. At most [#PROPOSALS_MOST], so that a flood of findings
/// stays bounded; predictions are what costs.
public final class Planner {
  /// How many proposals there are at most.
  public static final int PROPOSALS_MOST = 200;

  private final Inputs inputs;
  private final Effects effects;

  /// What proposals are made from.
  ///
  /// @param predictor what edits do to response times
  /// @param ceilings how far routes scale today; routes whose ceiling is not known are left out
  /// @param objectives whose budgets burn
  /// @param traffic of the window that was analysed
  /// @param catalog tells owners
  /// @param trackRecord how earlier predictions came out
  public record Inputs(
      Predictor predictor,
      Map<ServiceOperation, Ceiling> ceilings,
      BurningObjectives objectives,
      Traffic traffic,
      Catalog catalog,
      TrackRecord trackRecord) {
    public Inputs {
      ceilings = Map.copyOf(ceilings);
    }
  }

  public Planner(Inputs inputs) {
    this.inputs = inputs;
    effects = new Effects(inputs);
  }

  /// Ranks what would help.
  ///
  /// @param findings those that are open
  /// @param decided the proposals that somebody decided about; a merged proposal keeps that name
  public List<Proposal> plan(List<Finding> findings, Set<ProposalId> decided) {
    List<Proposal> proposals = new ArrayList<>();
    for (Candidate candidate : Candidate.merged(findings, PROPOSALS_MOST)) {
      proposals.add(proposal(candidate, decided));
    }
    proposals.sort(
        Comparator.comparingDouble((Proposal each) -> -each.score().value())
            .thenComparing(Proposal::id));
    return withAlternatives(proposals);
  }

  private Proposal proposal(Candidate candidate, Set<ProposalId> decided) {
    List<RouteEffect> routes = effects.routes(candidate);
    @Nullable BudgetEffect budget = effects.budget(candidate.edits());
    List<ProposalId> ids = candidate.ids();
    String owner = owner(candidate);
    return new Proposal(
        ids.stream().filter(decided::contains).findFirst().orElse(ids.getFirst()),
        ids,
        candidate.sources(),
        candidate.subject(),
        candidate.advice(),
        owner,
        candidate.effort(),
        candidate.risk(),
        candidate.confidence(),
        candidate.edits(),
        routes,
        budget,
        Scoring.of(candidate, routes, budget, inputs.traffic()),
        Wording.caveat(routes),
        null,
        Wording.sentence(candidate.advice(), owner, routes, budget));
  }

  private String owner(Candidate candidate) {
    @Nullable EntityRef owner =
        inputs
            .catalog()
            .declared(candidate.subject().service())
            .map(declared -> declared.owner())
            .orElse(null);
    return owner == null ? "" : owner.shortName();
  }

  /// Of the proposals for one finding all but the best are alternatives.
  private static List<Proposal> withAlternatives(List<Proposal> ranked) {
    Map<Object, ProposalId> best = new HashMap<>();
    List<Proposal> all = new ArrayList<>();
    for (Proposal each : ranked) {
      @Nullable ProposalId better = null;
      for (Source source : each.sources()) {
        ProposalId first = best.putIfAbsent(source.finding(), each.id());
        better = better == null ? first : better;
      }
      all.add(better == null ? each : alternative(each, better));
    }
    return List.copyOf(all);
  }

  private static Proposal alternative(Proposal each, ProposalId better) {
    return new Proposal(
        each.id(),
        each.ids(),
        each.sources(),
        each.subject(),
        each.advice(),
        each.owner(),
        each.effort(),
        each.risk(),
        each.confidence(),
        each.edits(),
        each.routes(),
        each.budget(),
        each.score(),
        each.caveat(),
        better,
        each.sentence());
  }
}
