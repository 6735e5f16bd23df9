package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.query.view.OperationRow;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.rollup.RollupKind;
import dev.headroom.signal.SpanKind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Reads the operations of one service, all versions together.
final class Operations {
  private final Rollups rollups;

  Operations(Rollups rollups) {
    this.rollups = rollups;
  }

  private record Subject(ServiceName service, OperationName operation, SpanKind kind) {}

  /// Busiest first.
  List<OperationRow> rows(Grid grid, Births births, ServiceName service) {
    Map<Subject, Timeline> timelines =
        rollups.timelines(
            RollupKind.OPERATION,
            Operation.class,
            grid,
            key -> key.service().equals(service),
            true,
            key -> new Subject(key.service(), key.operation(), key.spanKind()));
    long bornAt = births.of(service);
    return timelines.entrySet().stream()
        .map(entry ->
            new OperationRow(
                service.value(),
                entry.getKey().operation().value(),
                entry.getKey().kind().name(),
                entry.getKey().kind().isEntry(),
                entry.getValue().traffic(bornAt),
                entry.getValue().trends(bornAt),
                entry.getValue().sparkline(bornAt)))
        .filter(row -> row.traffic().count() > 0)
        .sorted(
            Comparator.comparingDouble((OperationRow row) -> row.traffic().count())
                .reversed()
                .thenComparing(OperationRow::operation)
                .thenComparing(OperationRow::kind))
        .toList();
  }
}
