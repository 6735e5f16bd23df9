package dev.headroom.engine.analysis;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.ModelView;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Finding;
import dev.headroom.query.ModelViewsFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// An analysis that reads from a model that nobody waits for any more.
final class GivenUp implements Analysis {
  private static final TimeWindow HOUR =
      TimeWindow.endingAt(Instant.parse("2026-03-01T12:00:00Z"), Duration.ofHours(1));

  @Override
  public AnalysisSpec spec() {
    return new AnalysisSpec("given-up", "Given up", "Reads in vain.");
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    var _ = new ModelViewsFixture().over(HOUR, () -> true).rollups().read(ModelViewsFixture.ROUTES);
    return List.of();
  }
}
