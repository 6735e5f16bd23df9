package dev.headroom.analysis.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analysis.Golden;
import dev.headroom.analysis.MadeModel;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolExhaustionTest {
  private static final NodeId DB = new NodeId(NodeType.DATABASE, "postgresql orders");
  private static final long MS = 1_000_000;

  /// One hour; in ten minutes of it the pool has `size` connections.
  private static MadeModel shop(int size, double used, double pending, double wait, double hold) {
    MadeModel model = new MadeModel(0, 60);
    for (int minute = 0; minute < 60; minute++) {
      boolean trouble = minute >= 40 && minute < 50;
      pool(model, minute, trouble ? size : 12, trouble ? used : 1.5, trouble ? pending : 0);
      acquire(model, minute, 300, trouble ? wait : 0.0002, hold);
      double response = hold + (trouble ? wait : 0);
      model
          .requests("orders", "POST /orders", "1.0.0", "orders-1", minute, 300, response, 0)
          .calls("orders", "POST /orders", DB, "orders", minute, 600, 0.005, 0)
          .route(
              "orders",
              "POST /orders",
              "orders",
              "POST /orders",
              minute,
              300,
              response,
              trouble ? wait + 0.01 : 0.01);
    }
    return model;
  }

  private static void pool(MadeModel model, int minute, double max, double used, double pending) {
    String pool = "db.client.connection.pool.name=orders-pool";
    String metric = "db.client.connection.";
    model
        .gauge("orders", "orders-1", metric + "max", pool, minute, max)
        .gauge(
            "orders",
            "orders-1",
            metric + "count",
            pool + ",db.client.connection.state=used",
            minute,
            used)
        .gauge("orders", "orders-1", metric + "pending_requests", pool, minute, pending);
  }

  private static void acquire(MadeModel model, int minute, int times, double wait, double hold) {
    String pool = "db.client.connection.pool.name=orders-pool";
    model
        .histogram(
            "orders", "orders-1", "db.client.connection.wait_time", pool, minute, times, wait)
        .histogram(
            "orders", "orders-1", "db.client.connection.use_time", pool, minute, times, hold);
  }

  private static List<Finding> find(MadeModel model) {
    return new PoolExhaustion().analyze(model);
  }

  @Test
  void aPoolTooSmallForItsLoadIsNamedWithItsCeiling() {
    MadeModel model = shop(2, 2, 3, 0.6, 0.36);
    for (int i = 0; i < 20; i++) {
      model.trace(checkout(i));
    }
    Golden.check("pool-exhaustion", find(model));
  }

  @Test
  void withoutTracesNobodyKnowsWhatIsBehindThePool() {
    assertThat(find(shop(2, 2, 3, 0.6, 0.36)))
        .singleElement()
        .satisfies(it -> assertThat(it.remedies().getFirst().edits()).isEmpty());
  }

  @Test
  void fullWithoutWaitingIsNoTrouble() {
    assertThat(find(shop(2, 2, 0, 0.0003, 0.36))).isEmpty();
  }

  @Test
  void waitingWithoutAFullPoolIsNoTrouble() {
    // Connections that are slow to open make requests wait, too.
    assertThat(find(shop(12, 4, 0, 0.1, 0.36))).isEmpty();
  }

  @Test
  void shortWaitsBesideLongHoldsAreNoTrouble() {
    assertThat(find(shop(2, 2, 1, 0.02, 0.36))).isEmpty();
  }

  @Test
  void twoMinutesAreTooFew() {
    MadeModel model = new MadeModel(0, 60);
    for (int minute = 0; minute < 60; minute++) {
      boolean burst = minute == 20 || minute == 21 || minute == 50;
      pool(model, minute, 4, burst ? 4 : 1, burst ? 2 : 0);
      acquire(model, minute, 100, burst ? 0.5 : 0.0001, 0.02);
      model.requests("orders", "POST /orders", "1", "orders-1", minute, 100, 0.05, 0);
    }
    assertThat(find(model)).isEmpty();
  }

  @Test
  void withoutWaitingTimesThoseWhoWaitAreCounted() {
    MadeModel model = new MadeModel(0, 30);
    for (int minute = 0; minute < 30; minute++) {
      pool(model, minute, 4, minute > 10 ? 4 : 1, minute > 10 ? 5 : 0);
      model.requests("orders", "POST /orders", "1", "orders-1", minute, 100, 0.05, 0);
    }
    assertThat(find(model))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.severity()).isEqualTo(Severity.MAJOR);
          assertThat(finding.confidence()).isLessThan(0.8);
          assertThat(finding.claim()).contains("5 requests per instance wait");
        });
  }

  private static TraceSample checkout(int number) {
    long start = MadeModel.at(45).getEpochSecond() * 1_000_000_000L + number * 900L * MS;
    return new TraceSample(
        new TraceId(1, number + 1),
        start,
        1,
        List.of(
            span(1, -1, 0, SpanKind.SERVER, 0, 970, null),
            span(2, 0, 0, SpanKind.CLIENT, 600, 605, DB),
            span(3, 0, 0, SpanKind.CLIENT, 610, 900, NodeId.service(new ServiceName("payments"))),
            span(4, 0, 0, SpanKind.CLIENT, 955, 960, DB)));
  }

  private static TraceSpan span(
      int id, int parent, int entry, SpanKind kind, long fromMs, long toMs, NodeId callee) {
    return new TraceSpan(
        new SpanId(id),
        parent,
        entry,
        new ServiceOperation(new ServiceName("orders"), new OperationName("POST /orders")),
        kind,
        fromMs * MS,
        toMs * MS,
        0,
        false,
        callee,
        "",
        -1,
        "orders-1",
        "1.0.0",
        Attributes.EMPTY);
  }
}
