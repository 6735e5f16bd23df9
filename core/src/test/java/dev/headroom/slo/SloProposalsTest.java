package dev.headroom.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.ServiceName;
import dev.headroom.rollup.SliSpec;
import dev.headroom.slo.RouteHistory.Day;
import dev.headroom.slo.RouteHistory.Kind;
import dev.headroom.stat.Sketch;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SloProposalsTest {
  private static final ServiceName SHOP = new ServiceName("shop");

  /// Log-normal around 80 ms: p95 185 ms, p99 260 ms.
  private static Sketch web() {
    Random random = new Random(5);
    Sketch sketch = new Sketch();
    for (int i = 0; i < 20_000; i++) {
      sketch.record(80e6 * Math.exp(0.51 * random.nextGaussian()), 5);
    }
    return sketch;
  }

  private static RouteHistory route(
      String operation, Kind kind, double events, double failed, Sketch durations) {
    Day day = new Day(events, failed, 1_440, 1_440, durations);
    return new RouteHistory(SHOP, operation, kind, true, Collections.nCopies(30, day));
  }

  private static SloProposals of(RouteHistory... routes) {
    return SloProposals.of(List.of(routes));
  }

  @ParameterizedTest
  @CsvSource({
    "100000, 0, 0.9999",
    "100000, 5, 0.9999",
    "100000, 9, 0.9995",
    "100000, 60, 0.999",
    "100000, 80, 0.995",
    "100000, 2000, 0.95",
    "100, 0, 0.95",
    "1000, 0, 0.995"
  })
  void theTargetIsTheHighestThatHistoryKeepsWithSlack(double events, double failed, double target) {
    SloProposal proposal =
        of(route("GET /cart", Kind.REQUEST, events, failed, web())).proposals().getFirst();
    assertThat(proposal.objective().name()).isEqualTo("availability");
    assertThat(proposal.objective().target()).isEqualTo(target);
    assertThat(proposal.reasons().getFirst()).contains("of the budget");
  }

  @Test
  void theWorstThirtyDaysCountAndNotTheMean() {
    Sketch durations = web();
    List<Day> days = new java.util.ArrayList<>();
    days.addAll(Collections.nCopies(30, new Day(100_000, 500, 1_440, 1_440, durations)));
    days.addAll(Collections.nCopies(150, new Day(100_000, 0, 1_440, 1_440, durations)));
    SloProposal proposal =
        of(new RouteHistory(SHOP, "GET /cart", Kind.REQUEST, true, days)).proposals().getFirst();
    assertThat(proposal.objective().target()).isEqualTo(0.99);
    assertThat(proposal.reasons())
        .containsExactly(
            "In the worst 30 days 15,000 of 3,000,000 failed (0.5 %). 99 % is the highest target of"
                + " which that spends at most 70 %: 50 % of the budget. One failure costs 0.00333"
                + " %.");
  }

  @Test
  void latencyIsARoundNumberAboveTheQuantile() {
    List<SloProposal> proposals =
        of(route("GET /cart", Kind.REQUEST, 100_000, 0, web())).proposals();
    assertThat(proposals)
        .extracting(each -> each.objective().name())
        .as("p95 is within a factor 2 of p99")
        .containsExactly("availability", "latency-p99");
    assertThat(proposals.get(1).objective().indicator())
        .isEqualTo(new Indicator.Counted(SliSpec.latency(SHOP, "GET /cart", 300_000_000)));
    assertThat(proposals.get(1).objective().target()).isEqualTo(0.99);
    assertThat(proposals.get(1).reasons().getFirst()).contains("300 ms");
  }

  @Test
  void aLongTailGetsTwoThresholds() {
    Sketch durations = new Sketch();
    durations.record(18e6, 970_000);
    durations.record(900e6, 30_000);
    assertThat(of(route("GET /cart", Kind.REQUEST, 1_000_000, 0, durations)).proposals())
        .extracting(each -> each.objective().name())
        .containsExactly("availability", "latency-p99", "latency-p95");
  }

  @ParameterizedTest
  @CsvSource({
    "0.2, 1",
    "1, 1",
    "1.01, 1.5",
    "187, 200",
    "300, 300",
    "301, 400",
    "760, 1000",
    "4100, 5000"
  })
  void humanNumbers(double millis, double expected) {
    assertThat(RouteProposer.human(millis * 1e6)).isEqualTo(Math.round(expected * 1e6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health",
        "GET /healthz",
        "/ready",
        "GET /live",
        "GET /metrics",
        "GET /ping",
        "GET /actuator/prometheus",
        "GET /favicon.ico",
        "grpc.health.v1.Health/Check",
        "GET /events/stream",
        "GET /ws",
        "websocket connect",
        "shop.Prices/WatchPrices"
      })
  void machinesAndStreamsAreLeftOut(String operation) {
    SloProposals proposals = of(route(operation, Kind.REQUEST, 100_000, 0, web()));
    assertThat(proposals.proposals()).isEmpty();
    assertThat(proposals.leftOut()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET /healthcare/plans", "GET /pinguins", "POST /watches", "GET /livestock/{id}"})
  void similarNamesAreNot(String operation) {
    assertThat(of(route(operation, Kind.REQUEST, 100_000, 0, web())).proposals()).isNotEmpty();
  }

  @Test
  void longPollsAreKnownByDurationsNearARoundTimeout() {
    Sketch durations = new Sketch();
    durations.record(30.02e9, 600);
    durations.record(50e6, 400);
    SloProposals proposals = of(route("GET /updates", Kind.REQUEST, 1_000, 0, durations));
    assertThat(proposals.proposals()).isEmpty();
    assertThat(proposals.leftOut().getFirst().reason())
        .isEqualTo("it waits by design (long poll): 60 % of its durations lie within 3 % of 30 s");
  }

  @Test
  void streamsAndInternalRoutesAndIdleOnesAreLeftOutWithTheReason() {
    RouteHistory internal =
        new RouteHistory(
            SHOP,
            "GET /price",
            Kind.REQUEST,
            false,
            List.of(new Day(100_000, 0, 1_440, 1_440, web())));
    SloProposals proposals =
        of(
            internal,
            route("Talk", Kind.STREAM, 1_000, 0, web()),
            route("GET /seldom", Kind.REQUEST, 2, 0, web()));
    assertThat(proposals.proposals()).isEmpty();
    assertThat(proposals.leftOut())
        .extracting(SloProposals.LeftOut::operation)
        .containsExactly("GET /price", "Talk", "GET /seldom");
    assertThat(proposals.leftOut().getLast().reason()).contains("60 events in 30 days");
  }

  @Test
  void consumersGetFreshnessAndThroughputButNoLatency() {
    List<SloProposal> proposals =
        of(route("orders process", Kind.MESSAGE, 144_000, 0, web())).proposals();
    assertThat(proposals)
        .extracting(each -> each.objective().indicator())
        .containsExactly(
            new Indicator.Counted(SliSpec.availability(SHOP, "orders process")),
            new Indicator.Freshness(SHOP, "orders process", Duration.ofMinutes(10)),
            new Indicator.Throughput(SHOP, "orders process", 10));
  }

  @Test
  void aServiceGetsAtMostTwoDozenOfItsBusiestRoutes() {
    RouteHistory[] routes = new RouteHistory[14];
    for (int i = 0; i < routes.length; i++) {
      routes[i] = route("GET /" + (char) ('a' + i), Kind.REQUEST, 100_000 * (i + 1), 0, web());
    }
    SloProposals proposals = of(routes);
    assertThat(proposals.proposals()).hasSize(SloProposals.SERVICE_MOST);
    assertThat(proposals.proposals().subList(0, 3))
        .extracting(each -> each.operation() + " " + each.objective().name())
        .containsExactly("GET /n availability", "GET /n latency-p99", "GET /m availability");
    assertThat(proposals.leftOut()).hasSize(4);
    assertThat(proposals.leftOut().getFirst().reason()).contains("24 proposals");
  }

  @Test
  void aHistoryOfMinutesIsNoDay() {
    Day start = new Day(600, 0, 10, 10, web());
    assertThat(
            of(new RouteHistory(SHOP, "GET /new", Kind.REQUEST, true, List.of(start)))
                .proposals()
                .getFirst()
                .reasons()
                .getFirst())
        .contains("One failure costs 0.0");
  }

  @Test
  void askingAQueueIsLeftOut() {
    SloProposals proposals = of(route("receive orders", Kind.MESSAGE, 10_000, 0, web()));
    assertThat(proposals.proposals()).isEmpty();
    assertThat(proposals.leftOut().getFirst().reason()).contains("asks a queue");
  }

  @Test
  void aProposalIsAnSloThatIsReadyToBeAccepted() {
    Slo slo =
        of(route("GET /cart/{id}", Kind.REQUEST, 100_000, 5, web())).proposals().getFirst().slo();
    assertThat(slo.name().value()).startsWith("shop-get-cart-id-availability-");
    assertThat(slo.rules()).hasSize(4);
    assertThat(slo.objectives().getFirst().target()).isEqualTo(0.9999);
  }
}
