package dev.headroom.testkit.incident;

import dev.headroom.analysis.diagnosis.TraceFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Sampled traces of a fleet, a few a minute.
final class FleetTraces {
  private static final int A_MINUTE = 4;
  private static final int VISITS_MAX = 400;

  private final Topology topology;
  private final FleetState state;
  private final FleetClock clock;
  private final Random random;
  private final int changed;
  private Map<String, TraceFact.Visit> visits = new HashMap<>();
  private int visited;

  /// @param changed the node with a new version from the incident on; -1 for none
  FleetTraces(
      Topology topology, FleetState state, FleetClock clock, int changed, Random random) {
    this.topology = topology;
    this.state = state;
    this.clock = clock;
    this.changed = changed;
    this.random = random;
  }

  List<TraceFact> traces() {
    List<TraceFact> traces = new ArrayList<>();
    for (int minute = 0; minute < clock.minutes(); minute++) {
      for (int i = 0; i < A_MINUTE; i++) {
        visits = new HashMap<>();
        visited = 0;
        visit(random.nextInt(topology.entries()), minute);
        long start = clock.nanos(minute) + random.nextLong(FleetClock.MINUTE);
        traces.add(new TraceFact(start, visits));
      }
    }
    return traces;
  }

  private record Answer(double ms, boolean error) {}

  private Answer visit(int node, int minute) {
    visited++;
    double own = state.ownMs[node][minute] * Math.exp(0.45 * random.nextGaussian() - 0.1);
    boolean error = random.nextDouble() < state.ownErrors[node][minute];
    double ms = own;
    for (Topology.Call call : topology.calls(node)) {
      int times = (int) (call.calls() + random.nextDouble());
      for (int i = 0; i < times && visited < VISITS_MAX; i++) {
        Answer answer = visit(call.callee(), minute);
        ms += answer.ms() * (1 - call.overlap());
        error |= answer.error() && random.nextDouble() < call.passing();
      }
    }
    Answer answer = new Answer(ms, error);
    String version = node == changed && clock.during(minute) ? "2" : "1";
    visits.merge(
        topology.name(node),
        new TraceFact.Visit(1, (long) (ms * 1e6), (long) (own * 1e6), error, version),
        FleetTraces::both);
    return answer;
  }

  private static TraceFact.Visit both(TraceFact.Visit a, TraceFact.Visit b) {
    return new TraceFact.Visit(
        a.count() + b.count(),
        Math.max(a.durationNanos(), b.durationNanos()),
        a.ownNanos() + b.ownNanos(),
        a.error() || b.error(),
        a.version());
  }
}
