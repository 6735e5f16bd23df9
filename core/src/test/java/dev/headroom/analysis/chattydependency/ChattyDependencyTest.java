package dev.headroom.analysis.chattydependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.analysis.FakeView;
import dev.headroom.analysis.TraceBuilder;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

final class ChattyDependencyTest {
  private static List<Finding> analyze(int count, IntFunction<TraceBuilder> each) {
    return new ChattyDependency().analyze(new FakeView().traces(TraceBuilder.many(count, each)));
  }

  /// Reads so many tables one after the other, 4 ms each, within 100 ms.
  private static TraceBuilder account(int tables) {
    TraceBuilder trace = TraceBuilder.route("account", "GET /account", 100);
    for (int table = 0; table < tables; table++) {
      trace.query("pg", "SELECT a FROM t" + table + " WHERE id = ?", table * 5, table * 5 + 4);
    }
    return trace;
  }

  @Test
  void manyDifferentQuestionsForOneRequestAreFound() {
    List<Finding> findings = analyze(20, i -> account(12));

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.claim())
        .isEqualTo(
            "GET /account of account makes 12 calls of 12 sorts to database:pg for one request,"
                + " which take 48 ms.");
    assertThat(finding.severity()).isEqualTo(Severity.MAJOR);
    assertThat(finding.impact().routes().getFirst().share()).isCloseTo(0.48, within(1e-9));
  }

  @Test
  void overlappingCallsTakeTheirTimeOnce() {
    List<Finding> findings =
        analyze(
            20,
            i -> {
              TraceBuilder trace = TraceBuilder.route("account", "GET /account", 100);
              for (int table = 0; table < 12; table++) {
                trace.query("pg", "SELECT a FROM t" + table + " WHERE id = ?", 10, 50);
              }
              return trace;
            });
    assertThat(findings)
        .singleElement()
        .satisfies(it -> assertThat(it.claim()).endsWith("which take 40 ms."));
  }

  @Test
  void aFewQuestionsAreFine() {
    assertThat(analyze(20, i -> account(9))).isEmpty();
  }

  @Test
  void fewRequestsAreNoEvidence() {
    assertThat(analyze(19, i -> account(12))).isEmpty();
  }

  @Test
  void theSameQuestionOverAndOverIsAnotherTrouble() {
    assertThat(
            analyze(
                20,
                i -> {
                  TraceBuilder trace = account(5);
                  for (int item = 0; item < 10; item++) {
                    trace.query("pg", "SELECT b FROM u WHERE id = ?", 30 + item * 5, 34 + item * 5);
                  }
                  return trace;
                }))
        .isEmpty();
  }

  @Test
  void questionsToDifferentCalleesAreFine() {
    assertThat(
            analyze(
                20,
                i -> {
                  TraceBuilder trace = TraceBuilder.route("home", "GET /", 100);
                  for (int service = 0; service < 12; service++) {
                    trace.call("service-" + service, "GET /", service * 5, service * 5 + 4);
                  }
                  return trace;
                }))
        .isEmpty();
  }

  @Test
  void whatTakesNoTimeIsNotTold() {
    assertThat(
            analyze(
                20,
                i -> {
                  TraceBuilder trace = TraceBuilder.route("account", "GET /account", 100);
                  for (int table = 0; table < 12; table++) {
                    trace.query("pg", "SELECT a FROM t" + table, table * 5, table * 5 + 0.5);
                  }
                  return trace;
                }))
        .isEmpty();
  }
}
