package dev.headroom.engine.fix;

import dev.headroom.analysis.ModelView;
import dev.headroom.capacity.Ceiling;
import dev.headroom.capacity.CeilingReader;
import dev.headroom.catalog.CatalogReader;
import dev.headroom.engine.analysis.AnalysisStep;
import dev.headroom.finding.Finding;
import dev.headroom.finding.FindingRecord;
import dev.headroom.outcome.Calibration;
import dev.headroom.plan.BurningObjectives;
import dev.headroom.plan.Decision;
import dev.headroom.plan.Planner;
import dev.headroom.plan.ProposalId;
import dev.headroom.plan.ProposalReader;
import dev.headroom.plan.Traffic;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.store.FixLog;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Plans anew from the findings that are open. The plan is kept in memory: the first run of a
/// process makes it again from what is stored.
public final class PlanStep implements AnalysisStep, ProposalReader {
  private final Parts parts;
  private volatile Plan plan = Plan.NONE;

  /// What plans are made from.
  ///
  /// @param ceilings today's
  public record Parts(
      CeilingReader ceilings, BurningObjectives objectives, CatalogReader catalog, FixLog log) {}

  public PlanStep(Parts parts) {
    this.parts = parts;
  }

  @Override
  public void after(ModelView view, List<FindingRecord> records, Instant at) {
    List<Finding> open =
        records.stream().filter(FindingRecord::open).map(FindingRecord::finding).toList();
    Set<ProposalId> decided =
        parts.log().decisions().stream().map(Decision::proposal).collect(Collectors.toSet());
    Map<ServiceOperation, Ceiling> ceilings = parts.ceilings().ceilings().all();
    Planner planner =
        new Planner(
            new Planner.Inputs(
                new ViewPredictor(view, ceilings),
                ceilings,
                parts.objectives(),
                traffic(view),
                parts.catalog().catalog(),
                Calibration.of(parts.log().proofs())));
    plan = new Plan(planner.plan(open, decided), at);
  }

  private static Traffic traffic(ModelView view) {
    double seconds = Math.max(1, view.window().length().toSeconds());
    Map<ServiceOperation, Rollup> totals = new HashMap<>();
    for (RollupReader.Series series :
        view.rollups()
            .read(new RollupReader.Query(RollupKind.ROUTE, view.window(), _ -> true, 0, false))) {
      if (series.key() instanceof RollupKey.Route route) {
        totals
            .computeIfAbsent(
                new ServiceOperation(route.service(), route.operation()), _ -> new Rollup())
            .merge(series.total());
      }
    }
    Map<ServiceOperation, Traffic.Load> loads = new HashMap<>();
    totals.forEach((route, total) ->
        loads.put(route, new Traffic.Load(total.count() / seconds, total.mean())));
    return new Traffic(loads);
  }

  @Override
  public Plan plan() {
    return plan;
  }
}
