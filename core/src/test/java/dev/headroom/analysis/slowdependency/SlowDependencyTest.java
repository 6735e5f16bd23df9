package dev.headroom.analysis.slowdependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.analysis.FakeView;
import dev.headroom.analysis.TraceBuilder;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.rollup.RollupKey.Route;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SlowDependencyTest {
  private static final NodeId PSP = new NodeId(NodeType.EXTERNAL, "psp.example:443");
  private static final NodeId PG = new NodeId(NodeType.DATABASE, "pg");
  private static final Edge CHARGE = edge("payments", "POST /charges", PSP, "POST psp.example:443");
  private static final Edge PAY =
      edge("orders", "POST /orders", service("payments"), "POST /charges");

  /// Lately are the last 15 of 60 minutes.
  private static final long LATELY = 45;

  private final FakeView view = new FakeView();

  private static NodeId service(String name) {
    return NodeId.service(new ServiceName(name));
  }

  private static Edge edge(String service, String operation, NodeId callee, String asked) {
    return new Edge(new ServiceName(service), new OperationName(operation), callee, asked);
  }

  private List<Finding> analyze() {
    return new SlowDependency().analyze(view);
  }

  /// Five calls a minute; what the callee sees is told when above 0.
  private void calls(Edge edge, long from, long to, double millis, double calleeMillis) {
    Route route = new Route(edge.service(), edge.operation(), SpanKind.SERVER);
    for (long minute = from; minute < to; minute++) {
      view.rollup(
          edge,
          minute,
          rollup -> {
            for (int i = 0; i < 5; i++) {
              rollup.addDuration(Math.round(millis * 1e6), 1, false);
              if (calleeMillis > 0) {
                rollup.addPeerDuration(Math.round(calleeMillis * 1e6), 1);
              }
            }
          });
      view.rollup(route, minute, rollup -> rollup.addDuration(1_000_000, 1, false));
    }
  }

  /// One trace a minute; the call takes so long of a request 100 ms longer.
  private void traces(double before, double lately) {
    for (int minute = 0; minute < 60; minute++) {
      double millis = minute < LATELY ? before : lately;
      view.traces(
          List.of(
              TraceBuilder.route("payments", "POST /charges", 100 + millis)
                  .external("psp.example:443", "POST", 50, 50 + millis)
                  .id(minute * 60 + 1)
                  .build()));
    }
  }

  @Test
  void aHostThatBecameSlowIsFound() {
    calls(CHARGE, -600, LATELY, 250, 0);
    calls(CHARGE, LATELY, 60, 1_800, 0);
    traces(250, 1_800);

    List<Finding> findings = analyze();

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.claim())
        .startsWith("external:psp.example:443, called by payments, takes 7.18 times")
        .endsWith("and up to 95 % of a route's time is spent waiting for it.");
    assertThat(finding.severity()).isEqualTo(Severity.MAJOR);
    assertThat(finding.confidence()).isEqualTo(0.9);
    assertThat(finding.subject().detail()).isEqualTo("external:psp.example:443");
    assertThat(finding.impact().routes().getFirst().nanosPerRequest())
        .isCloseTo(1_550e6, within(10e6));
    assertThat(finding.remedies().getFirst().edits())
        .singleElement()
        .isInstanceOfSatisfying(
            Edit.Faster.class,
            faster -> {
              assertThat(faster.factor()).isCloseTo(7.2, within(0.1));
              assertThat(faster.target().operation().value()).isEqualTo("POST psp.example:443");
            });
  }

  @Test
  void itIsToldHowSlowItIsSinceTheOnsetAndNotOnAverageLately() {
    for (int i = 0; i < 4; i++) {
      calls(CHARGE, -600, LATELY, 250, 0);
      calls(CHARGE, LATELY, 53, 500, 0);
      calls(CHARGE, 53, 60, 1_800, 0);
    }
    traces(250, 1_800);

    assertThat(analyze())
        .singleElement()
        .satisfies(it -> assertThat(it.claim()).contains("takes 7.18 times as long as usual"));
  }

  @Test
  void withoutHistoryTheEarlierPartOfTheWindowServes() {
    calls(CHARGE, 0, LATELY, 250, 0);
    calls(CHARGE, LATELY, 60, 1_800, 0);
    traces(250, 1_800);
    assertThat(analyze())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.confidence()).isEqualTo(0.75);
          assertThat(it.severity()).isEqualTo(Severity.MAJOR);
        });
  }

  @Test
  void slowAsEverIsFine() {
    calls(CHARGE, -600, 60, 250, 0);
    traces(250, 250);
    assertThat(analyze()).isEmpty();
  }

  @Test
  void busyHoursOfEveryDayAreNothingNew() {
    for (int hour = -40; hour < 0; hour++) {
      calls(CHARGE, hour * 60L, hour * 60L + 60, hour % 3 == 0 ? 600 : 250, 0);
    }
    calls(CHARGE, 0, 60, 600, 0);
    traces(600, 600);
    assertThat(analyze()).noneMatch(finding -> finding.severity() != Severity.WATCH);
  }

  @Test
  void aSlowHostThatWasNeverFasterIsWatched() {
    calls(CHARGE, 0, 60, 1_800, 0);
    traces(1_800, 1_800);
    assertThat(analyze())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.severity()).isEqualTo(Severity.WATCH);
          assertThat(it.claim()).contains("whether it was faster before is not known");
        });
  }

  @Test
  void whatNobodyWaitsForIsNotTold() {
    calls(CHARGE, -600, LATELY, 25, 0);
    calls(CHARGE, LATELY, 60, 180, 0);
    for (int i = 0; i < 60; i++) {
      view.traces(
          List.of(
              TraceBuilder.route("payments", "POST /charges", 2_000)
                  .external("psp.example:443", "POST", 50, 230)
                  .id(i * 60 + 1)
                  .build()));
    }
    assertThat(analyze()).isEmpty();
  }

  @Test
  void aSlowCallerOfASlowCalleeIsASymptom() {
    calls(CHARGE, -600, LATELY, 250, 0);
    calls(CHARGE, LATELY, 60, 1_800, 0);
    calls(PAY, -600, LATELY, 260, 258);
    calls(PAY, LATELY, 60, 1_810, 1_808);
    orders(1_810, 1_800);

    assertThat(analyze())
        .singleElement()
        .satisfies(it -> assertThat(it.subject().detail()).isEqualTo("external:psp.example:443"));
  }

  private void orders(double payMillis, double pspMillis) {
    for (int i = 0; i < 60; i++) {
      view.traces(
          List.of(
              TraceBuilder.route("orders", "POST /orders", 50 + payMillis)
                  .call("payments", "POST /charges", 10, 10 + payMillis)
                  .inside(
                      payments -> payments.external("psp.example:443", "POST", 12, 12 + pspMillis))
                  .id(i * 60 + 1)
                  .build()));
    }
  }

  @Test
  void aServiceThatBecameSlowByItselfIsFound() {
    calls(CHARGE, -600, 60, 250, 0);
    calls(PAY, -600, LATELY, 260, 258);
    calls(PAY, LATELY, 60, 1_810, 1_808);
    orders(1_810, 250);

    assertThat(analyze())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.subject().service().value()).isEqualTo("payments");
          assertThat(String.valueOf(it.subject().operation())).isEqualTo("POST /charges");
          assertThat(it.claim()).startsWith("payments POST /charges takes 6.9");
        });
  }

  @Test
  void whatTheCalleeDoesNotSeeIsTheWayToIt() {
    calls(PAY, -600, LATELY, 260, 258);
    calls(PAY, LATELY, 60, 1_810, 258);
    orders(1_810, 250);

    assertThat(analyze())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.subject().service().value()).isEqualTo("orders");
          assertThat(it.claim()).startsWith("The way to payments POST /charges takes");
          assertThat(it.remedies().getFirst().edits()).isEmpty();
        });
  }

  @Test
  void oneSlowStatementIsNotTheDatabasesFault() {
    Edge search = edge("catalog", "GET /search", PG, "SELECT keywords");
    Edge product = edge("catalog", "GET /search", PG, "SELECT products");
    calls(search, -600, LATELY, 20, 0);
    calls(search, LATELY, 60, 200, 0);
    calls(product, -600, 60, 2, 0);
    traces();
    assertThat(analyze()).isEmpty();

    calls(product, LATELY, 60, 90, 0);
    calls(product, LATELY, 60, 90, 0);
    assertThat(analyze())
        .singleElement()
        .satisfies(it -> assertThat(it.subject().detail()).isEqualTo("database:pg"));
  }

  private void traces() {
    for (int i = 0; i < 60; i++) {
      view.traces(
          List.of(
              TraceBuilder.route("catalog", "GET /search", 300)
                  .query("pg", "SELECT a FROM keywords WHERE b = ?", 5, 205)
                  .query("pg", "SELECT a FROM products WHERE b = ?", 206, 296)
                  .id(i * 60 + 1)
                  .build()));
    }
  }
}
