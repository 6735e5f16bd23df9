package dev.headroom.testkit.incident;

import dev.headroom.analysis.diagnosis.TraceFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Traces of a fleet, of one request in a thousand: a few a minute.
final class FleetTraces {
  private static final double SHARE = 1.0 / 1000;
  private static final int VISITS_MAX = 400;

  private final Topology topology;
  private final FleetState state;
  private final FleetClock clock;
  private final Random random;
  private final int changed;
  private Map<String, TraceFact.Visit> visits = new HashMap<>();
  private int visited;

  /// @param changed the node with a new version from the incident on; -1 for none
  FleetTraces(Topology topology, FleetState state, FleetClock clock, int changed, Random random) {
    this.topology = topology;
    this.state = state;
    this.clock = clock;
    this.changed = changed;
    this.random = random;
  }

  List<TraceFact> traces() {
    List<TraceFact> traces = new ArrayList<>();
    for (int minute = 0; minute < clock.minutes(); minute++) {
      for (int entry = 0; entry < topology.entries(); entry++) {
        for (int i = sampled(entry, minute); i > 0; i--) {
          visits = new HashMap<>();
          visited = 0;
          visit(entry, minute);
          long start = clock.nanos(minute) + random.nextLong(FleetClock.MINUTE);
          traces.add(new TraceFact(start, visits));
        }
      }
    }
    return traces;
  }

  /// A fixed share of the requests, by chance.
  private int sampled(int entry, int minute) {
    double mean = state.requests[entry][minute] * SHARE;
    double left = Math.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > left; product *= random.nextDouble()) {
      count++;
    }
    return count;
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
