package dev.headroom.analysis.diagnosis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes series of nodes out of traces: requests, share of errors, latency and own time, a value
/// for each minute with a trace. Latency is the mean, and the p95 of nodes with 20 traces a minute
/// or more.
public final class TraceSeries {
  /// What the series are called.
  public static final String NAME = "traces";

  private static final long MINUTE = 60_000_000_000L;
  private static final int FEW = 20;

  private TraceSeries() {}

  private static final class Cell {
    private double[] durations = new double[4];
    private int traces;
    private int requests;
    private int errors;
    private double sum;
    private double own;

    private void add(TraceFact.Visit visit) {
      if (traces == durations.length) {
        durations = Arrays.copyOf(durations, 2 * traces);
      }
      durations[traces++] = visit.durationNanos();
      requests += visit.count();
      errors += visit.error() ? 1 : 0;
      sum += visit.durationNanos();
      own += visit.ownNanos();
    }

    private double p95() {
      return Numbers.quantile(Numbers.sorted(Arrays.copyOf(durations, traces)), 0.95);
    }
  }

  /// Reads one value out of a cell.
  private interface Reading {
    double of(Cell cell);
  }

  /// All series of all nodes; latency and own time in milliseconds.
  public static List<Series> of(List<TraceFact> traces) {
    Map<String, TreeMap<Long, Cell>> nodes = new TreeMap<>();
    for (TraceFact trace : traces) {
      long minute = Math.floorDiv(trace.startNanos(), MINUTE) * MINUTE;
      trace
          .visits()
          .forEach((node, visit) ->
              nodes
                  .computeIfAbsent(node, _ -> new TreeMap<>())
                  .computeIfAbsent(minute, _ -> new Cell())
                  .add(visit));
    }
    List<Series> series = new ArrayList<>();
    nodes.forEach((node, cells) -> {
      series.add(series(node, Signal.REQUESTS, "", cells, cell -> cell.requests));
      series.add(
          series(node, Signal.ERRORS, "", cells, cell -> (double) cell.errors / cell.traces));
      if (cells.values().stream().mapToInt(cell -> cell.traces).average().orElse(0) >= FEW) {
        series.add(series(node, Signal.LATENCY, "p95", cells, cell -> cell.p95() / 1e6));
      }
      series.add(
          series(node, Signal.LATENCY, "average", cells, cell -> cell.sum / cell.traces / 1e6));
      series.add(
          series(node, Signal.OWN_TIME, "average", cells, cell -> cell.own / cell.traces / 1e6));
    });
    return series;
  }

  private static Series series(
      String node, Signal signal, String statistic, Map<Long, Cell> cells, Reading reading) {
    long[] times = cells.keySet().stream().mapToLong(Long::longValue).toArray();
    double[] values = cells.values().stream().mapToDouble(reading::of).toArray();
    return new Series(node, signal, statistic, NAME, times, values);
  }
}
