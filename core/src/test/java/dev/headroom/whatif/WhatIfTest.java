package dev.headroom.whatif;

import static dev.headroom.whatif.Tree.span;
import static dev.headroom.whatif.Tree.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.capacity.Ceiling;
import dev.headroom.capacity.ResourceId;
import dev.headroom.capacity.ResourceLimit;
import dev.headroom.finding.Edit;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.SpanKind;
import dev.headroom.stat.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WhatIfTest {
  private static final ServiceOperation ROUTE = Tree.where("a root");
  private static final SiblingOrder NOTHING_KNOWN = SiblingOrder.of(List.of());

  private static List<TraceSample> traces(int count, IntFunction<Tree> tree) {
    List<TraceSample> traces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      traces.add(tree.apply(i).sample(i, 1));
    }
    return traces;
  }

  /// Calls y, which takes 10 ms to 109 ms, after 10 ms.
  private static Tree callsY(int i) {
    long y = (10 + i % 100) * 1_000_000L;
    return span("a root", 0, 20_000_000L + y, span("a SELECT y", 10_000_000L, 10_000_000L + y));
  }

  private static Prediction predict(List<TraceSample> traces, Edit... edits) {
    return predict(traces, null, edits);
  }

  private static Prediction predict(
      List<TraceSample> traces, @Nullable Ceiling ceiling, Edit... edits) {
    return WhatIf.predict(
        ROUTE, traces, new WhatIf.Known(NOTHING_KNOWN, ceiling, null), List.of(edits));
  }

  private static Prediction.Quantile quantile(Prediction prediction, double q) {
    return prediction.quantiles().stream().filter(one -> one.q() == q).findFirst().orElseThrow();
  }

  /// Of 33 traces, 10 ms apart, each second one calls y for 1 ms. That in the middle does not.
  @Test
  void whatAQuantileLosesHasNoStepsOfSingleTraces() {
    Prediction prediction =
        predict(
            traces(
                33,
                i ->
                    i % 2 == 0
                        ? span("a root", 0, (i + 1) * 10_000_000L)
                        : span(
                            "a root", 0, (i + 1) * 10_000_000L, span("a SELECT y", 0, 1_000_000))),
            new Edit.Removed(target("a SELECT y")));
    Prediction.Quantile median = quantile(prediction, 0.5);
    assertThat(median.thenNanos()).isEqualTo(median.nowNanos());
    assertThat(median.savedNanos()).isBetween(0.3e6, 0.7e6);
  }

  @Test
  void percentilesMoveWithTheTraces() {
    Prediction prediction =
        predict(traces(200, WhatIfTest::callsY), new Edit.Faster(target("a SELECT y"), 10));
    assertThat(prediction.traces()).isEqualTo(200);
    assertThat(prediction.changedShare()).isEqualTo(1);
    assertThat(prediction.quantiles())
        .extracting(Prediction.Quantile::q)
        .containsExactly(0.5, 0.9, 0.95, 0.99);
    assertThat(quantile(prediction, 0.5).nowNanos()).isEqualTo(79e6);
    assertThat(quantile(prediction, 0.5).thenNanos()).isEqualTo(25.9e6);
    assertThat(quantile(prediction, 0.95).thenNanos()).isEqualTo(30.4e6);
    assertThat(prediction.quantiles())
        .allSatisfy(one -> {
          assertThat(one.interval().low()).isLessThanOrEqualTo(one.thenNanos());
          assertThat(one.interval().high()).isGreaterThanOrEqualTo(one.thenNanos());
        });
    assertThat(quantile(prediction, 0.5).interval().low()).isBetween(24.0e6, 25.9e6);
    assertThat(prediction.ceiling()).isNull();
    assertThat(prediction.assumptions().getFirst())
        .isEqualTo(
            "The own time of 'a SELECT y' shrinks alike in every call, to 1/10; what it calls"
                + " stays.");
  }

  @Test
  void theSameQuestionGetsTheSameAnswer() {
    List<TraceSample> traces = traces(60, WhatIfTest::callsY);
    Edit edit = new Edit.Cached(target("a SELECT y"), 0.4);
    assertThat(predict(traces, edit)).isEqualTo(predict(traces, edit));
  }

  @Test
  void tracesCountByTheirWeights() {
    List<TraceSample> traces = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      boolean slow = i < 10;
      Tree tree = slow ? span("a root", 0, 1_000, span("a x", 0, 900)) : span("a root", 0, 100);
      traces.add(tree.sample(i, slow ? 9 : 1));
    }
    traces.add(span("a root", 0, 1_000_000, span("a x", 0, 900)).sample(99, 0));
    Prediction prediction = predict(traces, new Edit.Removed(target("a x")));
    assertThat(quantile(prediction, 0.5).nowNanos()).as("90 of 120 are slow").isEqualTo(1_000);
    assertThat(prediction.changedShare()).isEqualTo(0.75);
    assertThat(prediction.traces()).isEqualTo(40);
    assertThat(quantile(prediction, 0.99).nowNanos()).as("weight 0").isEqualTo(1_000);
  }

  @Test
  void saysWhatIsMissing() {
    Edit edit = new Edit.Removed(target("a SELECT y"));
    List<TraceSample> few = traces(12, WhatIfTest::callsY);
    for (int i = 0; i < 30; i++) {
      few.add(callsY(i).sample(100 + i, 0));
    }
    assertThatThrownBy(() -> predict(few, edit))
        .isInstanceOf(HeadroomException.class)
        .hasMessage("not enough traces: 12 of 20")
        .extracting(e -> ((HeadroomException) e).code())
        .isEqualTo(ErrorCode.CONFLICT);
    List<TraceSample> enough = traces(30, WhatIfTest::callsY);
    assertThatThrownBy(() -> predict(enough, new Edit.Removed(target("a SELECT z"))))
        .hasMessage(
            "operation 'SELECT z' of service 'a' is in no trace; the traces of the route have"
                + " 'SELECT y', 'root' of that service");
    assertThatThrownBy(() -> predict(enough, new Edit.Removed(target("b op"))))
        .hasMessageEndingWith("no span of that service is in the traces of the route");
    assertThatThrownBy(() -> predict(enough)).hasMessage("0 edits; expected 1 to 16");
  }

  @Test
  void anUnknownOrderWidensTheInterval() {
    List<TraceSample> traces =
        traces(40, i -> span("a root", 0, 100, span("a x", 0, 50), span("b y", 50, 100)));
    Edit edit = new Edit.Faster(target("a x"), 5);
    Prediction unknown = predict(traces, edit);
    assertThat(quantile(unknown, 0.5).thenNanos()).isEqualTo(60);
    assertThat(quantile(unknown, 0.5).interval()).isEqualTo(new Interval(60, 100));
    assertThat(unknown.assumptions())
        .anyMatch(text -> text.contains("'b y' after 'a x'") && text.contains("not known"));
    Prediction known =
        WhatIf.predict(
            ROUTE,
            traces,
            new WhatIf.Known(SiblingOrder.ofTraces(traces), null, null),
            List.of(edit));
    assertThat(quantile(known, 0.5).interval()).isEqualTo(new Interval(60, 60));
    assertThat(known.assumptions()).noneMatch(text -> text.contains("not known"));
  }

  @Test
  void aPoolWithoutVisibleWaitingChangesNothing() {
    Prediction prediction =
        predict(
            traces(40, WhatIfTest::callsY),
            new Edit.PoolSize(target("a SELECT y"), "orders", 2, 12));
    assertThat(prediction.changedShare()).isZero();
    assertThat(prediction.assumptions().getFirst())
        .isEqualTo(
            "No waiting in front of 'a SELECT y' is visible in the spans, so another size changes"
                + " nothing here.");
  }

  @Test
  void aPoolMustHoldItsLoad() {
    List<TraceSample> traces = KnownSystem.LOCK_QUEUE.traces(1, 200, true);
    Edit.Target target = target("payments charge");
    assertThatThrownBy(() -> predict(traces, new Edit.PoolSize(target, "workers", 2, 1)))
        .hasMessageMatching(
            "pool size is 1; expected more than 1\\.\\d, which are in use on average");
    Prediction larger = predict(traces, new Edit.PoolSize(target, "workers", 2, 8));
    Prediction largest = predict(traces, new Edit.PoolSize(target, "workers", 2, 80));
    assertThat(quantile(larger, 0.95).thenNanos())
        .isLessThan(quantile(larger, 0.95).nowNanos())
        .isGreaterThanOrEqualTo(quantile(largest, 0.95).thenNanos());
  }

  private static Ceiling ceiling(ResourceLimit... limits) {
    return new Ceiling(
        ROUTE.service(), ROUTE.operation(), List.of(limits), 10, null, null, null, List.of());
  }

  private static ResourceLimit limit(
      ResourceId.Kind kind, NodeId node, double servers, double demand, double perSecond) {
    return limit(kind, node, servers, demand, perSecond, 0);
  }

  /// @param busy above 0 with waiting
  private static ResourceLimit limit(
      ResourceId.Kind kind,
      NodeId node,
      double servers,
      double demand,
      double perSecond,
      double busy) {
    return new ResourceLimit(
        new ResourceId(kind, node, ""),
        servers,
        demand,
        perSecond,
        new Interval(perSecond * 0.9, perSecond * 1.2),
        busy,
        busy > 0,
        "");
  }

  @Test
  void theCeilingMovesWithTheDemandAndTheNextLimitIsRightBehindIt() {
    // The route takes half of the database, others the other half; the CPU is all its own.
    NodeId service = NodeId.service(ROUTE.service());
    Ceiling ceiling =
        ceiling(
            limit(ResourceId.Kind.DATABASE, Tree.DATABASE, 4, 0.02, 100),
            limit(ResourceId.Kind.CPU, service, 4, 0.029, 4 / 0.029));
    Prediction.CeilingShift shift =
        predict(traces(60, WhatIfTest::callsY), ceiling, new Edit.Faster(target("a SELECT y"), 2))
            .ceiling();
    assertThat(shift).isNotNull();
    assertThat(shift.binding().kind()).isEqualTo(ResourceId.Kind.DATABASE);
    assertThat(shift.nowPerSecond()).isEqualTo(100);
    assertThat(shift.thenPerSecond())
        .as("4 / (0.02 / 2 + 0.02); the CPU is right behind it")
        .isCloseTo(4 / 0.03, within(1e-6));
    Prediction.CeilingShift removed =
        predict(traces(60, WhatIfTest::callsY), ceiling, new Edit.Removed(target("a SELECT y")))
            .ceiling();
    assertThat(removed).isNotNull();
    assertThat(removed.nextBinding().kind()).isEqualTo(ResourceId.Kind.CPU);
    assertThat(removed.thenPerSecond()).isCloseTo(4 / 0.029, within(1e-6));
    assertThat(removed.interval().low()).isCloseTo(0.9 * 4 / 0.029, within(1e-6));
  }

  @Test
  void workThatIsDoneLaterStillLoadsItsResource() {
    Ceiling ceiling = ceiling(limit(ResourceId.Kind.DATABASE, Tree.DATABASE, 4, 0.04, 100));
    List<TraceSample> traces = traces(60, WhatIfTest::callsY);
    Prediction later = predict(traces, ceiling, new Edit.Asynchronous(target("a SELECT y")));
    assertThat(later.ceiling()).isNotNull();
    assertThat(later.ceiling().thenPerSecond()).isCloseTo(100, within(1e-9));
    assertThat(quantile(later, 0.5).thenNanos()).isEqualTo(20e6);
    Prediction cached = predict(traces, ceiling, new Edit.Cached(target("a SELECT y"), 0.5));
    assertThat(cached.ceiling()).isNotNull();
    assertThat(cached.ceiling().thenPerSecond()).isCloseTo(200, within(12.0));
  }

  @Test
  void lessDemandOfABusyResourceMeansLessWaiting() {
    Ceiling busy = ceiling(limit(ResourceId.Kind.DATABASE, Tree.DATABASE, 1, 0.01, 100, 0.8));
    List<TraceSample> traces =
        traces(40, _ -> span("a root", 0, 100_000, span("a SELECT y", 0, 80_000)));
    Edit edit = new Edit.Faster(target("a SELECT y"), 2);
    Prediction.Quantile median = quantile(predict(traces, busy, edit), 0.5);
    assertThat(median.thenNanos()).isEqualTo(60_000);
    assertThat(median.interval().high()).isEqualTo(60_000);
    assertThat(median.interval().low())
        .as("(1 - 0.8 / 2) / (1 - 0.8) = 3 times faster still")
        .isCloseTo(20_000 + 40_000 / 3.0, within(1.0));
    Ceiling calm = ceiling(limit(ResourceId.Kind.DATABASE, Tree.DATABASE, 1, 0.01, 100));
    assertThat(quantile(predict(traces, calm, edit), 0.5).interval().low()).isEqualTo(60_000);
  }

  @Test
  void aShareThatIsNotKnownDoesNotMoveTheCeiling() {
    Ceiling ceiling = ceiling(limit(ResourceId.Kind.DATABASE, Tree.DATABASE, 4, Double.NaN, 100));
    Prediction prediction =
        predict(traces(60, WhatIfTest::callsY), ceiling, new Edit.Removed(target("a SELECT y")));
    assertThat(prediction.ceiling()).isNotNull();
    assertThat(prediction.ceiling().thenPerSecond()).isCloseTo(100, within(1e-9));
  }

  @Test
  void aLargerPoolMovesItsLimit() {
    NodeId service = NodeId.service(Tree.where("payments charge").service());
    Ceiling ceiling = ceiling(limit(ResourceId.Kind.THREADS, service, 2, 0.01, 200));
    Prediction prediction =
        predict(
            KnownSystem.LOCK_QUEUE.traces(1, 100, true),
            ceiling,
            new Edit.PoolSize(target("payments charge"), "", 2, 3));
    assertThat(prediction.ceiling()).isNotNull();
    assertThat(prediction.ceiling().thenPerSecond()).isCloseTo(300, within(1e-6));
  }

  @Test
  void queuesAreReadBackFromTheirWaits() {
    for (int servers : new int[] {1, 2, 8}) {
      for (double busy : new double[] {0.3, 0.7, 0.95}) {
        PoolWaits.Queue queue = new PoolWaits.Queue(servers, busy * servers, 1_000);
        assertThat(PoolWaits.queue(servers, queue.meanWaitNanos(), 1_000).load())
            .isCloseTo(busy * servers, within(1e-6));
      }
    }
    PoolWaits.Queue one = new PoolWaits.Queue(1, 0.5, 1_000);
    assertThat(one.delayed()).as("M/M/1").isCloseTo(0.5, within(1e-12));
    assertThat(one.meanWaitNanos()).as("rho / (mu - lambda)").isCloseTo(1_000, within(1e-9));
    assertThat(new PoolWaits.Queue(2, 1, 1_000).delayed())
        .as("M/M/2 at 50 %")
        .isCloseTo(1.0 / 3, within(1e-12));
  }

  @Test
  void theServersOwnSpanCountsAsItsThread() {
    Tree tree = span("a root", 0, 100, span("b GET", 10, 90).kind(SpanKind.SERVER));
    NodeId b = NodeId.service(Tree.where("b GET").service());
    Ceiling ceiling = ceiling(limit(ResourceId.Kind.THREADS, b, 4, 0.04, 100));
    Prediction prediction =
        predict(traces(30, _ -> tree), ceiling, new Edit.Faster(target("b GET"), 2));
    assertThat(prediction.ceiling()).isNotNull();
    assertThat(prediction.ceiling().thenPerSecond()).isCloseTo(200, within(1e-9));
  }
}
