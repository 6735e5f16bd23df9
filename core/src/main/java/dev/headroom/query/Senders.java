package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which services send metrics and logs. Metrics come all the time, so the end of the window is
/// looked at first and the whole window only when nothing is there.
final class Senders {
  private static final Duration RECENT = Duration.ofMinutes(10);

  private final Set<ServiceName> metrics;
  private final Set<ServiceName> logs;

  Senders(Rollups rollups, Grid grid) {
    metrics = senders(rollups, RollupKind.METRIC, grid, true);
    // Logs may be rare, and they have few keys.
    logs = senders(rollups, RollupKind.TEMPLATE, grid, false);
  }

  private static Set<ServiceName> senders(
      Rollups rollups, RollupKind kind, Grid grid, boolean recent) {
    TimeWindow whole = grid.window();
    Instant end = Instant.ofEpochSecond(Math.min(grid.to(), grid.nowSecond() / 60 * 60 + 60));
    Instant start = end.minus(RECENT);
    if (recent && grid.step() == 60 && start.isAfter(whole.from())) {
      Set<ServiceName> found = read(rollups, kind, new TimeWindow(start, end));
      if (!found.isEmpty()) {
        return found;
      }
    }
    return read(rollups, kind, whole);
  }

  private static Set<ServiceName> read(Rollups rollups, RollupKind kind, TimeWindow window) {
    Set<ServiceName> found = new TreeSet<>();
    for (RollupReader.Series series : rollups.read(kind, RollupKey.class, window, 0, _ -> true)) {
      found.add(series.key().service());
    }
    return found;
  }

  Set<ServiceName> metrics() {
    return metrics;
  }

  Set<ServiceName> logs() {
    return logs;
  }

  List<String> signals(ServiceName service, boolean traces) {
    List<String> signals = new ArrayList<>(3);
    if (traces) {
      signals.add("traces");
    }
    if (metrics.contains(service)) {
      signals.add("metrics");
    }
    if (logs.contains(service)) {
      signals.add("logs");
    }
    return signals;
  }
}
