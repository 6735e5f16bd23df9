package dev.headroom.analysis;

import dev.headroom.rollup.RollupKey.Route;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// The sampled traces of one route, with what they stand for.
///
/// @param weight how many requests they stand for
/// @param nanos the response times of all these, summed
public record RouteSamples(
    ServiceOperation route, List<TraceSample> traces, double weight, double nanos) {

  public RouteSamples {
    traces = List.copyOf(traces);
  }

  /// All routes of which there are traces that count, most traffic first.
  public static List<RouteSamples> all(ModelView view) {
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
    return all;
  }

  static RouteSamples of(ServiceOperation route, List<TraceSample> traces) {
    double weight = 0;
    double nanos = 0;
    for (TraceSample trace : traces) {
      weight += trace.weight();
      nanos += trace.weight() * trace.root().durationNanos();
    }
    return new RouteSamples(route, traces, weight, nanos);
  }

  /// Goes through all visits of all services on the route's traces. Work that a message handed to
  /// another route is left out.
  public void visits(Consumer<Visit> each) {
    for (TraceSample trace : traces) {
      TraceVisits.of(this, trace).forEach(each);
    }
  }
}
