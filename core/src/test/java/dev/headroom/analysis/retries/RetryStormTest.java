package dev.headroom.analysis.retries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.analysis.FakeView;
import dev.headroom.analysis.TraceBuilder;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence.Figure;
import dev.headroom.finding.Evidence.Series;
import dev.headroom.finding.Evidence.TraceRef;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.signal.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RetryStormTest {
  private static final Edge PRICES = edge("shop", "GET /", "pricing", "POST /quotes");
  private static final Edge RULES = edge("pricing", "POST /quotes", "rules", "POST /match");

  private static Edge edge(String service, String operation, String callee, String asked) {
    return new Edge(
        new ServiceName(service),
        new OperationName(operation),
        NodeId.service(new ServiceName(callee)),
        asked);
  }

  /// So many attempts in one minute, so many of them failed, so many repeated.
  private static void attempts(
      FakeView view, Edge edge, long minute, int attempts, int failed, int repeated) {
    view.rollup(
        edge,
        minute,
        rollup -> {
          for (int i = 0; i < attempts; i++) {
            rollup.addDuration(1_000_000, 1, i < failed);
          }
          rollup.addExtra(repeated, 1);
        });
  }

  private static List<Finding> analyze(FakeView view) {
    return new RetryStorm().analyze(view);
  }

  @Test
  void attemptsThatMultiplyTheLoadAreFound() {
    FakeView view =
        new FakeView()
            .traces(
                TraceBuilder.many(
                    40,
                    i -> {
                      TraceBuilder trace = TraceBuilder.route("shop", "GET /", 100);
                      for (int attempt = 0; attempt < 4; attempt++) {
                        trace.call("pricing", "POST /quotes", 5 + attempt * 20, 20 + attempt * 20);
                        if (attempt < 3) {
                          trace.failed();
                        }
                      }
                      return trace;
                    }));
    attempts(view, PRICES, 5, 400, 310, 300);

    List<Finding> findings = analyze(view);

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.claim())
        .isEqualTo(
            "GET / of shop calls pricing POST /quotes 4 times for every call that is needed, as 78"
                + " % of the attempts fail.");
    assertThat(finding.severity()).isEqualTo(Severity.MAJOR);
    assertThat(finding.confidence()).isEqualTo(0.95);
    // Three repeated attempts of 15 ms each in every request.
    assertThat(finding.impact().routes().getFirst().nanosPerRequest()).isCloseTo(45e6, within(1.0));
    assertThat(finding.impact().perSecond()).isCloseTo(300 / 3600.0, within(1e-9));
    assertThat(finding.evidence()).filteredOn(Series.class::isInstance).hasSize(2);
    assertThat(finding.evidence()).filteredOn(TraceRef.class::isInstance).isNotEmpty();
    assertThat(figure(finding, "pause before the next attempt, median"))
        .isCloseTo(0.005, within(1e-9));
    assertThat(finding.remedies().getFirst().advice()).contains("wait longer before each attempt");
    assertThat(finding.remedies().getFirst().edits())
        .singleElement()
        .isInstanceOfSatisfying(
            Edit.Retries.class,
            edit ->
                assertThat(edit.kept() * (figure(finding, "attempts per first attempt") - 1))
                    .isCloseTo(0.1, within(1e-9)));
  }

  private static double figure(Finding finding, String title) {
    return finding.evidence().stream()
        .filter(Figure.class::isInstance)
        .map(Figure.class::cast)
        .filter(figure -> figure.title().equals(title))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void layersMultiplyAndTheLowestIsTold() {
    FakeView view = new FakeView();
    attempts(view, PRICES, 5, 200, 110, 100);
    attempts(view, RULES, 5, 600, 450, 400);

    List<Finding> findings = analyze(view);

    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().subject().service().value()).isEqualTo("pricing");
    assertThat(findings.getFirst().claim())
        .contains("3 times for every call", "with the retries of the layers above that makes 6");
    assertThat(figure(findings.getFirst(), "calls for one that is needed"))
        .isCloseTo(6, within(1e-9));
    assertThat(figure(findings.getFirst(), "attempts per first attempt, shop above"))
        .isCloseTo(2, within(1e-9));
    assertThat(findings.getFirst().remedies().getFirst().advice()).contains("one layer only");
  }

  @Test
  void aShortStormInALongWindowIsFound() {
    FakeView view = new FakeView();
    for (int minute = 0; minute < 60; minute++) {
      attempts(view, PRICES, minute, 1_000, 0, 0);
    }
    for (int minute = 55; minute < 60; minute++) {
      attempts(view, PRICES, minute, 1_000, 800, 800);
    }
    List<Finding> findings = analyze(view);
    assertThat(findings)
        .singleElement()
        .satisfies(it ->
            assertThat(it.claim()).contains("1.07 times for every call", "(1.67 times at worst)"));
  }

  @Test
  void occasionalRetriesAreFine() {
    FakeView view = new FakeView();
    attempts(view, PRICES, 5, 1_000, 50, 50);
    assertThat(analyze(view)).isEmpty();
  }

  @Test
  void fewRetriesAreNoEvidence() {
    FakeView view = new FakeView();
    attempts(view, PRICES, 5, 38, 19, 19);
    assertThat(analyze(view)).isEmpty();
  }

  @Test
  void edgesInARingDoNotHangIt() {
    FakeView view = new FakeView();
    attempts(view, PRICES, 5, 400, 310, 300);
    attempts(view, edge("pricing", "POST /quotes", "shop", "GET /"), 5, 400, 310, 300);
    assertThat(analyze(view)).hasSize(2);
  }
}
