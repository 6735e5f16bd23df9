package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The home page: every route with its traffic, latency, errors, trend and where its time goes.
///
/// @param total of all routes together, before paging
/// @param routeCount how many routes pass the filter
/// @param routes this page of them
/// @param nextCursor for the next page, null on the last
/// @param changes in the window, oldest first
/// @param hints what to do when something is missing, e.g. nothing was received yet
public record LimitsView(
    WindowView window,
    Traffic total,
    int routeCount,
    List<RouteRow> routes,
    @Nullable String nextCursor,
    List<ChangeView> changes,
    List<Hint> hints) {
  public LimitsView {
    routes = List.copyOf(routes);
    changes = List.copyOf(changes);
    hints = List.copyOf(hints);
  }
}
