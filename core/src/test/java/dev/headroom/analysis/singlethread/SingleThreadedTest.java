package dev.headroom.analysis.singlethread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analysis.Golden;
import dev.headroom.analysis.MadeModel;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.finding.Finding;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SingleThreadedTest {
  private static final NodeId PROVIDER = new NodeId(NodeType.EXTERNAL, "psp.example:443");
  private static final double CALL = 0.1;
  private static final double OWN = 0.005;
  private static final long MS = 1_000_000;

  /// How long a request waits when the servers are busy to this share.
  private interface Queue {
    double wait(double serviceSeconds, double perSecond);
  }

  private static final Queue ONE =
      (service, rate) -> 0.6 * service * rate * service / (1 - rate * service);
  private static final Queue NONE = (_, _) -> 0;
  private static final Queue FOUR =
      (service, rate) -> {
        double busy = rate * service / 4;
        return service * Math.pow(busy, 2.16) / (4 * (1 - busy));
      };

  /// Two hours of payments under a load that goes up and down between 1 and `most` a second.
  ///
  /// @param within whether requests wait within the span, or before it begins
  private static MadeModel payments(Queue queue, double most, boolean within) {
    MadeModel model = new MadeModel(0, 120);
    SplittableRandom random = new SplittableRandom(4);
    for (int minute = 0; minute < 120; minute++) {
      double rate = 1 + (most - 1) * (0.5 - 0.5 * Math.cos(minute / 9.0));
      int count = (int) Math.round(rate * 60 * random.nextDouble(0.95, 1.05));
      double wait = queue.wait(CALL + OWN, count / 60.0) * random.nextDouble(0.8, 1.25);
      double response = CALL + OWN + (within ? wait : 0);
      double asked = response + 0.001 + (within ? 0 : wait);
      NodeId payments = NodeId.service(new ServiceName("payments"));
      model
          .requests("payments", "POST /charges", "1", "p-1", minute, count, response, 0)
          .calls("payments", "POST /charges", PROVIDER, "POST", minute, count, CALL, 0)
          .requests("orders", "POST /orders", "1", "o-1", minute, count, asked + 0.02, 0)
          .calls("orders", "POST /orders", payments, "POST /charges", minute, count, asked, 0)
          .gauge("payments", "p-1", "jvm.cpu.recent_utilization", "", minute, 0.1)
          .gauge("payments", "p-1", "jvm.cpu.count", "", minute, 4)
          .route(
              "orders",
              "POST /orders",
              "payments",
              "POST /charges",
              minute,
              count,
              asked + 0.02,
              response - CALL);
    }
    return model;
  }

  private static List<Finding> find(MadeModel model) {
    return new SingleThreaded().analyze(model);
  }

  @Test
  void aWorkerWithinTheSpanIsNamed() {
    MadeModel model = payments(ONE, 8, true);
    for (int i = 0; i < 20; i++) {
      // Ten requests are there at once, one after the other is worked on.
      model.trace(charge(i, i * 105L, true));
    }
    Golden.check("single-threaded", find(model));
  }

  @Test
  void aQueueBeforeTheSpanIsNamedByWhatCallersWait() {
    assertThat(find(payments(ONE, 8, false)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.subject().service()).isEqualTo(new ServiceName("payments"));
          assertThat(finding.claim()).contains("before its span begins", "one request at a time");
        });
  }

  @Test
  void aServiceThatNobodyWaitsForIsSilent() {
    assertThat(find(payments(NONE, 8, true))).isEmpty();
  }

  @Test
  void fourWorkersAreNotOne() {
    // Its one worker's share is beyond 1: more than one works.
    assertThat(find(payments(FOUR, 30, true))).isEmpty();
    assertThat(find(payments(FOUR, 30, false))).isEmpty();
  }

  @Test
  void littleLoadTellsNothing() {
    assertThat(find(payments(ONE, 1.5, true))).isEmpty();
  }

  @Test
  void busyProcessorsAreSaturationAndNotAWorker() {
    MadeModel model = payments(ONE, 8, true);
    for (int minute = 0; minute < 120; minute++) {
      // A second reading in the minute lifts the mean to 0.95.
      model.gauge("payments", "p-1", "jvm.cpu.recent_utilization", "", minute, 1.8);
    }
    assertThat(find(model)).isEmpty();
  }

  @Test
  void blockedThreadsAreALock() {
    MadeModel model = payments(ONE, 8, true);
    for (int minute = 0; minute < 120; minute++) {
      model.gauge("payments", "p-1", "jvm.thread.count", "jvm.thread.state=blocked", minute, 1);
    }
    assertThat(find(model)).isEmpty();
  }

  @Test
  void tracesThatShowWorkSideBySideRefute() {
    MadeModel model = payments(ONE, 8, true);
    for (int i = 0; i < 20; i++) {
      model.trace(charge(i, i * 40L, true));
    }
    assertThat(find(model)).isEmpty();
  }

  /// A charge that arrived with nine others and is worked on from a moment on.
  private static TraceSample charge(int number, long workedMs, boolean arrivedEarly) {
    long start = MadeModel.at(60).getEpochSecond() * 1_000_000_000L;
    long there = arrivedEarly ? number / 10 * 1_000L : workedMs;
    return new TraceSample(
        new TraceId(7, number + 1),
        start + there * MS,
        1,
        List.of(
            span(1, -1, 0, "orders", SpanKind.SERVER, 0, workedMs - there + 130, null),
            span(2, 0, 0, "orders", SpanKind.CLIENT, 1, workedMs - there + 110, null),
            span(3, 1, 2, "payments", SpanKind.SERVER, 1, workedMs - there + 105, null),
            span(
                4,
                2,
                2,
                "payments",
                SpanKind.CLIENT,
                workedMs - there + 2,
                workedMs - there + 102,
                PROVIDER)));
  }

  private static TraceSpan span(
      int id,
      int parent,
      int entry,
      String service,
      SpanKind kind,
      long fromMs,
      long toMs,
      NodeId callee) {
    String operation = service.equals("orders") ? "POST /orders" : "POST /charges";
    return new TraceSpan(
        new SpanId(id),
        parent,
        entry,
        new ServiceOperation(new ServiceName(service), new OperationName(operation)),
        kind,
        fromMs * MS,
        toMs * MS,
        0,
        false,
        callee,
        "",
        -1,
        service + "-1",
        "1",
        Attributes.EMPTY);
  }
}
