package dev.headroom.analysis.serialcalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.analysis.FakeView;
import dev.headroom.analysis.TraceBuilder;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import dev.headroom.rollup.RollupKey.Siblings;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

final class SerialCallsTest {
  private static final ServiceName SHOP = new ServiceName("shop");
  private static final OperationName HOME = new OperationName("GET /");

  private static FakeView view(IntFunction<TraceBuilder> each) {
    return new FakeView().traces(TraceBuilder.many(40, each));
  }

  /// Home page: 30 ms for prices, then 20 ms for stock.
  private static TraceBuilder twoCalls(int i) {
    return TraceBuilder.route("shop", "GET /", 100)
        .call("prices", "POST /quotes", 10, 40)
        .call("stock", "GET /stock", 45, 65);
  }

  /// So often did prices end before stock began, and the other way round.
  private static void order(FakeView view, int pricesFirst, int stockFirst, int sideBySide) {
    Siblings key =
        new Siblings(
            SHOP,
            HOME,
            new ServiceOperation(SHOP, HOME),
            new ServiceOperation(SHOP, new OperationName("GET stock")),
            new ServiceOperation(SHOP, new OperationName("POST prices")));
    view.rollup(
        key,
        0,
        seen -> {
          for (int i = 0; i < stockFirst; i++) {
            seen.addOrder(true, false, 1);
          }
          for (int i = 0; i < pricesFirst; i++) {
            seen.addOrder(false, true, 1);
          }
          for (int i = 0; i < sideBySide; i++) {
            seen.addOrder(false, false, 1);
          }
        });
  }

  @Test
  void callsThatCameInEitherOrderNeedNotWait() {
    FakeView view = view(SerialCallsTest::twoCalls);
    order(view, 60, 40, 0);

    List<Finding> findings = new SerialCalls().analyze(view);

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.claim())
        .isEqualTo(
            "GET / of shop makes 2 calls one after the other that need nothing of each other; side"
                + " by side they would save 20 ms per request: stock GET /stock, prices POST"
                + " /quotes.");
    assertThat(finding.confidence()).isEqualTo(0.85);
    assertThat(finding.severity()).isEqualTo(Severity.MINOR);
    assertThat(finding.impact().routes().getFirst().nanosPerRequest()).isCloseTo(20e6, within(1.0));
    assertThat(finding.remedies().getFirst().edits())
        .hasSize(2)
        .allMatch(Edit.Parallel.class::isInstance);
  }

  @Test
  void anOrderThatAlwaysHeldMayBeNeeded() {
    FakeView view = view(SerialCallsTest::twoCalls);
    order(view, 100, 0, 0);
    assertThat(new SerialCalls().analyze(view)).isEmpty();
  }

  @Test
  void anUnknownOrderMayBeNeeded() {
    assertThat(new SerialCalls().analyze(view(SerialCallsTest::twoCalls))).isEmpty();
  }

  @Test
  void callsThatMostlyRunSideBySideAreFine() {
    FakeView view =
        view(i ->
            i % 2 == 0
                ? twoCalls(i)
                : TraceBuilder.route("shop", "GET /", 100)
                    .call("prices", "POST /quotes", 10, 40)
                    .call("stock", "GET /stock", 12, 32));
    order(view, 50, 0, 50);
    assertThat(new SerialCalls().analyze(view)).isEmpty();
  }

  @Test
  void littleToGainIsNotTold() {
    FakeView view =
        view(i ->
            TraceBuilder.route("shop", "GET /", 1_000)
                .call("prices", "POST /quotes", 10, 40)
                .call("stock", "GET /stock", 45, 65));
    order(view, 60, 40, 0);
    assertThat(new SerialCalls().analyze(view)).isEmpty();
  }

  @Test
  void readsThatAskWhatTheRequestSaysNeedNotWait() {
    List<Finding> findings =
        new SerialCalls()
            .analyze(
                view(i ->
                    TraceBuilder.route("shop", "GET /products/{id}", 100)
                        .with("url.path", "/products/" + i)
                        .call("catalog", "GET /products/{id}", 10, 40)
                        .with("url.path", "/products/" + i)
                        .call("stock", "GET /stock", 40.5, 60)
                        .with("url.path", "/stock")
                        .with("url.query", "product=" + i)
                        .call("ads", "GET /ads", 60.5, 80)
                        .with("url.path", "/ads")));

    assertThat(findings)
        .singleElement()
        .satisfies(it -> {
          assertThat(it.confidence()).isEqualTo(0.6);
          assertThat(it.claim()).contains("3 calls", "seem to need nothing");
          assertThat(it.impact().routes().getFirst().nanosPerRequest())
              .isCloseTo(39e6, within(1.0));
          assertThat(it.severity()).isEqualTo(Severity.MAJOR);
        });
  }

  @Test
  void readsThatAskWhatAnotherMayHaveToldMustWait() {
    assertThat(
            new SerialCalls()
                .analyze(
                    view(i ->
                        TraceBuilder.route("shop", "GET /me", 100)
                            .with("url.path", "/me")
                            .call("account", "GET /session", 10, 40)
                            .with("url.path", "/session")
                            .call("orders", "GET /orders/{customer}", 40.5, 60)
                            .with("url.path", "/orders/" + i)
                            .call("ads", "GET /ads", 60.5, 80)
                            .with("url.path", "/ads"))))
        .isEmpty();
  }

  @Test
  void writesAndMaskedStatementsMustWait() {
    assertThat(
            new SerialCalls()
                .analyze(
                    view(i ->
                        TraceBuilder.route("shop", "GET /", 100)
                            .query("pg", "SELECT a FROM t WHERE b = ?", 10, 30)
                            .with("db.statement", "SELECT a FROM t WHERE b = ?")
                            .query("pg", "SELECT c FROM u WHERE d = ?", 30.5, 60)
                            .with("db.statement", "SELECT c FROM u WHERE d = ?")
                            .call("audit", "POST /entries", 60.5, 90)
                            .with("url.path", "/entries"))))
        .isEmpty();
  }

  @Test
  void fewRequestsAreNoEvidence() {
    FakeView view = new FakeView().traces(TraceBuilder.many(19, SerialCallsTest::twoCalls));
    order(view, 60, 40, 0);
    assertThat(new SerialCalls().analyze(view)).isEmpty();
  }
}
