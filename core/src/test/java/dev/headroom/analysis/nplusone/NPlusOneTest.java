package dev.headroom.analysis.nplusone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.analysis.FakeView;
import dev.headroom.analysis.TraceBuilder;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence.Figure;
import dev.headroom.finding.Evidence.TraceRef;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import dev.headroom.rollup.TraceSample;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

final class NPlusOneTest {
  private static final String LIST = "SELECT product_id FROM cart_items WHERE cart_id = ?";
  private static final String ITEM = "SELECT price FROM products WHERE id = ?";

  private static List<Finding> analyze(IntFunction<TraceBuilder> each) {
    return analyze(TraceBuilder.many(40, each));
  }

  private static List<Finding> analyze(List<TraceSample> traces) {
    return new NPlusOne().analyze(new FakeView().traces(traces));
  }

  /// `GET /cart` that reads 4 to 13 products one by one, 3 ms each, within 100 ms.
  private static TraceBuilder cart(int i) {
    TraceBuilder trace = TraceBuilder.route("cart", "GET /cart", 100).query("pg", LIST, 1, 3);
    for (int item = 0; item < 4 + i % 10; item++) {
      trace.query("pg", ITEM, 5 + item * 4, 8 + item * 4);
    }
    return trace;
  }

  @Test
  void oneQueryPerItemIsFoundThoughLiteralsAreMasked() {
    List<Finding> findings = analyze(NPlusOneTest::cart);

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.claim())
        .isEqualTo(
            "GET /cart of cart makes the same query 9 times one after the other (95 % of requests:"
                + " up to 13), which costs GET /cart 21.6 ms per request: "
                + ITEM
                + ".");
    assertThat(finding.subject().detail()).isEqualTo(ITEM);
    assertThat(finding.severity()).isEqualTo(Severity.MINOR);
    assertThat(finding.confidence()).isEqualTo(0.8);
    // 9 in 10 requests repeat, 5 to 13 times; one query of each would remain.
    assertThat(finding.impact().routes()).hasSize(1);
    assertThat(finding.impact().routes().getFirst().nanosPerRequest())
        .isCloseTo(21.6e6, within(1.0));
    assertThat(finding.impact().routes().getFirst().share()).isCloseTo(0.216, within(1e-9));
    assertThat(finding.impact().perSecond()).isCloseTo(0.01, within(1e-9));
    assertThat(finding.remedies().getFirst().edits())
        .singleElement()
        .isInstanceOfSatisfying(
            Edit.Batched.class,
            batched -> {
              assertThat(batched.target().operation().value()).isEqualTo("SELECT products");
              assertThat(batched.target().statement()).isEqualTo(ITEM);
              assertThat(String.valueOf(batched.target().under())).isEqualTo("GET /cart");
            });
    assertThat(finding.evidence()).filteredOn(Figure.class::isInstance).hasSize(4);
    assertThat(finding.evidence())
        .filteredOn(TraceRef.class::isInstance)
        .first()
        .satisfies(shown -> assertThat(((TraceRef) shown).spans()).hasSize(13));
    assertThat(finding.coverage().items()).isEqualTo(40);
  }

  @Test
  void literalsThatDifferMakeItCertain() {
    List<Finding> findings =
        analyze(i -> {
          TraceBuilder trace = TraceBuilder.route("cart", "GET /cart", 100);
          for (int item = 0; item < 6; item++) {
            trace
                .query("pg", ITEM, item * 5, item * 5 + 4)
                .with("db.statement", "SELECT price FROM products WHERE id = " + item);
          }
          return trace;
        });

    assertThat(findings)
        .singleElement()
        .satisfies(it -> assertThat(it.confidence()).isEqualTo(0.95));
  }

  @Test
  void aListWithAsManyRowsMakesItCertain() {
    List<Finding> findings =
        analyze(i -> {
          TraceBuilder trace =
              TraceBuilder.route("cart", "GET /cart", 100).query("pg", LIST, 1, 3).rows(6);
          for (int item = 0; item < 6; item++) {
            trace.query("pg", ITEM, 5 + item * 5, 9 + item * 5).rows(1);
          }
          return trace;
        });

    assertThat(findings)
        .singleElement()
        .satisfies(it -> assertThat(it.confidence()).isEqualTo(0.95));
  }

  @Test
  void callsOverTheNetworkAreFoundToo() {
    List<Finding> findings =
        analyze(i -> {
          TraceBuilder trace = TraceBuilder.route("shop", "GET /wishlist", 300);
          for (int item = 0; item < 5 + i % 6; item++) {
            trace
                .call("catalog", "GET /products/{id}", 5 + item * 20, 20 + item * 20)
                .with("url.path", "/products/" + (i * 100 + item));
          }
          return trace;
        });

    assertThat(findings)
        .singleElement()
        .satisfies(it -> {
          assertThat(it.claim())
              .contains("the same call over the network", "catalog GET /products/{id}");
          assertThat(it.confidence()).isEqualTo(0.95);
          assertThat(it.severity()).isEqualTo(Severity.MAJOR);
          assertThat(it.remedies().getFirst().advice()).contains("Ask catalog once");
        });
  }

  @Test
  void theCostIsThatOfTheRoutesAboveTheService() {
    List<Finding> findings =
        analyze(i ->
            TraceBuilder.route("storefront", "GET /cart", 200)
                .call("cart", "GET /carts/{id}", 10, 110)
                .inside(cart -> {
                  for (int item = 0; item < 5 + i % 10; item++) {
                    cart.query("pg", ITEM, 15 + item * 4, 18 + item * 4);
                  }
                }));

    assertThat(findings)
        .singleElement()
        .satisfies(it -> {
          assertThat(it.subject().service().value()).isEqualTo("cart");
          assertThat(String.valueOf(it.subject().operation())).isEqualTo("GET /carts/{id}");
          assertThat(it.impact().routes().getFirst().service().value()).isEqualTo("storefront");
          assertThat(it.impact().routes().getFirst().share()).isCloseTo(25.5 / 200, within(1e-9));
        });
  }

  @Test
  void tracesKeptForBeingSpecialCountForNothing() {
    assertThat(analyze(i -> cart(i).weight(0))).isEmpty();
    List<Finding> findings =
        analyze(
            TraceBuilder.many(
                440,
                i ->
                    i < 400
                        ? TraceBuilder.route("cart", "GET /cart", 100).weight(10)
                        : cart(9).weight(0)));
    assertThat(findings).isEmpty();
  }

  @Test
  void fewRequestsAreNoEvidence() {
    assertThat(analyze(TraceBuilder.many(9, i -> cart(9)))).isEmpty();
  }

  @Test
  void aRareRequestIsNoEvidence() {
    assertThat(
            analyze(
                TraceBuilder.many(
                    400,
                    i ->
                        i % 30 == 0 ? cart(i / 30) : TraceBuilder.route("cart", "GET /cart", 100))))
        .isEmpty();
  }

  @Test
  void callsSideBySideAreAFanOut() {
    assertThat(
            analyze(i -> {
              TraceBuilder trace = TraceBuilder.route("search", "GET /search", 100);
              for (int shard = 0; shard < 5 + i % 10; shard++) {
                trace.call("index", "POST /shard", 5, 50 + shard);
              }
              return trace;
            }))
        .isEmpty();
  }

  @Test
  void batchesThatBringManyRowsAreFine() {
    assertThat(
            analyze(i -> {
              TraceBuilder trace = TraceBuilder.route("report", "GET /report", 100);
              for (int batch = 0; batch < 5 + i % 5; batch++) {
                trace
                    .query("pg", "SELECT a FROM t WHERE id IN (?)", batch * 8, batch * 8 + 7)
                    .rows(100);
              }
              return trace;
            }))
        .isEmpty();
  }

  @Test
  void pagesAreFine() {
    assertThat(
            analyze(i -> {
              TraceBuilder trace = TraceBuilder.route("report", "GET /report", 100);
              for (int page = 0; page < 5 + i % 5; page++) {
                trace.query(
                    "pg", "SELECT a FROM t ORDER BY a LIMIT ? OFFSET ?", page * 8, page * 8 + 7);
              }
              return trace;
            }))
        .isEmpty();
    assertThat(
            analyze(i -> {
              TraceBuilder trace = TraceBuilder.route("report", "GET /report", 200);
              for (int page = 0; page < 5 + i % 5; page++) {
                trace
                    .external("api.example", "GET", page * 18, page * 18 + 17)
                    .with("url.full", "https://api.example/orders?page=" + page);
              }
              return trace;
            }))
        .isEmpty();
  }

  @Test
  void retriesAreAnotherTrouble() {
    assertThat(
            analyze(i -> {
              TraceBuilder trace = TraceBuilder.route("shop", "GET /", 200);
              for (int attempt = 0; attempt < 5 + i % 5; attempt++) {
                trace.call("pricing", "GET /quotes", attempt * 18, attempt * 18 + 17).failed();
              }
              return trace;
            }))
        .isEmpty();
  }

  @Test
  void theSameQuestionAgainIsADuplicate() {
    assertThat(
            analyze(i -> {
              TraceBuilder trace = TraceBuilder.route("shop", "GET /", 100);
              for (int again = 0; again < 5 + i % 5; again++) {
                trace
                    .query("pg", "SELECT a FROM settings", again * 8, again * 8 + 7)
                    .with("db.statement", "SELECT a FROM settings");
              }
              return trace;
            }))
        .isEmpty();
  }

  @Test
  void aFixedSmallNumberIsNoSignOfAList() {
    assertThat(
            analyze(i -> {
              TraceBuilder trace = TraceBuilder.route("shop", "GET /", 100);
              for (int call = 0; call < 6; call++) {
                trace.query("pg", ITEM, call * 8, call * 8 + 7);
              }
              return trace;
            }))
        .isEmpty();
  }

  @Test
  void whatTakesNoTimeIsNotTold() {
    assertThat(
            analyze(i -> {
              TraceBuilder trace = TraceBuilder.route("shop", "GET /", 1_000);
              for (int call = 0; call < 5 + i % 10; call++) {
                trace.query("pg", ITEM, call, call + 0.2);
              }
              return trace;
            }))
        .isEmpty();
  }
}
