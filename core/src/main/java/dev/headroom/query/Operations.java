package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.query.view.OperationRow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.rollup.RollupKind;
import dev.headroom.signal.SpanKind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the operations of one service, all versions together.
final class Operations {
  private static final int ROWS_AT_ONCE = 50;

  private final Rollups rollups;

  Operations(Rollups rollups) {
    this.rollups = rollups;
  }

  private record Subject(ServiceName service, OperationName operation, SpanKind kind) {
    static Subject of(Operation key) {
      return new Subject(key.service(), key.operation(), key.spanKind());
    }
  }

  /// Busiest first.
  List<OperationRow> rows(Grid grid, Births births, ServiceName service) {
    List<Subject> subjects =
        rollups
            .totals(
                RollupKind.OPERATION,
                Operation.class,
                grid,
                key -> key.service().equals(service),
                false,
                Subject::of)
            .entrySet()
            .stream()
            .filter(entry -> entry.getValue().count() > 0)
            .sorted(
                Comparator.comparingDouble((Map.Entry<Subject, Rollup> e) -> e.getValue().count())
                    .reversed()
                    .thenComparing(e -> e.getKey().operation())
                    .thenComparing(e -> e.getKey().kind()))
            .map(Map.Entry::getKey)
            .toList();
    return Rollups.parts(subjects, ROWS_AT_ONCE).stream()
        .flatMap(part -> rows(grid, births.of(service), part).stream())
        .toList();
  }

  private List<OperationRow> rows(Grid grid, long bornAt, List<Subject> subjects) {
    Set<Subject> wanted = Set.copyOf(subjects);
    Map<Subject, Timeline> timelines =
        rollups.timelines(
            RollupKind.OPERATION,
            Operation.class,
            grid,
            key -> wanted.contains(Subject.of(key)),
            true,
            Subject::of);
    return subjects.stream()
        .map(subject -> {
          Timeline timeline = timelines.getOrDefault(subject, new Timeline(grid));
          return new OperationRow(
              subject.service().value(),
              subject.operation().value(),
              subject.kind().name(),
              subject.kind().isEntry(),
              timeline.traffic(bornAt),
              timeline.trends(bornAt),
              timeline.sparkline(bornAt));
        })
        .toList();
  }
}
