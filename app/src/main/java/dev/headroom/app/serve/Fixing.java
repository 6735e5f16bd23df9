package dev.headroom.app.serve;

import dev.headroom.capacity.CeilingReader;
import dev.headroom.control.FixControl;
import dev.headroom.engine.analysis.AnalysisStep;
import dev.headroom.engine.fix.PlanStep;
import dev.headroom.engine.fix.ProofStep;
import dev.headroom.plan.BurningObjectives;
import dev.headroom.query.FixQueries;
import dev.headroom.query.Sources;
import dev.headroom.server.api.Fixes;
import dev.headroom.store.FixLog;
import java.util.List;

/// The part of the process that says what to fix next and proves what was fixed.
final class Fixing {
  private final List<AnalysisStep> steps;
  private final Fixes fixes;

  private Fixing(List<AnalysisStep> steps, Fixes fixes) {
    this.steps = steps;
    this.fixes = fixes;
  }

  static Fixing of(
      FixLog log, Sources sources, CeilingReader ceilings, BurningObjectives objectives) {
    PlanStep plan = new PlanStep(new PlanStep.Parts(ceilings, objectives, sources.catalog(), log));
    ProofStep proofs = new ProofStep(log, sources.changes(), sources.retention().minutes());
    return new Fixing(
        List.of(plan, proofs),
        new Fixes(
            new FixQueries(plan, log, sources.catalog(), sources.clock()),
            new FixControl(plan, log, sources.clock())));
  }

  /// What is done after each run of the analyses.
  List<AnalysisStep> steps() {
    return steps;
  }

  /// What the API and the pages need.
  Fixes fixes() {
    return fixes;
  }
}
