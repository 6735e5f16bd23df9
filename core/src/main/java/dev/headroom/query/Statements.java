package dev.headroom.query;

import dev.headroom.query.view.StatementRow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Statement;
import dev.headroom.rollup.RollupKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads the database statements of callers, the most expensive first.
final class Statements {
  private final Rollups rollups;

  Statements(Rollups rollups) {
    this.rollups = rollups;
  }

  List<StatementRow> rows(Grid grid, Births births, Predicate<Statement> filter) {
    Map<Statement, Measured> statements =
        rollups.measured(RollupKind.STATEMENT, Statement.class, grid, filter, Function.identity());
    double time = statements.values().stream().mapToDouble(m -> m.total().sum()).sum();
    record Caller(String service, String operation) {}
    Map<Caller, Edges.Requests> requests =
        new Edges(rollups)
            .requests(
                grid,
                key ->
                    statements.keySet().stream()
                        .anyMatch(s ->
                            s.service().equals(key.service())
                                && s.operation().equals(key.operation())),
                key -> new Caller(key.service().value(), key.operation().value()));
    List<StatementRow> rows = new ArrayList<>();
    statements.forEach((key, measured) -> {
      Rollup total = measured.total();
      Edges.Requests served =
          requests.get(new Caller(key.service().value(), key.operation().value()));
      rows.add(
          new StatementRow(
              key.service().value(),
              key.operation().value(),
              key.database().name(),
              key.text(),
              measured.traffic(births.of(key)),
              served == null ? null : served.per(total.count()),
              total.extra() > 0 ? Double.valueOf(total.extra() / total.count()) : null,
              time > 0 ? Double.valueOf(total.sum() / time) : null));
    });
    rows.sort(
        Comparator.comparingDouble((StatementRow row) -> orZero(row.timeShare()))
            .reversed()
            .thenComparing(StatementRow::operation)
            .thenComparing(StatementRow::text));
    return rows;
  }

  private static double orZero(@Nullable Double value) {
    return value == null ? 0 : value;
  }
}
