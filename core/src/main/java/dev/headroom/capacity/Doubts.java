package dev.headroom.capacity;

import dev.headroom.base.ServiceName;
import dev.headroom.stat.NonNegativeLeastSquares;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Why there is no ceiling, and what is in doubt about one; a sentence each.
///
/// @param measured services of which some resource is measured, if only for a short time
/// @param demands what could be worked out of them
/// @param scalability second opinions
/// @param spanTroubles what is wrong with the spans of services
record Doubts(
    Loads loads,
    Set<ServiceName> measured,
    Map<ServiceName, List<Demand>> demands,
    Map<ServiceName, Scalability> scalability,
    Map<ServiceName, String> spanTroubles) {
  private static final double DISAGREEMENT = 0.25;

  /// What is in doubt about a ceiling; may be added to.
  ///
  /// @param hour of the route
  /// @param demand at the resource that binds first
  /// @param limit that it sets
  List<String> about(
      OperationLoad load, BusyHour hour, Visits visits, Demand demand, ResourceLimit limit) {
    List<String> into = new ArrayList<>();
    Set<String> unmeasured = names(visits.byService().keySet());
    demands.keySet().forEach(service -> unmeasured.remove(service.value()));
    if (!unmeasured.isEmpty()) {
      into.add(
          "the limits of "
              + some(unmeasured)
              + " are unknown: no metrics of their resources, or too few yet");
    }
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
              "the routes of %s rise and fall together (condition number %.3g, above %.0f), so the"
                  + " demand of each cannot be told; the ceiling holds as long as their mix stays",
              demand.resource().service(),
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
    if (visits.byService().keySet().stream().anyMatch(measured::contains)) {
      return String.format(
          Locale.ROOT,
          "fewer than %d slices of %d min with traffic and metrics of resources yet",
          DemandFit.LEAST_SLICES,
          loads.slices().step() / 60);
    }
    return "no resource on the way of its requests is measured: send jvm.cpu.time and jvm.cpu.count"
        + " (or process.cpu.*) and db.client.connection.* of "
        + some(names(visits.byService().keySet()));
  }

  private static Set<String> names(Set<ServiceName> services) {
    Set<String> names = new TreeSet<>();
    services.forEach(service -> names.add(service.value()));
    return names;
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
