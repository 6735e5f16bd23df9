package dev.headroom.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.capacity.ResourceId.Kind;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.SliSpec;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import dev.headroom.slo.Budgeting;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Period;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/// Ceilings against simulated services whose true ceilings are known.
final class CeilingModelTest {
  private static final String ROUTE = "GET /";

  /// What the documentation promises of the estimate.
  private static final Percentage STATED = Percentage.withPercentage(8);

  private static QueueingService service(int servers, long seed) {
    return new QueueingService(new KnownRollups(), "shop", servers, seed);
  }

  private static Ceiling of(QueueingService service, String route) {
    return of(service.ceilings(), service, route);
  }

  private static Ceiling of(Ceilings ceilings, QueueingService service, String route) {
    return Objects.requireNonNull(
        ceilings.of(new ServiceName(service.service), new OperationName(route)));
  }

  private static ResourceLimit binding(Ceiling ceiling) {
    assertThat(ceiling.binding()).as(ceiling.toString()).isNotNull();
    return Objects.requireNonNull(ceiling.binding());
  }

  private static QueueingService at(double utilization, int servers, long seed) {
    return service(servers, seed).route(ROUTE, utilization * servers / 2, 2, 14);
  }

  private static void holds(String what, LongFunction<QueueingService> made) {
    int seeds = 12;
    int covered = 0;
    double errors = 0;
    for (long seed = 1; seed <= seeds; seed++) {
      QueueingService service = made.apply(seed);
      double truth = service.ceiling(ROUTE);
      ResourceLimit limit = binding(of(service, ROUTE));
      String told = what + ", seed " + seed + ": " + limit + " against " + truth;
      assertThat(limit.perSecond()).as(told).isCloseTo(truth, STATED);
      errors += limit.perSecond() / truth - 1;
      covered += limit.interval().low() <= truth && truth <= limit.interval().high() ? 1 : 0;
    }
    assertThat(errors / seeds).as(what + ": mean error").isBetween(-0.04, 0.03);
    assertThat(covered).as(what + ": intervals with the truth").isGreaterThanOrEqualTo(11);
  }

  @Test
  void aProcessorHalfBusyTellsItsCeiling() {
    holds("constant demand", seed -> at(0.5, 4, seed).run().asProcessor());
  }

  @Test
  void demandThatGrowsWithLoadLowersTheCeiling() {
    holds(
        "growing demand",
        seed -> {
          QueueingService service = at(0.6, 8, seed);
          service.slowdown = 0.03;
          return service.run().asProcessor();
        });
  }

  @Test
  void whatAProcessorDoesWithoutRequestsIsTakenOff() {
    holds(
        "background",
        seed -> {
          QueueingService service = at(0.5, 4, seed);
          service.background = 0.5;
          return service.run().asProcessor();
        });
  }

  @Test
  void aPoolTellsItsCeiling() {
    holds("pool", seed -> at(0.7, 10, seed).run().asPool("orders"));
    Ceiling ceiling = of(at(0.7, 10, 1).run().asPool("orders"), ROUTE);
    assertThat(binding(ceiling).resource())
        .isEqualTo(
            new ResourceId(
                Kind.CONNECTION_POOL, NodeId.service(new ServiceName("shop")), "orders"));
    assertThat(binding(ceiling).servers()).isEqualTo(10);
    assertThat(binding(ceiling).demandSeconds()).isCloseTo(2, Percentage.withPercentage(6));
  }

  @Test
  void demandOfRoutesIsToldApartWhenTheirMixChanges() {
    QueueingService service =
        service(8, 5)
            .route("GET /cheap", 2, 0.4, 8)
            .route("POST /dear", 1, 3, 20)
            .run()
            .asProcessor();
    Ceilings ceilings = service.ceilings();
    assertThat(binding(of(ceilings, service, "GET /cheap")).demandSeconds())
        .isCloseTo(0.4, Percentage.withPercentage(20));
    assertThat(binding(of(ceilings, service, "POST /dear")).demandSeconds())
        .isCloseTo(3, Percentage.withPercentage(10));
    // At its busy hour, eight in the evening, the other route has little traffic.
    double others = 0.4 * 2 * 0.3;
    assertThat(binding(of(ceilings, service, "POST /dear")).perSecond())
        .isCloseTo(8 / (3 + others), STATED);
  }

  @Test
  void routesThatRiseAndFallTogetherAreNotToldApart() {
    KnownRollups rollups = new KnownRollups();
    QueueingService service =
        new QueueingService(rollups, "shop", 4, 3).route(ROUTE, 1, 2, 14).run().asProcessor();
    for (long second = service.start(); second < QueueingService.END; second += 60) {
      double count = rollups.at(service.operation(ROUTE), second).count();
      rollups.count(service.operation("GET /twin"), second, count * 2, count * 0.02);
    }
    Ceiling ceiling = of(service, ROUTE);
    assertThat(binding(ceiling).demandSeconds()).isNaN();
    assertThat(binding(ceiling).perSecond()).isCloseTo(2, STATED);
    assertThat(ceiling.undecided()).anyMatch(text -> text.contains("condition number"));
    assertThat(ceiling.knee()).isNull();
  }

  @Test
  void theLimitOfACalleeIsTheLimitOfItsCallers() {
    KnownRollups rollups = new KnownRollups();
    QueueingService payments =
        new QueueingService(rollups, "payments", 3, 1)
            .route("POST /charge", 1.2, 1.5, 14)
            .run()
            .asPool("ledger");
    // Every other checkout charges.
    QueueingService shop =
        new QueueingService(rollups, "shop", 8, 2)
            .route(ROUTE, 2.4, 0.5, 14)
            .run()
            .asProcessor()
            .calling(ROUTE, "payments", "POST /charge", 0.5);
    Ceiling ceiling = of(shop, ROUTE);
    assertThat(binding(ceiling).resource().node().name()).isEqualTo("payments");
    assertThat(binding(ceiling).perSecond()).isCloseTo(2 * 3 / 1.5, STATED);
    assertThat(binding(ceiling).demandSeconds()).isCloseTo(0.75, Percentage.withPercentage(10));
    assertThat(ceiling.limits())
        .extracting(limit -> limit.resource().kind())
        .containsExactly(Kind.CONNECTION_POOL, Kind.CPU);
    assertThat(of(payments, "POST /charge").limits()).hasSize(1);
  }

  private static QueueingService locked(int servers, double utilization, long seed) {
    QueueingService service = service(servers, seed).route(ROUTE, utilization / 0.2, 0.2, 14);
    service.elsewhere = 0.03;
    return service.run().asLockedCall(new NodeId(NodeType.EXTERNAL, "psp.example"));
  }

  @Test
  void workDoneOneAfterTheOtherIsRecognisedByItsWaits() {
    for (long seed = 1; seed <= 5; seed++) {
      ResourceLimit limit = binding(of(locked(1, 0.85, seed), ROUTE));
      assertThat(limit.resource().kind()).isEqualTo(Kind.LOCK);
      assertThat(limit.perSecond()).as("seed " + seed).isCloseTo(5, STATED);
      assertThat(limit.saturated()).isTrue();
    }
  }

  @Test
  void workDoneSideBySideIsNotTakenForALock() {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(of(locked(8, 0.85, seed), ROUTE).limits()).as("8, seed " + seed).isEmpty();
      assertThat(of(locked(2, 0.9, seed), ROUTE).limits()).as("2, seed " + seed).isEmpty();
    }
  }

  @Test
  void aLimitThatNobodyMeasuresIsSuspected() {
    QueueingService service = at(0.93, 3, 4).run().besideProcessor(0.1, 4);
    Ceilings ceilings = service.ceilings();
    assertThat(of(ceilings, service, ROUTE).undecided())
        .anyMatch(text -> text.contains("binding resource is not among the measured ones"));
    Scalability second =
        Objects.requireNonNull(ceilings.scalability().get(new ServiceName("shop")));
    assertThat(second.ceilingPerSecond()).isNotNull().isCloseTo(1.5, Percentage.withPercentage(20));
  }

  @Test
  void spansThatDoNotAgreeWithTheServicesOwnCountAreTold() {
    QueueingService half = at(0.5, 4, 3).run().asProcessor().countingRequests(ROUTE, 2);
    assertThat(of(half, ROUTE).undecided())
        .anyMatch(text -> text.contains("spans of shop show 50 % of the requests and 50 %"));
    QueueingService all = at(0.5, 4, 3).run().asProcessor().countingRequests(ROUTE, 1);
    assertThat(of(all, ROUTE).undecided()).noneMatch(text -> text.contains("spans of"));
  }

  @Test
  void lowLoadSaysNothingAboutTheCurve() {
    QueueingService service = at(0.4, 8, 4).run().asProcessor();
    Scalability second =
        Objects.requireNonNull(service.ceilings().scalability().get(new ServiceName("shop")));
    assertThat(second.ceilingPerSecond()).isNull();
    assertThat(second.undecided()).isNotEmpty();
    assertThat(of(service, ROUTE).undecided()).noneMatch(text -> text.contains("binding resource"));
  }

  @Test
  void withoutMetricsThereIsNoCeilingAndTheReasonIsTold() {
    QueueingService service = at(0.5, 4, 1).run();
    Ceiling ceiling = of(service, ROUTE);
    assertThat(ceiling.binding()).isNull();
    assertThat(ceiling.headroom()).isNull();
    assertThat(ceiling.peakPerSecond()).isGreaterThan(0.5);
    assertThat(ceiling.undecided()).first().asString().contains("jvm.cpu.time", "shop");
  }

  @Test
  void tooFewRequestsSayNothing() {
    QueueingService service = service(4, 1).route(ROUTE, 0.002, 1, 14).run().asProcessor();
    assertThat(of(service, ROUTE).undecided()).first().asString().contains("too few");
  }

  @Test
  void anHourIsEnoughForACeilingWithAWarning() {
    QueueingService service = at(0.6, 8, 7);
    service.hours = 1;
    Ceiling ceiling = of(service.run().asProcessor(), ROUTE);
    assertThat(binding(ceiling).perSecond()).isCloseTo(4, Percentage.withPercentage(10));
    assertThat(ceiling.undecided()).anyMatch(text -> text.contains("too narrow"));
  }

  @Test
  void theKneeLiesBelowTheCeilingAndHigherWithMoreServers() {
    double one = knee(1);
    double sixteen = knee(16);
    // With nothing but the queue, one server's knee is at half of what it can do.
    assertThat(one).isBetween(0.45, 0.56);
    assertThat(sixteen).isBetween(0.75, 0.9);
  }

  private static double knee(int servers) {
    Ceiling ceiling = of(at(0.5, servers, 9).run().asProcessor(), ROUTE);
    return Objects.requireNonNull(ceiling.knee()) / binding(ceiling).perSecond();
  }

  private static Slo slo(double target, Duration threshold) {
    return new Slo(
        new SloName("fast"),
        "fast",
        "",
        new ServiceName("shop"),
        Map.of(),
        new Period.Rolling(Duration.ofDays(30)),
        List.of(
            new Objective(
                "fast",
                new Indicator.Counted(
                    SliSpec.latency(new ServiceName("shop"), ROUTE, threshold.toNanos())),
                target,
                new Budgeting.Occurrences(),
                1)),
        List.of(),
        List.of(),
        "");
  }

  private static Ceiling with(QueueingService service, Slo slo) {
    return Objects.requireNonNull(
        new CeilingModel(service.rollups(), () -> List.of(slo))
            .at(Instant.ofEpochSecond(QueueingService.END))
            .of(new ServiceName("shop"), new OperationName(ROUTE)));
  }

  @Test
  void theRateAtWhichAnObjectiveBreaksIsThatOfTheQueue() {
    // M/M/1 with a mean of 0.2 s: P(R > 2 s) = e^(−(μ−λ)·2 s) = 5 % at λ = 5 − ln(20)/2 = 3.502/s.
    QueueingService service = service(1, 11).route(ROUTE, 3, 0.2, 14).run().asProcessor();
    Ceiling ceiling = with(service, slo(0.95, Duration.ofSeconds(2)));
    assertThat(ceiling.objectiveBound()).as(ceiling.toString()).isNotNull();
    assertThat(Objects.requireNonNull(ceiling.objectiveBound()).perSecond()).isBetween(2.8, 3.7);
  }

  @Test
  void anObjectiveThatIsMissedAtNightHasNoBound() {
    QueueingService service = service(2, 11).route(ROUTE, 5, 0.2, 14).run().asProcessor();
    Ceiling ceiling = with(service, slo(0.99, Duration.ofMillis(100)));
    assertThat(ceiling.objectiveBound()).isNull();
    assertThat(ceiling.undecided()).anyMatch(text -> text.contains("missed even when little"));
  }

  @Test
  void trafficThatGrowsTellsTheDateAndTwoWeeksAreNeededForIt() {
    QueueingService grown = at(0.5, 4, 6).run().asProcessor();
    days(grown, 35, 0.01);
    Ceiling ceiling = of(grown, ROUTE);
    Ceiling.RunOut out = Objects.requireNonNull(ceiling.runsOut(), ceiling.toString());
    Ceiling.Headroom headroom = Objects.requireNonNull(ceiling.headroom());
    // One percent of the level 35 days ago a day: 1 + 0.34 now.
    double days = (headroom.factor() - 1) * 1.34 / 0.01;
    Instant today = Instant.parse("2026-03-02T00:00:00Z");
    assertThat(Duration.between(today, out.at()).toHours() / 24.0)
        .isCloseTo(days, Percentage.withPercentage(10));
    assertThat(out.earliest()).isBefore(out.at());

    QueueingService young = at(0.5, 4, 6).run().asProcessor();
    days(young, 9, 0.01);
    assertThat(of(young, ROUTE).runsOut()).isNull();
    assertThat(of(young, ROUTE).undecided()).anyMatch(text -> text.contains("14 whole days"));

    QueueingService steady = at(0.5, 4, 6).run().asProcessor();
    days(steady, 35, 0);
    assertThat(of(steady, ROUTE).runsOut()).isNull();
  }

  /// Days before the simulated one, with half the traffic at weekends.
  private static void days(QueueingService service, int count, double growth) {
    RollupKey key =
        new RollupKey.Operation(
            new ServiceName("shop"), new OperationName(ROUTE), SpanKind.SERVER, "0", "test");
    long today = Instant.parse("2026-03-02T00:00:00Z").getEpochSecond();
    for (int back = count; back >= 1; back--) {
      double weekend = back % 7 <= 1 ? 0.5 : 1;
      long start = today - back * 86_400L;
      // The simulated day itself has its own requests from noon on.
      double own = back == 1 ? 30_000 : 0;
      double wanted = 60_000 * weekend * (1 + growth * (count - back));
      // Spread over the hours in which the simulation has none of its own.
      for (int hour = 0; hour < (back == 1 ? 12 : 24); hour++) {
        service
            .rollups()
            .count(key, start + hour * 3_600L, (wanted - own) / (back == 1 ? 12 : 24), 1);
      }
    }
  }
}
