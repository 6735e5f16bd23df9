package dev.headroom.capacity;

import dev.headroom.base.ServiceName;
import dev.headroom.capacity.Demand.Visit;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.stat.NonNegativeLeastSquares;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Why there is no ceiling, and what is in doubt about one; a sentence each.
///
/// @param measured services of which some resource is measured, if only for a short time
/// @param demands what could be worked out, by who has the resource
/// @param unknown why the limits of databases and others outside cannot be told
/// @param scalability second opinions
/// @param spanTroubles what is wrong with the spans of services
record Doubts(
    Loads loads,
    Set<ServiceName> measured,
    Map<NodeId, List<Demand>> demands,
    Map<NodeId, String> unknown,
    Map<ServiceName, Scalability> scalability,
    Map<ServiceName, String> spanTroubles) {
  private static final double DISAGREEMENT = 0.25;

  /// Databases and others outside that are named as not identifiable.
  private static final int MOST_OUTSIDE = 3;

  /// What is in doubt about a ceiling; may be added to.
  ///
  /// @param hour of the route
  /// @param demand at the resource that binds first
  /// @param limit that it sets
  List<String> about(
      OperationLoad load, BusyHour hour, Visits visits, Demand demand, ResourceLimit limit) {
    List<String> into = new ArrayList<>();
    Set<String> unmeasured = visits.services();
    demands.keySet().stream()
        .filter(node -> node.type() == NodeType.SERVICE)
        .forEach(node -> unmeasured.remove(node.name()));
    if (!unmeasured.isEmpty()) {
      into.add(
          "the limits of "
              + some(unmeasured)
              + " are unknown: no metrics of their resources, or too few yet");
    }
    notIdentifiable(visits, into);
    if (limit.peakUtilization() < DemandFit.FAR) {
      into.add(
          String.format(
              Locale.ROOT,
              "the limiting resource is only %.0f %% busy in the busy hour, too little to tell whether"
                  + " demand grows with load: the ceiling takes for granted that it does not",
              100 * limit.peakUtilization()));
    }
    if (demand.steady()) {
      into.add("load hardly varied, so whether demand grows with load cannot be told");
    }
    if (demand.shortBlocks()) {
      into.add("less than three hours are known: the interval may be too narrow");
    }
    if (demand.condition() != null) {
      into.add(
          String.format(
              Locale.ROOT,
              "the routes at %s rise and fall together (condition number %.3g, above %.0f), so the"
                  + " demand of each cannot be told; the ceiling holds as long as their mix stays",
              demand.resource().resource().node(),
              demand.condition(),
              NonNegativeLeastSquares.MOST_CONDITION));
    }
    String trouble = spanTroubles.get(load.name().service());
    if (trouble != null) {
      into.add(trouble);
    }
    disagreement(load, hour, limit, into);
    return into;
  }

  /// Why there is no ceiling at all.
  String nothing(OperationLoad load, Visits visits) {
    double requests = load.total() * loads.slices().step();
    if (requests < DemandFit.LEAST_REQUESTS) {
      return String.format(
          Locale.ROOT,
          "%.0f requests in the window are too few; at least %.0f are needed",
          requests,
          DemandFit.LEAST_REQUESTS);
    }
    if (visits.services().stream().anyMatch(name -> measured.contains(new ServiceName(name)))) {
      return String.format(
          Locale.ROOT,
          "fewer than %d slices of %d min with traffic and metrics of resources yet",
          DemandFit.LEAST_SLICES,
          loads.slices().step() / 60);
    }
    return "no resource on the way of its requests is measured: send jvm.cpu.time and jvm.cpu.count"
        + " (or process.cpu.*) and db.client.connection.* of "
        + some(visits.services());
  }

  /// The databases and others outside whose limit cannot be told, those that take most of a
  /// request's time first.
  void notIdentifiable(Visits visits, List<String> into) {
    visits.byNode().keySet().stream()
        .filter(unknown::containsKey)
        .sorted(Comparator.<NodeId>comparingDouble(node -> -seconds(visits, node)))
        .limit(MOST_OUTSIDE)
        .forEach(node ->
            into.add(
                String.format(
                    Locale.ROOT,
                    "the limit of %s is not identifiable (a request spends %.3g ms there): %s",
                    node,
                    seconds(visits, node) * 1e3,
                    unknown.get(node))));
  }

  /// What a request spends in calls to a node.
  private double seconds(Visits visits, NodeId node) {
    double sum = 0;
    for (Visit visit : visits.all()) {
      for (Loads.Call call : loads.calls().getOrDefault(visit.operation(), List.of())) {
        sum +=
            call.callee().equals(node)
                ? visit.perRequest() * call.perRequest() * call.seconds()
                : 0;
      }
    }
    return sum;
  }

  private static String some(Set<String> names) {
    List<String> first = names.stream().limit(3).toList();
    return String.join(", ", first)
        + (names.size() > first.size() ? " and " + (names.size() - first.size()) + " more" : "");
  }

  /// The second opinion is about the whole service: it is held against the service's resources and
  /// those it calls, at the mix of the window.
  private void disagreement(
      OperationLoad load, BusyHour hour, ResourceLimit limit, List<String> into) {
    Scalability second = scalability.get(load.name().service());
    Double ceiling = second == null ? null : second.ceilingPerSecond();
    if (second == null || ceiling == null) {
      return;
    }
    double byResources = limit.perSecond() * share(load, hour);
    if (byResources > 0 && Math.abs(ceiling / byResources - 1) > DISAGREEMENT) {
      into.add(
          String.format(
              Locale.ROOT,
              "throughput against concurrency points to %.4g/s for the whole service, the measured"
                  + " resources to %.4g/s: the binding resource is not among the measured ones",
              ceiling,
              byResources));
    }
  }

  /// Requests of the whole service for one of the route, in the route's busy hour.
  private double share(OperationLoad load, BusyHour hour) {
    double all = 0;
    for (OperationLoad each : loads.byService().getOrDefault(load.name().service(), List.of())) {
      all += hour.mean(each.perSecond());
    }
    return hour.perSecond() > 0 ? all / hour.perSecond() : 0;
  }
}
