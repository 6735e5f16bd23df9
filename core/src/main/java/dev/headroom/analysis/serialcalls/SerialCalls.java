package dev.headroom.analysis.serialcalls;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.RouteSamples;
import dev.headroom.analysis.Sampled;
import dev.headroom.analysis.Visit;
import dev.headroom.finding.Finding;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Independent calls made one after the other.
///
/// That one call always ends before another begins says nothing: the second may need what the first
/// brought. So there must be more. Either the order is seen not to matter: over many traces the
/// calls came in either order, or side by side ([SiblingOrder]). Or at least [#LEAST_READS] calls
/// that only read follow each other at once, and all that each asks for is constant or stands in
/// the request itself, so that none can have it from the call before. The second kind cannot see
/// that a call is made only when the one before allows it, and is believed less.
public final class SerialCalls implements Analysis {
  /// How many sampled requests must make the calls in a row.
  static final int LEAST_REQUESTS = 20;

  /// The share of the requests that make all the calls in which they come in a row.
  static final double LEAST_SERIAL = 0.8;

  /// The share of these requests' time that would be saved, on the route's critical path.
  static final double LEAST_GAIN_SHARE = 0.1;

  /// What would be saved per request.
  static final double LEAST_GAIN_NANOS = 2e6;

  /// How many calls that only read must follow each other where their order is not known not to
  /// matter.
  static final int LEAST_READS = 3;

  /// Within which time the next call must follow for the same case.
  static final long AT_ONCE_NANOS = 1_000_000;

  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "serial-calls",
          "Independent calls in a row",
          "Finds calls that need nothing of each other and wait for each other all the same.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    List<RouteSamples> routes = RouteSamples.all(view);
    Map<Group, Serial> groups = new LinkedHashMap<>();
    for (RouteSamples route : routes) {
      SiblingOrder order = view.order(route.route());
      route.visits(visit -> {
        if (visit.weight() > 0) {
          Group.in(visit, order)
              .forEach(group -> groups.computeIfAbsent(group, Serial::new).candidate());
        }
      });
    }
    groups.values().removeIf(serial -> serial.candidates() < LEAST_REQUESTS);
    return groups.isEmpty() ? List.of() : judge(view, routes, groups);
  }

  private static List<Finding> judge(
      ModelView view, List<RouteSamples> routes, Map<Group, Serial> groups) {
    Map<ServiceOperation, List<Serial>> byEntry = new HashMap<>();
    groups.forEach((group, serial) ->
        byEntry.computeIfAbsent(group.entry(), _ -> new ArrayList<>()).add(serial));
    Map<ServiceOperation, Sampled> entries = new HashMap<>();
    for (RouteSamples route : routes) {
      route.visits(visit -> count(visit, byEntry, entries));
    }
    List<Finding> findings = new ArrayList<>();
    byEntry.keySet().stream()
        .sorted()
        .forEach(entry -> {
          Sampled sampled = entries.getOrDefault(entry, new Sampled());
          widest(byEntry.getOrDefault(entry, List.of()), sampled, view).ifPresent(findings::add);
        });
    return findings;
  }

  private static void count(
      Visit visit,
      Map<ServiceOperation, List<Serial>> byEntry,
      Map<ServiceOperation, Sampled> entries) {
    List<Serial> serials = byEntry.get(visit.where());
    if (serials != null) {
      entries.computeIfAbsent(visit.where(), _ -> new Sampled()).add(visit);
      serials.forEach(serial -> serial.add(visit));
    }
  }

  /// Of the groups of one operation, which overlap as a rule, the one that saves most.
  private static Optional<Finding> widest(List<Serial> serials, Sampled sampled, ModelView view) {
    return serials.stream()
        .filter(Serial::holds)
        .max(Comparator.comparingDouble(Serial::gain).thenComparingDouble(Serial::confidence))
        .map(serial -> serial.finding(sampled, view.window()));
  }
}
