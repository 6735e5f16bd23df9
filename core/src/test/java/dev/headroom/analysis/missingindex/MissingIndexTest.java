package dev.headroom.analysis.missingindex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.analysis.FakeView;
import dev.headroom.analysis.TraceBuilder;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Finding;
import dev.headroom.rollup.RollupKey.Route;
import dev.headroom.rollup.RollupKey.Statement;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MissingIndexTest {
  private static final String SEARCH = "SELECT id FROM keywords WHERE keyword = ? LIMIT ?";
  private static final String COUNT = "SELECT count(*) FROM keywords WHERE keyword = ?";
  private static final String PRODUCT = "SELECT name FROM products WHERE id = ?";
  private static final String STOCK = "SELECT units FROM stock WHERE id = ?";
  private static final long LAST = 60;

  private final FakeView view = new FakeView();

  private List<Finding> analyze() {
    return new MissingIndex().analyze(view);
  }

  /// Executions of one statement in each minute.
  private void executions(String text, long from, long to, int perMinute, double millis, int rows) {
    Statement key =
        new Statement(
            new ServiceName("catalog"),
            new OperationName("GET /search"),
            new NodeId(NodeType.DATABASE, "pg"),
            text);
    Route route =
        new Route(new ServiceName("catalog"), new OperationName("GET /search"), SpanKind.SERVER);
    for (long minute = from; minute < to; minute++) {
      view.rollup(
          key,
          minute,
          rollup -> {
            for (int i = 0; i < perMinute; i++) {
              rollup.addDuration(Math.round(millis * 1e6), 1, false);
              if (rows >= 0) {
                rollup.addExtra(rows, 1);
              }
            }
          });
      view.rollup(route, minute, rollup -> rollup.addDuration(1_000_000, 1, false));
    }
  }

  private void peers(long from, double millis) {
    executions(PRODUCT, from, LAST, 5, millis, 1);
    executions(STOCK, from, LAST, 5, millis, 1);
  }

  @Test
  void manyTimesAsLongAsTheOthersForFewRowsIsSuspected() {
    view.traces(
        TraceBuilder.many(
            20,
            i ->
                TraceBuilder.route("catalog", "GET /search", 100)
                    .query("pg", SEARCH, 5, 45)
                    .rows(3)));
    executions(SEARCH, 0, LAST, 5, 40, 3);
    peers(0, 2);

    List<Finding> findings = analyze();

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.claim())
        .startsWith(
            "A query of GET /search of catalog on database:pg may lack an index: it takes 40")
        .endsWith("times as long as the other filtered queries there, for 3 rows: " + SEARCH + ".");
    assertThat(finding.confidence()).isEqualTo(0.6);
    assertThat(finding.impact().routes().getFirst().share()).isCloseTo(0.4, within(1e-9));
    assertThat(finding.remedies().getFirst().edits())
        .singleElement()
        .isInstanceOfSatisfying(
            Edit.Faster.class, faster -> assertThat(faster.factor()).isCloseTo(20, within(0.3)));
  }

  @Test
  void withoutRowsToldItIsBelievedLess() {
    executions(SEARCH, 0, LAST, 5, 40, -1);
    executions(PRODUCT, 0, LAST, 5, 2, -1);
    executions(STOCK, 0, LAST, 5, 2, -1);
    assertThat(analyze())
        .singleElement()
        .satisfies(it -> assertThat(it.confidence()).isEqualTo(0.45));
  }

  @Test
  void slowerWithoutMoreRowsIsSuspected() {
    executions(SEARCH, -600, 40, 5, 3, 3);
    executions(SEARCH, 40, LAST, 5, 15, 3);
    peers(-600, 2);

    assertThat(analyze())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.claim())
              .contains("became 4.97 times slower", "without returning more rows");
          assertThat(it.confidence()).isEqualTo(0.65);
        });
  }

  @Test
  void slowerForMoreRowsIsFine() {
    executions(SEARCH, -600, 40, 5, 3, 3);
    executions(SEARCH, 40, LAST, 5, 15, 12);
    peers(-600, 2);
    assertThat(analyze()).isEmpty();
  }

  @Test
  void slowerWithAllOthersIsTheDatabases() {
    executions(SEARCH, -600, 40, 5, 3, 3);
    executions(SEARCH, 40, LAST, 5, 15, 3);
    for (String other : List.of(PRODUCT, STOCK)) {
      executions(other, -600, 40, 5, 2, 1);
      executions(other, 40, LAST, 5, 12, 1);
    }
    assertThat(analyze()).isEmpty();
  }

  @Test
  void manyRowsTakeTheirTime() {
    executions(SEARCH, 0, LAST, 5, 40, 500);
    peers(0, 2);
    assertThat(analyze()).isEmpty();
  }

  @Test
  void aggregatesTakeTheirTime() {
    executions(COUNT, 0, LAST, 5, 40, 1);
    peers(0, 2);
    assertThat(analyze()).isEmpty();
  }

  @Test
  void withoutOthersNothingCanBeTold() {
    executions(SEARCH, 0, LAST, 5, 40, 3);
    executions(PRODUCT, 0, LAST, 5, 2, 1);
    assertThat(analyze()).isEmpty();
  }

  @Test
  void aRareQueryIsNoEvidence() {
    executions(SEARCH, 0, 9, 5, 40, 3);
    peers(0, 2);
    assertThat(analyze()).isEmpty();
  }
}
