package dev.headroom.analysis.missingindex;

import dev.headroom.analysis.Slowdown;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Statement;
import dev.headroom.stat.WeightedValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Compares the filtered queries of one service at one database with each other.
final class Peers {
  private final Map<Statement, Rollup> filtered = new HashMap<>();
  private final List<Peer> peers = new ArrayList<>();
  private final Map<RollupKey, Slowdown> slower;
  private final double nanos;

  /// A query that others are compared with.
  ///
  /// @param median duration of an execution, nanoseconds
  /// @param perRow the same for each row
  private record Peer(String text, double median, double perRow, double count, boolean slowed) {}

  /// @param statements all of the place, filtered or not
  Peers(Map<Statement, Rollup> statements, Map<RollupKey, Slowdown> slower) {
    this.slower = slower;
    nanos = statements.values().stream().mapToDouble(Rollup::sum).sum();
    statements.forEach((statement, executions) -> {
      if (MissingIndex.filtered(statement.text())) {
        filtered.put(statement, executions);
        if (executions.observed() >= MissingIndex.LEAST_PEER_EXECUTIONS) {
          peers.add(
              new Peer(
                  statement.text(),
                  executions.quantile(0.5),
                  perRow(executions),
                  executions.count(),
                  slower.containsKey(statement)));
        }
      }
    });
  }

  List<Suspicion> suspicions() {
    List<Suspicion> found = new ArrayList<>();
    filtered.keySet().stream()
        .sorted(Comparator.comparing(Statement::operation).thenComparing(Statement::text))
        .forEach(statement -> {
          Suspicion suspicion = suspect(statement);
          if (suspicion.fromRollups()) {
            found.add(suspicion);
          }
        });
    return found;
  }

  private Suspicion suspect(Statement of) {
    Rollup own = filtered.getOrDefault(of, new Rollup());
    WeightedValues medians = new WeightedValues();
    WeightedValues perRow = new WeightedValues();
    double count = 0;
    double slowed = 0;
    for (Peer peer : peers) {
      if (!peer.text.equals(of.text())) {
        medians.add(peer.median, 1);
        perRow.add(peer.perRow, 1);
        count += peer.count;
        slowed += peer.slowed ? peer.count : 0;
      }
    }
    return new Suspicion(
        of,
        own,
        nanos > 0 ? own.sum() / nanos : 0,
        medians.size(),
        medians.quantile(0.5),
        perRow.quantile(0.5),
        count > 0 ? slowed / count : 0,
        slower.get(of));
  }

  /// The median execution's time per row. The first few rows cost next to nothing.
  static double perRow(Rollup executions) {
    return executions.quantile(0.5) / Math.max(MissingIndex.FREE_ROWS, rows(executions));
  }

  /// Rows per execution, at least one.
  static double rows(Rollup executions) {
    return Math.max(1, executions.extra() / executions.count());
  }
}
