package dev.headroom.analysis;

import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.RollupKey.Route;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The sampled traces of one route, with what they stand for. Not thread-safe.
public final class RouteSamples {
  private final ServiceOperation route;
  private final List<TraceSample> traces;
  private final double weight;
  private final double nanos;
  private @Nullable List<List<Visit>> visits;

  private RouteSamples(ServiceOperation route, List<TraceSample> traces) {
    this.route = route;
    this.traces = List.copyOf(traces);
    double weights = 0;
    double durations = 0;
    for (TraceSample trace : traces) {
      weights += trace.weight();
      durations += trace.weight() * trace.root().durationNanos();
    }
    weight = weights;
    nanos = durations;
  }

  /// All that analyses of one run share.
  private record All(List<RouteSamples> routes) {}

  /// All routes of which there are traces that count, most traffic first.
  public static List<RouteSamples> all(ModelView view) {
    return view.shared(All.class, () -> new All(read(view))).routes();
  }

  private static List<RouteSamples> read(ModelView view) {
    Set<ServiceOperation> routes = new LinkedHashSet<>();
    for (Route route : view.routes()) {
      routes.add(new ServiceOperation(route.service(), route.operation()));
    }
    List<RouteSamples> all = new ArrayList<>();
    for (ServiceOperation route : routes) {
      RouteSamples samples = of(route, view.traces(route));
      if (samples.weight > 0) {
        all.add(samples);
      }
    }
    return List.copyOf(all);
  }

  static RouteSamples of(ServiceOperation route, List<TraceSample> traces) {
    return new RouteSamples(route, traces);
  }

  public ServiceOperation route() {
    return route;
  }

  public List<TraceSample> traces() {
    return traces;
  }

  /// How many requests they stand for.
  public double weight() {
    return weight;
  }

  /// The response times of all these, summed.
  public double nanos() {
    return nanos;
  }

  /// Those of the traces that start within a window.
  public RouteSamples within(TimeWindow window) {
    return of(
        route,
        traces.stream()
            .filter(trace -> window.contains(Instant.ofEpochSecond(0, trace.startNanos())))
            .toList());
  }

  /// Goes through all visits of all services on the route's traces. Work that a message handed to
  /// another route is left out.
  public void visits(Consumer<Visit> each) {
    byTrace(of -> of.forEach(each));
  }

  /// The same, all visits of one trace together. They are made once and kept: nine analyses ask.
  public void byTrace(Consumer<List<Visit>> each) {
    List<List<Visit>> known = visits;
    if (known == null) {
      known = traces.stream().map(trace -> TraceVisits.of(this, trace)).toList();
      visits = known;
    }
    known.forEach(each);
  }
}
