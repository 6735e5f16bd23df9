package dev.headroom.query;

import dev.headroom.base.HeadroomException;
import dev.headroom.capacity.CeilingReader;
import dev.headroom.loadtest.CapacityTest;
import dev.headroom.query.view.CapacityTestView;
import dev.headroom.query.view.CapacityView;
import dev.headroom.query.view.CapacityView.RouteCapacity;
import dev.headroom.query.view.Hint;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.store.CapacityTestLog;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers what can be asked about load tests. Thread-safe.
public final class CapacityQueries {
  private final CapacityTestLog log;
  private final CeilingReader ceilings;

  public CapacityQueries(CapacityTestLog log, CeilingReader ceilings) {
    this.log = log;
    this.ceilings = ceilings;
  }

  private record Tested(ServiceOperation route, String environment) {}

  private static Listing<CapacityTest> listing() {
    return new Listing<CapacityTest>(
            test ->
                List.of(
                    test.id(),
                    test.tested().target(),
                    service(test),
                    operation(test),
                    test.tested().version(),
                    test.tested().environment(),
                    test.objective()),
            Comparator.comparing(CapacityTest::id))
        .number("at", test -> (double) test.at().toEpochMilli())
        .number("perSecond", test -> test.ceiling() == null ? null : test.ceiling().perSecond())
        .text("service", CapacityQueries::service)
        .text("operation", CapacityQueries::operation)
        .text("environment", test -> test.tested().environment());
  }

  private static String service(CapacityTest test) {
    ServiceOperation route = test.tested().route();
    return route == null ? "" : route.service().value();
  }

  private static String operation(CapacityTest test) {
    ServiceOperation route = test.tested().route();
    return route == null ? "" : route.operation().value();
  }

  /// Tests that pass, and the ceilings that those of them found.
  ///
  /// @param page sorts: `at` (usual), `perSecond`, `service`, `operation`, `environment`
  public CapacityView capacity(CapacitySearch search, Page page) {
    List<CapacityTest> all = log.tests();
    List<CapacityTest> passing = all.stream().filter(search::passes).toList();
    Listing.Cut<CapacityTest> cut = listing().cut(passing, page);
    return new CapacityView(
        passing.isEmpty() ? List.of() : routes(passing),
        cut.count(),
        cut.rows().stream().map(CapacityViews::row).toList(),
        cut.nextCursor(),
        all.isEmpty() ? List.of(nothing()) : List.of());
  }

  private List<RouteCapacity> routes(List<CapacityTest> newestFirst) {
    Map<Tested, CapacityTest> newest = new LinkedHashMap<>();
    for (CapacityTest test : newestFirst) {
      ServiceOperation route = test.tested().route();
      if (route != null && test.ceiling() != null) {
        newest.putIfAbsent(new Tested(route, test.tested().environment()), test);
      }
    }
    CapacityViews views = new CapacityViews(new CeilingViews(ceilings));
    return newest.entrySet().stream()
        .map(each ->
            new RouteCapacity(
                CapacityViews.row(each.getValue()),
                views.against(each.getValue(), each.getKey().route())))
        .sorted(
            Comparator.comparing(
                    CapacityQueries::headroom, Comparator.nullsLast(Comparator.naturalOrder()))
                .thenComparing(each -> String.valueOf(each.test().service()))
                .thenComparing(each -> String.valueOf(each.test().operation()))
                .thenComparing(each -> each.test().environment()))
        .toList();
  }

  private static @Nullable Double headroom(RouteCapacity route) {
    return route.against().headroom();
  }

  private static Hint nothing() {
    return new Hint(
        "No load test was sent yet",
        "Search for the ceiling of a route in a test environment and send the result here; it is"
            + " shown beside what production's telemetry says.",
        """
        headroom load search --target URL --allow URL --objective 'p99<300ms' \\
          --server http://localhost:8080 --service SERVICE --operation 'GET /path'\
        """);
  }

  /// One test.
  ///
  /// @throws HeadroomException with [dev.headroom.base.ErrorCode#NOT_FOUND] when there is none of
  ///   that id
  public CapacityTestView test(String id) {
    CapacityTest test = log.test(id).orElseThrow(() -> unknown(id));
    ServiceOperation route = test.tested().route();
    return CapacityViews.whole(
        test,
        route == null ? null : new CapacityViews(new CeilingViews(ceilings)).against(test, route),
        log.document(id).filter(document -> !document.isEmpty()).isPresent());
  }

  /// The whole result of a test as its tool wrote it, JSON; empty when it came without.
  ///
  /// @throws HeadroomException with [dev.headroom.base.ErrorCode#NOT_FOUND] when there is no test
  ///   of that id
  public String document(String id) {
    return log.document(id).orElseThrow(() -> unknown(id));
  }

  private HeadroomException unknown(String id) {
    return Closest.unknown(
        "capacity test", id, log.tests().stream().map(CapacityTest::id).toList());
  }
}
