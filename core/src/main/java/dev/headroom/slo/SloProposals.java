package dev.headroom.slo;

import dev.headroom.base.PlainText;
import dev.headroom.base.ServiceName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What history suggests to promise: at most [#SERVICE_MOST] proposals for a service, those of the
/// routes with the most traffic.
///
/// @param proposals by service, most important first
/// @param leftOut routes, or some of their proposals, that were left out
public record SloProposals(List<SloProposal> proposals, List<LeftOut> leftOut) {
  static final int SERVICE_MOST = 24;

  /// A busy route shall not take all places: so many come before those of other routes.
  private static final int ROUTE_FIRST = 2;

  /// @param reason a sentence
  public record LeftOut(ServiceName service, String operation, String reason) {}

  public SloProposals {
    proposals = List.copyOf(proposals);
    leftOut = List.copyOf(leftOut);
  }

  /// Proposes for all routes.
  public static SloProposals of(List<RouteHistory> routes) {
    Map<ServiceName, List<RouteHistory>> byService = new TreeMap<>();
    for (RouteHistory each : routes) {
      byService.computeIfAbsent(each.service(), _ -> new ArrayList<>()).add(each);
    }
    List<SloProposal> proposals = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    byService.values().forEach(each -> ofService(each, proposals, leftOut));
    return new SloProposals(proposals, leftOut);
  }

  private static void ofService(
      List<RouteHistory> routes, List<SloProposal> proposals, List<LeftOut> leftOut) {
    List<SloProposal> first = new ArrayList<>();
    List<SloProposal> later = new ArrayList<>();
    routes.stream()
        .sorted(
            Comparator.comparingDouble(RouteHistory::events)
                .reversed()
                .thenComparing(RouteHistory::operation))
        .forEach(route -> {
          List<SloProposal> all = ofRoute(route, leftOut);
          first.addAll(all.subList(0, Math.min(ROUTE_FIRST, all.size())));
          later.addAll(all.subList(Math.min(ROUTE_FIRST, all.size()), all.size()));
        });
    first.addAll(later);
    proposals.addAll(first.subList(0, Math.min(SERVICE_MOST, first.size())));
    for (SloProposal each : first.subList(Math.min(SERVICE_MOST, first.size()), first.size())) {
      leftOut.add(
          new LeftOut(
              each.service(),
              each.operation(),
              each.objective().name()
                  + ": the service has "
                  + SERVICE_MOST
                  + " proposals of more weight already"));
    }
  }

  private static List<SloProposal> ofRoute(RouteHistory route, List<LeftOut> leftOut) {
    String reason = RouteHints.reasonAgainst(route);
    List<SloProposal> proposals = List.of();
    if (reason.isEmpty()) {
      proposals = new RouteProposer(route).propose();
      reason =
          proposals.isEmpty()
              ? "no target fits: it has "
                  + PlainText.number(route.eventsOfMonth())
                  + " events in 30 days, so that a failure costs too much of any budget, or it"
                  + " fails too often"
              : "";
    }
    if (!reason.isEmpty()) {
      leftOut.add(new LeftOut(route.service(), route.operation(), reason));
    }
    return proposals;
  }
}
