package dev.headroom.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.capacity.Ceiling;
import dev.headroom.capacity.Ceilings;
import dev.headroom.capacity.ResourceId;
import dev.headroom.capacity.ResourceLimit;
import dev.headroom.control.CapacityTestControl;
import dev.headroom.loadtest.CapacityTest;
import dev.headroom.loadtest.CapacityTest.Point;
import dev.headroom.loadtest.CapacityTest.Tested;
import dev.headroom.loadtest.CapacityTest.Verdict;
import dev.headroom.query.view.CapacityTestRow;
import dev.headroom.query.view.CapacityView;
import dev.headroom.query.view.ScalabilityView;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import dev.headroom.stat.Interval;
import dev.headroom.stat.Usl;
import dev.headroom.store.memory.MemoryCapacityTests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is told of load tests, and how they are held against production.
final class CapacityQueriesTest {
  private static final Instant NOON = Instant.parse("2026-02-01T12:00:00Z");
  private static final ServiceName ORDERS = new ServiceName("orders");

  /// 310 per second in the busy hour; the CPU is full at 450 (430 to 470).
  private static final ServiceOperation BUSY = route("GET /busy");

  /// Traffic without a ceiling.
  private static final ServiceOperation DARK = route("GET /dark");

  private final MemoryCapacityTests log = new MemoryCapacityTests();
  private final CapacityQueries queries = new CapacityQueries(log, CapacityQueriesTest::ceilings);

  private static ServiceOperation route(String operation) {
    return new ServiceOperation(ORDERS, new OperationName(operation));
  }

  private static Ceilings ceilings() {
    ResourceLimit cpu =
        new ResourceLimit(
            new ResourceId(ResourceId.Kind.CPU, NodeId.service(ORDERS), ""),
            4,
            0.009,
            450,
            new Interval(430, 470),
            0.7,
            false,
            "");
    return new Ceilings(
        TimeWindow.endingAt(NOON, Duration.ofDays(1)),
        300,
        Map.of(
            BUSY,
            new Ceiling(ORDERS, BUSY.operation(), List.of(cpu), 310, null, null, null, List.of()),
            DARK,
            new Ceiling(
                ORDERS,
                DARK.operation(),
                List.of(),
                10,
                null,
                null,
                null,
                List.of("no resource was measured"))),
        Map.of());
  }

  private static Point point(double throughput, double inFlight, Verdict verdict) {
    return new Point(throughput, Duration.ofSeconds(30), throughput, inFlight, 1L, 2L, 0, verdict);
  }

  private static CapacityTest test(
      String id,
      int minute,
      @Nullable ServiceOperation route,
      String environment,
      CapacityTest.@Nullable Ceiling found,
      @Nullable Double capacity) {
    return new CapacityTest(
        id,
        NOON.plusSeconds(60L * minute),
        CapacityTest.Kind.SEARCH,
        new Tested("http://orders.test/", route, "1", environment),
        "p99<300ms",
        "told",
        List.of(),
        found,
        capacity,
        found == null,
        List.of(point(100, 4, Verdict.HOLDS)),
        List.of(),
        "");
  }

  private static CapacityTest.Ceiling found(double perSecond) {
    return new CapacityTest.Ceiling(perSecond, perSecond * 0.95, perSecond * 1.05);
  }

  private String difference(
      ServiceOperation route, CapacityTest.@Nullable Ceiling found, @Nullable Double capacity) {
    String id = "d" + log.tests().size();
    assertThat(log.keep(test(id, 0, route, "", found, capacity), "")).isTrue();
    return Objects.requireNonNull(queries.test(id).against()).difference();
  }

  @Test
  void whatIsCompletedUnderTooMuchLoadIsHeldAgainstTheResource() {
    assertThat(difference(BUSY, found(420), 470.0))
        .isEqualTo(
            "Overloaded, the target completed 470/s, which agrees with the 450/s at which CPU of"
                + " orders is full by production's telemetry.");
    assertThat(difference(BUSY, found(250), 300.0))
        .contains("300/s, 33 % less than the 450/s", "what was tested is smaller");
    assertThat(difference(BUSY, found(800), 900.0))
        .contains("900/s, 100 % more than the 450/s", "this route alone");
  }

  @Test
  void withoutOverloadTheCeilingIsHeldAgainstIt() {
    assertThat(difference(BUSY, found(440), null)).contains("holds up to 440/s, which agrees");
    assertThat(difference(BUSY, found(300), null))
        .contains("33 % less", "response times give way before");
    assertThat(difference(BUSY, new CapacityTest.Ceiling(300, 300, null), null))
        .contains("still held at 300/s", "higher rates may hold too");
    assertThat(difference(BUSY, found(600), null)).contains("33 % more", "this route alone");
    assertThat(difference(BUSY, null, null)).startsWith("No ceiling was found to compare with");
  }

  @Test
  void whatProductionDoesNotTellIsSaid() {
    assertThat(difference(DARK, found(20), 25.0)).contains("no resource was measured");
    assertThat(difference(route("GET /new"), found(20), 25.0)).contains("no traffic");
    assertThat(queries.capacity(CapacitySearch.ALL, Page.FIRST).routes())
        .extracting(each -> each.test().operation())
        .containsExactly("GET /dark", "GET /new");
  }

  @Test
  void theNewestFoundCeilingOfEachRouteAndEnvironmentCounts() {
    assertThat(log.keep(test("old", 1, BUSY, "staging", found(300), null), "")).isTrue();
    assertThat(log.keep(test("new", 2, BUSY, "staging", found(420), null), "")).isTrue();
    assertThat(log.keep(test("none", 3, BUSY, "staging", null, null), "")).isTrue();
    assertThat(log.keep(test("perf", 0, BUSY, "perf", found(400), null), "")).isTrue();
    assertThat(log.keep(test("loose", 4, null, "", found(7), null), "")).isTrue();

    CapacityView view = queries.capacity(CapacitySearch.ALL, Page.FIRST);
    assertThat(view.routes()).extracting(each -> each.test().id()).containsExactly("perf", "new");
    assertThat(view.routes().getLast().against().headroom()).isEqualTo(420 / 310.0);
    assertThat(view.routes().getLast().against().headroomHigh()).isEqualTo(420 * 1.05 / 310);
    assertThat(view.tests())
        .extracting(CapacityTestRow::id)
        .containsExactly("loose", "none", "new", "old", "perf");
    assertThat(view.hints()).isEmpty();

    CapacityView page = queries.capacity(CapacitySearch.ALL, new Page("", true, "", null, 2));
    assertThat(page.testCount()).isEqualTo(5);
    CapacityView next =
        queries.capacity(CapacitySearch.ALL, new Page("", true, "", page.nextCursor(), 2));
    assertThat(next.tests()).extracting(CapacityTestRow::id).containsExactly("new", "old");
  }

  @Test
  void theLawIsFittedToWhatTheTargetDid() {
    Usl truth = new Usl(40, 0.03, 0.0005);
    List<Point> points = new ArrayList<>();
    for (double n : new double[] {1, 2, 4, 8, 16, 32, 48}) {
      points.add(point(truth.throughput(n), n, Verdict.HOLDS));
    }
    points.add(point(5, 30, Verdict.VOID));
    ScalabilityView seen = scalability("law", points);
    assertThat(seen.levels()).hasSize(7);
    assertThat(Objects.requireNonNull(seen.law()).sigma()).isCloseTo(0.03, Offset.offset(1e-4));
    assertThat(seen.law().kappa()).isCloseTo(0.0005, Offset.offset(1e-5));
    assertThat(seen.curve()).isNotEmpty();

    ScalabilityView few = scalability("few", points.subList(0, 5));
    assertThat(few.law()).isNull();
    assertThat(few.undecided()).startsWith("5 different concurrencies").endsWith("needs 6");
  }

  private ScalabilityView scalability(String id, List<Point> points) {
    CapacityTest test =
        new CapacityTest(
            id,
            NOON,
            CapacityTest.Kind.RUN,
            new Tested("http://orders.test/", null, "", ""),
            "",
            "told",
            List.of(),
            null,
            null,
            false,
            points,
            List.of(),
            "");
    assertThat(log.keep(test, "")).isTrue();
    return queries.test(id).scalability();
  }

  @Test
  void nothingIsSaidToBeMissingOnlyWhenSomethingIsKept() {
    assertThat(queries.capacity(CapacitySearch.ALL, Page.FIRST).hints())
        .singleElement()
        .satisfies(hint -> assertThat(hint.fix()).contains("headroom load search"));
  }

  @Test
  void theNumberOfTestsIsBounded() {
    CapacityTestControl control = new CapacityTestControl(log, () -> NOON);
    for (int i = 0; i < 2_000; i++) {
      assertThat(log.keep(test("t" + i, 0, null, "", null, null), "")).isTrue();
    }
    assertThat(control.record(test("t7", 0, null, "", null, null), "")).isFalse();
    assertThatThrownBy(() -> control.record(test("more", 0, null, "", null, null), ""))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("2000 tests are kept");
    control.delete("t7");
    assertThat(control.record(test("more", 0, null, "", null, null), "")).isTrue();
    assertThatThrownBy(() -> control.delete("t7")).hasMessageContaining("unknown capacity test");
  }
}
