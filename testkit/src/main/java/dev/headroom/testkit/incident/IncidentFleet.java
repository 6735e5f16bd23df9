package dev.headroom.testkit.incident;

import dev.headroom.analysis.diagnosis.CallGraph;
import dev.headroom.analysis.diagnosis.ChangeFact;
import dev.headroom.analysis.diagnosis.DiagnosisData;
import dev.headroom.analysis.diagnosis.LogFact;
import dev.headroom.analysis.diagnosis.Question;
import dev.headroom.analysis.diagnosis.Series;
import dev.headroom.analysis.diagnosis.Signal;
import dev.headroom.analysis.diagnosis.TraceFact;
import dev.headroom.analysis.diagnosis.TraceSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A made-up system of 5 to 100 services with one incident whose cause is known. The same seed
/// gives the same incident.
///
/// It knows nothing of how diagnoses are made: slowness queues and adds up along calls, failures
/// pass on with losses, load follows the day. The start is told up to four minutes wrong.
public final class IncidentFleet {
  private static final long START = 1_790_000_000_000_000_000L;
  private static final int ATTEMPTS = 40;
  private static final double SEEN_LATENCY = 1.3;
  private static final double SEEN_ERRORS = 0.015;

  private final Topology topology;
  private final FleetState state;
  private final Fault fault;
  private final int culprit;
  private final Question question;
  private final List<Series> metrics;
  private final List<TraceFact> traces;
  private final List<LogFact> logs;
  private final List<ChangeFact> changes;

  /// Which signals an asker has.
  public enum Subset {
    ALL,
    /// All signals, but nobody says who suffers.
    ALL_WITHOUT_TARGET,
    METRICS_AND_GRAPH,
    METRICS,
    TRACES
  }

  private IncidentFleet(
      Topology topology,
      FleetState state,
      FleetClock clock,
      Fault fault,
      int culprit,
      Random random) {
    this.topology = topology;
    this.state = state;
    this.fault = fault;
    this.culprit = culprit;
    this.question = ask(clock, random);
    this.metrics = FleetMetrics.of(topology, state, clock, random);
    int changed = fault == Fault.VERSION ? culprit : -1;
    this.traces = new FleetTraces(topology, state, clock, changed, random).traces();
    FleetEvents events = new FleetEvents(topology, state, clock, random);
    this.logs = events.logs(fault, culprit);
    this.changes = events.changes(fault, culprit);
  }

  /// An incident with that fault which somebody above the culprit notices.
  public static IncidentFleet of(Fault fault, long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + fault.ordinal());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int size = (int) Math.round(5 * Math.exp(random.nextDouble() * Math.log(20)));
      Topology topology = new Topology(size, random);
      int from = 240 + random.nextInt(60);
      int to = from + 12 + random.nextInt(30);
      FleetClock clock =
          new FleetClock(START + random.nextInt(1440) * FleetClock.MINUTE, to + 15, from, to);
      int culprit = culprit(fault, topology, random);
      double severity = 0.8 + 2.2 * random.nextDouble();
      FleetState state = new FleetState(topology, clock, fault, culprit, severity, random);
      if (fault == Fault.NONE || !witnesses(topology, state, culprit).isEmpty()) {
        return new IncidentFleet(topology, state, clock, fault, culprit, random);
      }
    }
    throw new IllegalStateException("no visible " + fault + " with seed " + seed);
  }

  private static int culprit(Fault fault, Topology topology, Random random) {
    return switch (fault) {
      case LOAD -> random.nextInt(topology.entries());
      case DEPENDENCY -> topology.size() - 1 - random.nextInt(Math.max(1, topology.size() / 5));
      case SLOW, FAILING, CPU, MEMORY, NETWORK, VERSION, NONE -> random.nextInt(topology.size());
    };
  }

  /// Who notices: nodes that reach the culprit and got clearly worse.
  private static List<Integer> witnesses(Topology topology, FleetState state, int culprit) {
    List<Integer> witnesses = new ArrayList<>();
    for (int node = 0; node < topology.size(); node++) {
      boolean worse =
          state.latencyRatio(node) >= SEEN_LATENCY || state.errorRise(node) >= SEEN_ERRORS;
      if (worse && topology.reaches(node, culprit)) {
        witnesses.add(node);
      }
    }
    return witnesses;
  }

  /// Asked is the node nearest to the users that noticed, or any other that did.
  private Question ask(FleetClock clock, Random random) {
    List<Integer> witnesses =
        fault == Fault.NONE
            ? List.of(random.nextInt(topology.size()))
            : witnesses(topology, state, culprit);
    int place = random.nextDouble() < 0.7 ? 0 : random.nextInt(witnesses.size());
    int target = witnesses.get(place);
    boolean slow =
        fault == Fault.NONE
            ? random.nextBoolean()
            : state.latencyRatio(target) >= SEEN_LATENCY
                && (random.nextBoolean() || state.errorRise(target) < SEEN_ERRORS);
    long wrong = (random.nextInt(9) - 4) * FleetClock.MINUTE;
    return new Question(
        topology.name(target),
        slow ? Signal.LATENCY : Signal.ERRORS,
        slow ? "p95" : "",
        clock.nanos(clock.from()) + wrong,
        clock.nanos(clock.to()),
        null);
  }

  /// What is asked.
  public Question question(Subset subset) {
    return subset == Subset.ALL_WITHOUT_TARGET
        ? new Question(
            null,
            question.metric(),
            question.statistic(),
            question.fromNanos(),
            question.toNanos(),
            null)
        : question;
  }

  /// The node at fault.
  public String culprit() {
    return topology.name(culprit);
  }

  public Fault fault() {
    return fault;
  }

  public int size() {
    return topology.size();
  }

  /// The data that the subset leaves.
  public DiagnosisData data(Subset subset) {
    List<Series> fromTraces = TraceSeries.of(traces);
    return switch (subset) {
      case ALL, ALL_WITHOUT_TARGET -> {
        List<Series> all = new ArrayList<>(metrics);
        all.addAll(fromTraces);
        yield new DiagnosisData(all, graph(true), traces, logs, changes);
      }
      case METRICS_AND_GRAPH ->
          new DiagnosisData(metrics, graph(false), List.of(), List.of(), List.of());
      case METRICS -> new DiagnosisData(metrics, CallGraph.NONE, List.of(), List.of(), List.of());
      case TRACES -> new DiagnosisData(fromTraces, graph(true), traces, List.of(), List.of());
    };
  }

  private CallGraph graph(boolean counted) {
    CallGraph.Builder graph = new CallGraph.Builder();
    for (int node = 0; node < topology.size(); node++) {
      for (Topology.Call call : topology.calls(node)) {
        graph.edge(
            topology.name(node), topology.name(call.callee()), counted ? call.calls() : Double.NaN);
      }
    }
    return graph.build();
  }
}
