package dev.headroom.server.selfobs;

import dev.headroom.query.view.SystemView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the process is, in short.
///
/// @param ready whether it takes telemetry
/// @param problems what a person should know, also of one that is ready
/// @param replay null once the journal has been replayed
record HealthView(
    boolean live,
    boolean ready,
    SystemView.State state,
    List<String> problems,
    SystemView.@Nullable Replay replay,
    String version,
    long uptimeSeconds) {

  static HealthView of(SystemView system) {
    boolean ready =
        switch (system.state()) {
          case READY, REPLAYING -> true;
          case STARTING, DEGRADED, STOPPING -> false;
        };
    return new HealthView(
        true,
        ready,
        system.state(),
        system.problems(),
        system.replay(),
        system.version(),
        system.uptimeSeconds());
  }
}
