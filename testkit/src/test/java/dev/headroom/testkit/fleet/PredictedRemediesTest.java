package dev.headroom.testkit.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analysis.Analysis;
import dev.headroom.engine.analysis.Analyses;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.whatif.Prediction;
import dev.headroom.whatif.WhatIf;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What remedies change can be predicted: their edits find the calls in the traces of the routes
/// that pay, and make those faster.
final class PredictedRemediesTest {
  private static final long SEED = 11;

  @ParameterizedTest
  @EnumSource(names = {"RETRY_STORM", "CHATTY_DEPENDENCY", "FAN_OUT_TAIL"})
  void makeTheDearestRouteFaster(Trouble trouble) {
    FleetRun run = SyntheticFleet.with(trouble).seed(SEED).run();
    Analysis analysis =
        Analyses.all().stream()
            .filter(one -> one.spec().id().equals(trouble.analysis()))
            .findFirst()
            .orElseThrow();
    Finding finding =
        analysis.analyze(run.view()).stream()
            .filter(one -> run.truth().planted().getFirst().foundBy(one))
            .findFirst()
            .orElseThrow();
    Impact.OnRoute dearest = finding.impact().routes().getFirst();
    ServiceOperation route = new ServiceOperation(dearest.service(), dearest.operation());
    finding
        .remedies()
        .forEach(remedy -> {
          assertThat(remedy.edits()).as(remedy.advice()).isNotEmpty();
          Prediction prediction =
              WhatIf.predict(
                  route,
                  run.view().traces(route),
                  new WhatIf.Known(run.view().order(route), null, null),
                  remedy.edits());
          Prediction.Quantile tail = p95(prediction.quantiles());
          // What the finding says the route pays is spared for the most part.
          assertThat(tail.nowNanos() - tail.thenNanos())
              .as("%s, seed %d: %s", remedy.advice(), SEED, tail)
              .isGreaterThan(0.3 * dearest.nanosPerRequest());
        });
  }

  private static Prediction.Quantile p95(List<Prediction.Quantile> quantiles) {
    return quantiles.stream().filter(each -> each.q() == 0.95).findFirst().orElseThrow();
  }
}
