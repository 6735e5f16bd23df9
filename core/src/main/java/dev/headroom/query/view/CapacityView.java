package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What load tests found out.
///
/// @param routes of each route and environment the newest test that found a ceiling; the least
///   headroom first
/// @param testCount how many tests pass the search, before paging
/// @param tests this page of them
/// @param nextCursor for the next page, null on the last
/// @param hints what is missing
public record CapacityView(
    List<RouteCapacity> routes,
    int testCount,
    List<CapacityTestRow> tests,
    @Nullable String nextCursor,
    List<Hint> hints) {
  public CapacityView {
    routes = List.copyOf(routes);
    tests = List.copyOf(tests);
    hints = List.copyOf(hints);
  }

  /// A route's tested ceiling.
  public record RouteCapacity(CapacityTestRow test, AgainstProduction against) {}
}
