package dev.headroom.testkit.incident;

import dev.headroom.analysis.diagnosis.Series;
import dev.headroom.analysis.diagnosis.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// What is measured of a fleet: noise, outliers, missing cells, flat and absent series.
final class FleetMetrics {
  private final Topology topology;
  private final FleetState state;
  private final FleetClock clock;
  private final Random random;
  private final List<Series> series = new ArrayList<>();

  private FleetMetrics(Topology topology, FleetState state, FleetClock clock, Random random) {
    this.topology = topology;
    this.state = state;
    this.clock = clock;
    this.random = random;
  }

  static List<Series> of(Topology topology, FleetState state, FleetClock clock, Random random) {
    FleetMetrics metrics = new FleetMetrics(topology, state, clock, random);
    for (int node = 0; node < topology.size(); node++) {
      metrics.node(node);
    }
    return List.copyOf(metrics.series);
  }

  private void node(int node) {
    double noise = 0.02 + 0.1 * random.nextDouble();
    double missing = random.nextDouble() < 0.1 ? 0.2 : 0.02;
    double tail = 1.6 + random.nextDouble();
    add(node, Signal.LATENCY, "p50", state.latencyMs[node], 0.8, noise, missing);
    add(node, Signal.LATENCY, "p95", state.latencyMs[node], tail, 1.5 * noise, missing);
    add(node, Signal.REQUESTS, "sum", state.requests[node], 1, 0.03, missing);
    errors(node, missing);
    boolean machines = random.nextDouble() < 0.9;
    if (machines) {
      add(node, Signal.CPU, "", state.utilisation[node], 0.8, 0.08, missing);
      add(node, Signal.MEMORY, "", state.memory[node], 1e9, 0.02, missing);
      add(node, Signal.NETWORK, "", state.requests[node], 2048, 0.1, missing);
      add(node, Signal.DISK, "", new double[clock.minutes()], 0, 0, missing);
    }
  }

  private void add(
      int node,
      Signal signal,
      String statistic,
      double[] truth,
      double factor,
      double noise,
      double missing) {
    double[] values = new double[truth.length];
    for (int i = 0; i < truth.length; i++) {
      double outlier = random.nextDouble() < 0.004 ? 1 + 2 * random.nextDouble() : 1;
      values[i] = truth[i] * factor * Math.exp(noise * random.nextGaussian()) * outlier;
    }
    add(node, signal, statistic, values, missing);
  }

  /// Failures among the requests of the minute, as many as chance has it.
  private void errors(int node, double missing) {
    double[] values = new double[clock.minutes()];
    for (int i = 0; i < values.length; i++) {
      double requests = Math.max(1, state.requests[node][i] / 10);
      double share = state.errors[node][i];
      double chance = Math.sqrt(share * (1 - share) / requests) * random.nextGaussian();
      values[i] = Math.max(0, Math.min(1, share + chance));
    }
    add(node, Signal.ERRORS, "", values, missing);
  }

  private void add(int node, Signal signal, String statistic, double[] values, double missing) {
    long[] times = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      times[i] = clock.nanos(i);
      values[i] = random.nextDouble() < missing ? Double.NaN : values[i];
    }
    String name = signal.name().toLowerCase(Locale.ROOT);
    series.add(new Series(topology.name(node), signal, statistic, name, times, values));
  }
}
