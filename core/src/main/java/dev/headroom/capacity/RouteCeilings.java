package dev.headroom.capacity;

import dev.headroom.base.ServiceName;
import dev.headroom.capacity.Ceiling.ObjectiveBound;
import dev.headroom.capacity.Ceiling.RunOut;
import dev.headroom.capacity.Demand.Visit;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.stat.Interval;
import dev.headroom.stat.NonNegativeLeastSquares;
import dev.headroom.stat.Queueing;
import dev.headroom.stat.WeeklyTrend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Puts together the ceiling of a route: what each resource on its way allows at the mix of its
/// busy hour, least first, and what follows from the least.
final class RouteCeilings {
  private static final double DISAGREEMENT = 0.25;
  private static final double FAR = 0.2;
  private static final double FULL = 0.9;
  private static final double WAITED = 0.05;
  private static final double BUSY_ENOUGH = 0.5;

  private final Loads loads;
  private final Map<ServiceName, List<Demand>> demands;
  private final Map<ServiceName, Scalability> scalability;
  private final TrafficHistory history;
  private final ObjectiveBounds objectives;

  RouteCeilings(
      Loads loads,
      Map<ServiceName, List<Demand>> demands,
      Map<ServiceName, Scalability> scalability,
      TrafficHistory history,
      ObjectiveBounds objectives) {
    this.loads = loads;
    this.demands = demands;
    this.scalability = scalability;
    this.history = history;
    this.objectives = objectives;
  }

  /// The busiest hour of a route within the window, or the busiest sixth of what there is when that
  /// is less than six hours.
  ///
  /// @param from first slice
  /// @param to first slice after it
  private record BusyHour(int from, int to, double perSecond) {

    static BusyHour of(Slices slices, double[] rate) {
      int first = 0;
      while (first < rate.length - 1 && rate[first] == 0) {
        first++;
      }
      int length = Math.clamp((rate.length - first) / 6, 1, slices.inAnHour());
      double sum = 0;
      double best = -1;
      int at = first;
      for (int i = first; i < rate.length; i++) {
        sum += rate[i] - (i - length >= first ? rate[i - length] : 0);
        if (i - first >= length - 1 && sum > best) {
          best = sum;
          at = i - length + 1;
        }
      }
      return new BusyHour(at, at + length, Math.max(0, best / length));
    }

    double mean(double[] values) {
      double sum = 0;
      int count = 0;
      for (int i = from; i < to; i++) {
        if (Double.isFinite(values[i])) {
          sum += values[i];
          count++;
        }
      }
      return count == 0 ? Double.NaN : sum / count;
    }
  }

  Ceiling of(ServiceOperation route) {
    OperationLoad load = Objects.requireNonNull(loads.operations().get(route));
    BusyHour hour = BusyHour.of(loads.slices(), load.perSecond());
    double peak = Math.max(hour.perSecond(), history.busiestHour(route));
    Visits visits = Visits.of(loads, route);
    List<Binding> bindings = bindings(visits, hour);
    List<String> undecided = new ArrayList<>();
    Binding first = bindings.isEmpty() ? null : bindings.getFirst();
    doubts(route, load, visits, first, undecided);
    Ceiling.@Nullable Headroom headroom =
        new Ceiling(
                route.service(),
                route.operation(),
                limits(bindings),
                peak,
                null,
                null,
                null,
                List.of())
            .headroom();
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

  private static List<ResourceLimit> limits(List<Binding> bindings) {
    return bindings.stream().map(Binding::limit).toList();
  }

  /// What a resource allows, and why.
  private record Binding(Demand demand, ResourceLimit limit) {}

  private List<Binding> bindings(Visits visits, BusyHour hour) {
    List<Binding> bindings = new ArrayList<>();
    visits
        .byService()
        .forEach((service, visited) -> {
          for (Demand demand : demands.getOrDefault(service, List.of())) {
            ResourceLimit limit = limit(demand, visited, hour);
            if (limit != null) {
              bindings.add(new Binding(demand, limit));
            }
          }
        });
    bindings.sort(
        Comparator.comparingDouble((Binding each) -> each.limit().perSecond())
            .thenComparing(each -> each.limit().resource().toString()));
    return bindings;
  }

  /// Null when requests of the route do not use the resource.
  private static @Nullable ResourceLimit limit(Demand demand, List<Visit> visited, BusyHour hour) {
    double work = hour.mean(demand.work());
    double seconds = demand.seconds(visited);
    if (!(work > 0) || !(hour.perSecond() > 0) || seconds == 0) {
      return null;
    }
    double factor = hour.perSecond() / work;
    double most = demand.most() * factor;
    Busy resource = demand.resource();
    double busy = hour.mean(resource.busy());
    double used = (Double.isNaN(busy) ? demand.busyAt(work) : busy) / resource.servers();
    boolean saturated = used >= FULL || (used >= BUSY_ENOUGH && resource.waitingShare() >= WAITED);
    return new ResourceLimit(
        resource.resource(),
        resource.servers(),
        seconds,
        most,
        new Interval(demand.interval().low() * factor, demand.interval().high() * factor),
        Math.clamp(used, 0, 1),
        saturated,
        formula(demand, work, used, hour.perSecond(), most));
  }

  private static String formula(Demand demand, double work, double used, double peak, double most) {
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
        work,
        most,
        100 * used,
        demand.resource().measuredBy(),
        demand.slices());
  }

  private void doubts(
      ServiceOperation route,
      OperationLoad load,
      Visits visits,
      @Nullable Binding first,
      List<String> into) {
    Set<String> unmeasured = new TreeSet<>();
    visits.byService().keySet().stream()
        .filter(service -> demands.getOrDefault(service, List.of()).isEmpty())
        .forEach(service -> unmeasured.add(service.value()));
    if (first == null) {
      into.add(
          load.total() * loads.slices().step() < DemandFit.LEAST_REQUESTS
              ? String.format(
                  Locale.ROOT,
                  "%.0f requests in the window are too few; at least %.0f are needed",
                  load.total() * loads.slices().step(),
                  DemandFit.LEAST_REQUESTS)
              : "no resource on the way of its requests is measured, or not for "
                  + DemandFit.LEAST_SLICES
                  + " slices with traffic yet: send jvm.cpu.time and jvm.cpu.count (or"
                  + " process.cpu.*) and db.client.connection.* of "
                  + some(unmeasured.isEmpty() ? Set.of(route.service().value()) : unmeasured));
      return;
    }
    if (!unmeasured.isEmpty()) {
      into.add("the limits of " + some(unmeasured) + " are unknown: no metrics of their resources");
    }
    Demand demand = first.demand();
    ResourceLimit limit = first.limit();
    if (limit.peakUtilization() < FAR) {
      into.add(
          String.format(
              Locale.ROOT,
              "the limiting resource is %.0f %% busy in the busy hour: the ceiling takes for"
                  + " granted that demand grows on as it did so far",
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
    disagreement(route, first, into);
  }

  private static String some(Set<String> names) {
    List<String> first = names.stream().limit(3).toList();
    return String.join(", ", first)
        + (names.size() > first.size() ? " and " + (names.size() - first.size()) + " more" : "");
  }

  /// The second opinion is about the whole service: it is held against the service's resources and
  /// those it calls, at the mix of the window.
  private void disagreement(ServiceOperation route, Binding first, List<String> into) {
    Scalability second = scalability.get(route.service());
    Double ceiling = second == null ? null : second.ceilingPerSecond();
    if (second == null || ceiling == null) {
      return;
    }
    double byResources = first.limit().perSecond() * share(route);
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
  private double share(ServiceOperation route) {
    OperationLoad load = Objects.requireNonNull(loads.operations().get(route));
    BusyHour hour = BusyHour.of(loads.slices(), load.perSecond());
    double all = 0;
    for (OperationLoad each : loads.byService().getOrDefault(route.service(), List.of())) {
      all += hour.mean(each.perSecond());
    }
    return hour.perSecond() > 0 ? all / hour.perSecond() : 0;
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
