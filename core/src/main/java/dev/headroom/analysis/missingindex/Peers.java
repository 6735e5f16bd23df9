package dev.headroom.analysis.missingindex;

import dev.headroom.analysis.Slowdown;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Statement;
import dev.headroom.stat.WeightedValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Compares the filtered queries of one service at one database with each other.
final class Peers {
  private final Map<Statement, Rollup> statements;
  private final Map<RollupKey, Slowdown> slower;
  private final double nanos;

  /// @param statements all of the place, filtered or not
  Peers(Map<Statement, Rollup> statements, Map<RollupKey, Slowdown> slower) {
    this.statements = statements;
    this.slower = slower;
    nanos = statements.values().stream().mapToDouble(Rollup::sum).sum();
  }

  List<Suspicion> suspicions() {
    List<Suspicion> found = new ArrayList<>();
    statements.keySet().stream()
        .filter(statement -> MissingIndex.filtered(statement.text()))
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
    Rollup own = statements.getOrDefault(of, new Rollup());
    WeightedValues medians = new WeightedValues();
    WeightedValues perRow = new WeightedValues();
    double peers = 0;
    double slowed = 0;
    for (Map.Entry<Statement, Rollup> other : statements.entrySet()) {
      Rollup theirs = other.getValue();
      boolean peer =
          !other.getKey().text().equals(of.text())
              && MissingIndex.filtered(other.getKey().text())
              && theirs.observed() >= MissingIndex.LEAST_PEER_EXECUTIONS;
      if (peer) {
        medians.add(theirs.quantile(0.5), 1);
        perRow.add(perRow(theirs), 1);
        peers += theirs.count();
        slowed += slower.containsKey(other.getKey()) ? theirs.count() : 0;
      }
    }
    return new Suspicion(
        of,
        own,
        nanos > 0 ? own.sum() / nanos : 0,
        medians.size(),
        medians.quantile(0.5),
        perRow.quantile(0.5),
        peers > 0 ? slowed / peers : 0,
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
