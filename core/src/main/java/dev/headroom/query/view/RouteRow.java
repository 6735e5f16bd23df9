package dev.headroom.query.view;

import java.util.List;

/// One route in the list of the home page, counted by the roots of traces.
///
/// @param service the service that users call
/// @param operation the route
/// @param kind kind of the root span, e.g. `SERVER`
/// @param trends against the window before
/// @param sparkline lines `rate` (1/s), `errors` (share), `p95` (ns); at most 60 points
/// @param whereTimeGoes the largest critical-path shares first, at most five
public record RouteRow(
    String service,
    String operation,
    String kind,
    Ownership ownership,
    Traffic traffic,
    Trends trends,
    Chart sparkline,
    List<PathShare> whereTimeGoes) {
  public RouteRow {
    whereTimeGoes = List.copyOf(whereTimeGoes);
  }
}
