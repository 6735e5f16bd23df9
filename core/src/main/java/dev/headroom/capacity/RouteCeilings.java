package dev.headroom.capacity;

import dev.headroom.capacity.Ceiling.ObjectiveBound;
import dev.headroom.capacity.Ceiling.RunOut;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import dev.headroom.stat.Interval;
import dev.headroom.stat.Queueing;
import dev.headroom.stat.WeeklyTrend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts together the ceiling of a route: what each resource on its way allows at the mix of its
/// busy hour, least first, and what follows from the least.
final class RouteCeilings {
  /// The most limits of a route that are told.
  static final int MOST_LIMITS = 12;

  private static final double FULL = 0.9;
  private static final double WAITED = 0.05;
  private static final double BUSY_ENOUGH = 0.5;

  private final Loads loads;
  private final Map<NodeId, List<Demand>> demands;
  private final TrafficHistory history;
  private final ObjectiveBounds objectives;
  private final Doubts doubts;

  RouteCeilings(
      Loads loads,
      Map<NodeId, List<Demand>> demands,
      TrafficHistory history,
      ObjectiveBounds objectives,
      Doubts doubts) {
    this.loads = loads;
    this.demands = demands;
    this.history = history;
    this.objectives = objectives;
    this.doubts = doubts;
  }

  Ceiling of(ServiceOperation route) {
    OperationLoad load = Objects.requireNonNull(loads.operations().get(route));
    BusyHour hour = BusyHour.of(loads.slices(), load.perSecond());
    double peak = Math.max(hour.perSecond(), history.busiestHour(route));
    Visits visits = Visits.of(loads, route);
    List<Binding> bindings = bindings(visits, hour);
    Binding first = bindings.isEmpty() ? null : bindings.getFirst();
    List<String> undecided =
        first == null
            ? nothing(load, visits)
            : doubts.about(load, hour, visits, first.demand(), first.limit());
    Ceiling.Headroom headroom = first == null ? null : Ceiling.Headroom.of(first.limit(), peak);
    ObjectiveBound bound = first == null ? null : objectiveBound(route, first, undecided);
    RunOut runsOut = headroom == null ? null : runsOut(route, headroom, undecided);
    return new Ceiling(
        route.service(),
        route.operation(),
        limits(bindings),
        peak,
        first == null ? null : knee(load, first),
        bound,
        runsOut,
        undecided);
  }

  private List<String> nothing(OperationLoad load, Visits visits) {
    List<String> why = new ArrayList<>(List.of(doubts.nothing(load, visits)));
    doubts.notIdentifiable(visits, why);
    return why;
  }

  private static List<ResourceLimit> limits(List<Binding> bindings) {
    return bindings.stream().map(Binding::limit).toList();
  }

  /// What a resource allows, and why.
  private record Binding(Demand demand, ResourceLimit limit) {}

  /// A resource that requests of the route use, before it is told how that was worked out.
  ///
  /// @param seconds demand of a request
  /// @param work in the busy hour
  /// @param most the limit
  private record Used(Demand demand, double seconds, double work, double most) {}

  private List<Binding> bindings(Visits visits, BusyHour hour) {
    List<Used> all = new ArrayList<>();
    Set<Demand> met = Collections.newSetFromMap(new IdentityHashMap<>());
    for (NodeId node : visits.byNode().keySet()) {
      for (Demand demand : demands.getOrDefault(node, List.of())) {
        double work = hour.mean(demand.work());
        double seconds = demand.seconds(visits.all());
        // A machine that several services share is met at each of them.
        if (met.add(demand) && work > 0 && hour.perSecond() > 0 && seconds != 0) {
          all.add(new Used(demand, seconds, work, demand.most() * hour.perSecond() / work));
        }
      }
    }
    return all.stream()
        .sorted(
            Comparator.comparingDouble(Used::most)
                .thenComparing(each -> each.demand().resource().resource().toString()))
        .limit(MOST_LIMITS)
        .map(each -> new Binding(each.demand(), limit(each, hour)))
        .toList();
  }

  private static ResourceLimit limit(Used of, BusyHour hour) {
    Demand demand = of.demand();
    double factor = hour.perSecond() / of.work();
    Busy resource = demand.resource();
    double busy = hour.mean(resource.busy());
    double used = (Double.isNaN(busy) ? demand.busyAt(of.work()) : busy) / resource.servers();
    boolean saturated = used >= FULL || (used >= BUSY_ENOUGH && resource.waitingShare() >= WAITED);
    return new ResourceLimit(
        resource.resource(),
        resource.servers(),
        of.seconds(),
        of.most(),
        new Interval(demand.interval().low() * factor, demand.interval().high() * factor),
        Math.clamp(used, 0, 1),
        saturated,
        formula(of, used, hour.perSecond()));
  }

  private static String formula(Used of, double used, double peak) {
    Demand demand = of.demand();
    return String.format(
        Locale.ROOT,
        "%.4g/s in the busy hour × %.4g (work it can do: (%.4g servers − %.3g without requests) ÷"
            + " %.3g growth of demand with load) ÷ %.4g (work in the busy hour) = %.4g/s; %.0f %%"
            + " busy then; %s; %d slices",
        peak,
        demand.most(),
        demand.resource().servers(),
        demand.background(),
        demand.growth(),
        of.work(),
        of.most(),
        100 * used,
        demand.resource().measuredBy(),
        demand.slices());
  }

  private static @Nullable Double knee(OperationLoad load, Binding first) {
    double seconds = first.limit().demandSeconds();
    double quiet = quietSeconds(load);
    if (!(seconds > 0) || Double.isNaN(quiet)) {
      return null;
    }
    int servers = (int) Math.max(1, Math.round(first.limit().servers()));
    double full = servers / seconds;
    double knee = Queueing.knee(servers, seconds, Math.max(0, quiet - seconds), 1);
    // In the route's own rate: others use the resource, too.
    return knee / full * first.limit().perSecond();
  }

  /// Mean response time in the quietest third of the slices.
  private static double quietSeconds(OperationLoad load) {
    double[] sorted = Arrays.stream(load.perSecond()).filter(x -> x > 0).sorted().toArray();
    double most = sorted[sorted.length / 3];
    double time = 0;
    double requests = 0;
    for (int i = 0; i < load.perSecond().length; i++) {
      if (load.perSecond()[i] > 0 && load.perSecond()[i] <= most) {
        time += load.inFlight()[i];
        requests += load.perSecond()[i];
      }
    }
    return requests > 0 ? time / requests : Double.NaN;
  }

  private @Nullable ObjectiveBound objectiveBound(
      ServiceOperation route, Binding first, List<String> undecided) {
    ObjectiveBounds.Promise promise = objectives.promise(route);
    if (promise == null) {
      return null;
    }
    double seconds = first.limit().demandSeconds();
    if (!(seconds > 0)) {
      undecided.add(
          "at which rate the objective "
              + promise.slo().name()
              + " breaks cannot be told: the demand of this route at the limiting resource is not"
              + " known");
      return null;
    }
    double[] quiet = objectives.quiet(route);
    if (quiet.length == 0) {
      return null;
    }
    ObjectiveBound bound =
        ObjectiveBounds.bound(
            promise, quiet, first.limit().perSecond(), first.limit().servers(), seconds);
    if (bound == null) {
      undecided.add(
          "the objective " + promise.slo().name() + " is missed even when little is going on");
    }
    return bound;
  }

  private @Nullable RunOut runsOut(
      ServiceOperation route, Ceiling.Headroom headroom, List<String> undecided) {
    WeeklyTrend trend = history.trend(route);
    if (trend == null) {
      undecided.add(
          "a date needs "
              + WeeklyTrend.LEAST_DAYS
              + " whole days of traffic; "
              + history.days(route)
              + " are known");
      return null;
    }
    return history.runsOut(trend, headroom);
  }
}
