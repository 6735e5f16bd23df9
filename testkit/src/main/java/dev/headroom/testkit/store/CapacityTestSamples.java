package dev.headroom.testkit.store;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.loadtest.CapacityTest;
import dev.headroom.loadtest.CapacityTest.Ceiling;
import dev.headroom.loadtest.CapacityTest.Kind;
import dev.headroom.loadtest.CapacityTest.Point;
import dev.headroom.loadtest.CapacityTest.Tested;
import dev.headroom.loadtest.CapacityTest.Verdict;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Results of load tests for tests.
public final class CapacityTestSamples {
  /// When the first of them began.
  public static final Instant NOON = Instant.parse("2026-02-01T12:00:00.250Z");

  /// The route that [#search] loads.
  public static final ServiceOperation ROUTE =
      new ServiceOperation(new ServiceName("orders"), new OperationName("GET /orders/{id}"));

  private CapacityTestSamples() {}

  /// A search that found a ceiling of 420 per second (405 to 440), with steps up to twice of it.
  public static CapacityTest search(String id, Instant at) {
    return search(id, at, ROUTE, "staging", new Ceiling(420, 405, 440.0), 470.0);
  }

  /// A search.
  ///
  /// @param route null for none
  /// @param ceiling null when none was found
  /// @param capacity null when the target was not overloaded
  public static CapacityTest search(
      String id,
      Instant at,
      @Nullable ServiceOperation route,
      String environment,
      @Nullable Ceiling ceiling,
      @Nullable Double capacity) {
    return new CapacityTest(
        id,
        at,
        Kind.SEARCH,
        new Tested("http://orders.staging:8080/orders/17", route, "1.4.2", environment),
        "p99<300ms",
        ceiling == null
            ? "does not hold p99 < 300 ms: the objective breaks at the lowest rate"
            : "holds p99 < 300 ms up to 420 requests/s (95 %: 405 to 440)",
        List.of("with more than enough to do it completes 470 requests/s"),
        ceiling,
        capacity,
        ceiling == null,
        List.of(
            point(50, 50, 1.9, 70, Verdict.HOLDS),
            point(100, 99.9, 3.9, 74, Verdict.HOLDS),
            point(200, 199.6, 8.3, 96, Verdict.HOLDS),
            point(400, 398.8, 26, 210, Verdict.HOLDS),
            point(800, 471, 460, 4_300, Verdict.OVERLOADED),
            point(440, 438, 48, 330, Verdict.BREAKS),
            point(420, 419, 34, 299, Verdict.UNDECIDED),
            point(410, 380, 12, 900, Verdict.VOID)),
        List.of("the generator was late by 4 ms in one step"),
        "headroom load search --target http://orders.staging:8080/orders/17");
  }

  /// A run of one load, of no route.
  public static CapacityTest run(String id, Instant at) {
    return new CapacityTest(
        id,
        at,
        Kind.RUN,
        new Tested("http://shop.test/", null, "", ""),
        "",
        "200 requests/s for 30 s: p99 121 ms, no failures",
        List.of(),
        null,
        null,
        false,
        List.of(new Point(200, Duration.ofSeconds(30), 199.6, 8.1, 38_000_000L, null, 0.001, null)),
        List.of(),
        "");
  }

  private static Point point(
      double rate, double throughput, double inFlight, long p99Millis, Verdict verdict) {
    return new Point(
        rate,
        Duration.ofSeconds(30),
        throughput,
        inFlight,
        Math.round(1e9 * inFlight / throughput),
        p99Millis * 1_000_000,
        verdict == Verdict.OVERLOADED ? 0.02 : 0,
        verdict);
  }
}
