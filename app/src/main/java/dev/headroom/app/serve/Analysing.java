package dev.headroom.app.serve;

import dev.headroom.analysis.Analysis;
import dev.headroom.engine.analysis.AnalysisClock;
import dev.headroom.engine.analysis.AnalysisStep;
import dev.headroom.query.FindingQueries;
import dev.headroom.query.ModelViews;
import dev.headroom.query.Sources;
import dev.headroom.server.api.Findings;
import dev.headroom.store.FindingLog;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The part of the process that looks for troubles.
final class Analysing implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Analysing.class);

  private final AnalysisClock clock;
  private final Findings findings;

  private Analysing(AnalysisClock clock, Findings findings) {
    this.clock = clock;
    this.findings = findings;
  }

  /// Starts to analyse.
  ///
  /// @param steps what is done after each run
  static Analysing start(
      Settings settings,
      FindingLog kept,
      Sources sources,
      List<Analysis> analyses,
      List<AnalysisStep> steps) {
    ModelViews views =
        new ModelViews(
            sources,
            Duration.ofHours(settings.number(Setting.ANALYSIS_WINDOW_HOURS, 1, 168)),
            Duration.ofDays(settings.number(Setting.ANALYSIS_HISTORY_DAYS, 0, 90)));
    AnalysisClock clock =
        AnalysisClock.start(
            new AnalysisClock.Parts(
                analyses,
                views::at,
                kept,
                steps,
                Duration.ofSeconds(settings.number(Setting.ANALYSIS_INTERVAL_SECONDS, 1, 86_400)),
                sources.clock(),
                System::nanoTime,
                failure -> log.error("the analyses failed", failure)));
    return new Analysing(clock, new Findings(new FindingQueries(sources, kept, clock), clock));
  }

  /// What analyses there are and how they go.
  AnalysisClock runs() {
    return clock;
  }

  /// What the API and the pages need.
  Findings findings() {
    return findings;
  }

  /// Gives up a run in progress.
  @Override
  public void close() {
    clock.close();
  }
}
