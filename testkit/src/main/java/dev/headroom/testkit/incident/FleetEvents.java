package dev.headroom.testkit.incident;

import dev.headroom.analysis.diagnosis.ChangeFact;
import dev.headroom.analysis.diagnosis.LogFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Logs and changes of a fleet, with changes that have nothing to do with the incident.
final class FleetEvents {
  private final Topology topology;
  private final FleetState state;
  private final FleetClock clock;
  private final Random random;

  FleetEvents(Topology topology, FleetState state, FleetClock clock, Random random) {
    this.topology = topology;
    this.state = state;
    this.clock = clock;
    this.random = random;
  }

  List<LogFact> logs(Fault fault, int culprit) {
    List<LogFact> logs = new ArrayList<>();
    boolean talks = random.nextDouble() < 0.6;
    for (int minute = 0; minute < clock.minutes(); minute++) {
      for (int node = 0; node < topology.size(); node++) {
        String name = topology.name(node);
        long at = clock.nanos(minute);
        boolean tells = random.nextDouble() < 8 * state.errors[node][minute];
        if (tells) {
          boolean own =
              random.nextDouble() * state.errors[node][minute] < state.ownErrors[node][minute];
          logs.add(new LogFact(name, at, own ? "request failed" : "call to backend failed", 1));
        }
        if (node == culprit && talks && clock.during(minute) && fault != Fault.LOAD) {
          logs.add(new LogFact(name, at, "unexpected state after <*> ms", 1));
        }
      }
    }
    return logs;
  }

  List<ChangeFact> changes(Fault fault, int culprit) {
    List<ChangeFact> changes = new ArrayList<>();
    for (int i = 0; i < 1 + topology.size() / 10; i++) {
      String other = topology.name(random.nextInt(topology.size()));
      long at = clock.nanos(random.nextInt(clock.minutes()));
      changes.add(new ChangeFact(other, at, "deployed version 7"));
    }
    if (fault == Fault.VERSION) {
      long at = clock.nanos(clock.from() - random.nextInt(3));
      changes.add(new ChangeFact(topology.name(culprit), at, "deployed version 2"));
    }
    return changes;
  }
}
