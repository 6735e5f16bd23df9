package dev.headroom.testkit.incident;

import java.util.Random;

/// What truly happens in a fleet, minute by minute, before anybody measures it: load flows from the
/// entries down, slowness and failures from the callees up.
final class FleetState {
  final double[][] requests;
  final double[][] latencyMs;
  final double[][] ownMs;
  final double[][] errors;
  final double[][] ownErrors;
  final double[][] utilisation;
  final double[][] memory;

  private final Topology topology;
  private final FleetClock clock;
  private final Fault fault;
  private final int culprit;
  private final double severity;
  private final boolean failingVersion;
  private final double[] baseMs;
  private final double[] busy;
  private final double[] baseErrors;
  private final double[] wobble;

  FleetState(
      Topology topology,
      FleetClock clock,
      Fault fault,
      int culprit,
      double severity,
      Random random) {
    this.topology = topology;
    this.clock = clock;
    this.fault = fault;
    this.culprit = culprit;
    this.severity = severity;
    this.failingVersion = random.nextBoolean();
    int size = topology.size();
    baseMs = random.doubles(size).map(u -> 3 * Math.exp(2.5 * u)).toArray();
    busy = random.doubles(size).map(u -> 0.15 + 0.4 * u).toArray();
    baseErrors = random.doubles(size).map(u -> 0.0002 + 0.002 * u * u).toArray();
    wobble = random.doubles(size).map(u -> 0.02 + 0.12 * u).toArray();
    requests = new double[size][clock.minutes()];
    latencyMs = new double[size][clock.minutes()];
    ownMs = new double[size][clock.minutes()];
    errors = new double[size][clock.minutes()];
    ownErrors = new double[size][clock.minutes()];
    utilisation = new double[size][clock.minutes()];
    memory = new double[size][clock.minutes()];
    run(random);
  }

  private void run(Random random) {
    double phase = 2 * Math.PI * random.nextDouble();
    double[] usual = usualLoad();
    double[] slow = new double[topology.size()];
    for (int minute = 0; minute < clock.minutes(); minute++) {
      double day = 1 + 0.35 * Math.sin(phase + 2 * Math.PI * minute / 1440);
      for (int node = 0; node < topology.entries(); node++) {
        double surge =
            fault == Fault.LOAD && node == culprit && clock.during(minute) ? 1 + severity : 1;
        requests[node][minute] = usual[node] * day * surge * Math.exp(0.05 * random.nextGaussian());
      }
      for (int node = 0; node < topology.size(); node++) {
        slow[node] = 0.8 * slow[node] + 0.6 * wobble[node] * random.nextGaussian();
        serve(node, minute, usual[node], Math.exp(slow[node]));
      }
      for (int node = topology.size() - 1; node >= 0; node--) {
        answer(node, minute);
      }
    }
  }

  private double[] usualLoad() {
    double[] usual = new double[topology.size()];
    for (int node = 0; node < topology.size(); node++) {
      if (node < topology.entries()) {
        usual[node] = 3000;
      }
      for (Topology.Call call : topology.calls(node)) {
        usual[call.callee()] += usual[node] * call.calls();
      }
    }
    return usual;
  }

  private double harm(int node, int minute) {
    if (node != culprit || !clock.during(minute)) {
      return 0;
    }
    boolean ramps = fault == Fault.MEMORY;
    return ramps ? severity * Math.min(1, (minute - clock.from() + 2) / 8.0) : severity;
  }

  /// Load reaches the node and its callees; repeated calls follow failures of the minute before.
  private void serve(int node, int minute, double usual, double wobbling) {
    double harm = harm(node, minute);
    double capacity = fault == Fault.CPU ? 1 / (1 + harm) : 1;
    double rho = Math.min(0.97, busy[node] * requests[node][minute] / usual / capacity);
    utilisation[node][minute] = rho;
    double factor =
        switch (fault) {
          case SLOW -> 1 + 3 * harm;
          case DEPENDENCY -> 1 + 4 * harm;
          case CPU -> 1 + harm;
          case MEMORY -> 1 + 1.5 * harm;
          case VERSION -> failingVersion ? 1 : 1 + 2 * harm;
          case FAILING, NETWORK, LOAD, NONE -> 1;
        };
    double delay = fault == Fault.NETWORK ? 40 * harm : 0;
    ownMs[node][minute] = baseMs[node] * (1 + rho * rho / (1 - rho)) * factor * wobbling + delay;
    double fails =
        switch (fault) {
          case FAILING -> 0.12 * harm;
          case DEPENDENCY -> 0.05 * harm;
          case MEMORY, NETWORK -> 0.02 * harm;
          case VERSION -> failingVersion ? 0.1 * harm : 0;
          case SLOW, CPU, LOAD, NONE -> 0;
        };
    double overload = rho > 0.9 ? (rho - 0.9) * 2 : 0;
    ownErrors[node][minute] = Math.min(0.9, baseErrors[node] + fails + overload);
    memory[node][minute] = 0.4 + 0.05 * rho + (fault == Fault.MEMORY ? 0.15 * harm : 0);
    for (Topology.Call call : topology.calls(node)) {
      double failing = minute == 0 ? 0 : errors[call.callee()][minute - 1];
      requests[call.callee()][minute] +=
          requests[node][minute] * call.calls() * (1 + 0.5 * failing);
    }
  }

  private void answer(int node, int minute) {
    double latency = ownMs[node][minute];
    double fine = 1 - ownErrors[node][minute];
    for (Topology.Call call : topology.calls(node)) {
      double below = latencyMs[call.callee()][minute];
      latency += below * call.calls() * (1 - call.overlap());
      double timeout = below > 2000 ? Math.min(0.5, (below - 2000) / 8000) : 0;
      double failing = Math.min(1, errors[call.callee()][minute] + timeout);
      fine *= 1 - Math.min(1, call.calls()) * call.passing() * failing;
    }
    latencyMs[node][minute] = latency;
    errors[node][minute] = 1 - fine;
  }

  /// How often the mean of the incident exceeds that of the hour before.
  double latencyRatio(int node) {
    return mean(latencyMs[node], clock.from(), clock.to())
        / mean(latencyMs[node], clock.from() - 60, clock.from());
  }

  double errorRise(int node) {
    return mean(errors[node], clock.from(), clock.to())
        - mean(errors[node], clock.from() - 60, clock.from());
  }

  private static double mean(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum / (to - from);
  }
}
