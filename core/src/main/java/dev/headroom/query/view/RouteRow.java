package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One route in the list of the home page, counted by the roots of traces.
///
/// @param service the service that users call
/// @param operation the route
/// @param kind kind of the root span, e.g. `SERVER`
/// @param trends against the window before
/// @param sparkline lines `rate` (1/s), `errors` (share), `p95` (ns); at most 60 points
/// @param whereTimeGoes the largest critical-path shares first, at most five
/// @param ceiling how far it scales, whatever the window; null when there was no traffic lately
public record RouteRow(
    String service,
    String operation,
    String kind,
    Ownership ownership,
    Traffic traffic,
    Trends trends,
    Chart sparkline,
    List<PathShare> whereTimeGoes,
    @Nullable CeilingView ceiling) {
  public RouteRow {
    whereTimeGoes = List.copyOf(whereTimeGoes);
  }
}
