package dev.headroom.rollup;

import dev.headroom.signal.SpanBatch;

/// Counts every span under its operation, and entry spans under their instance too, in the minute
/// of their end.
final class OperationFold implements SpanFold {
  private final RollupTable table;
  private final ShapeTable shapes;
  private final ShapeKeys operations;
  private final ShapeKeys instances;

  OperationFold(RollupTable table, ShapeTable shapes, KeyTable keys) {
    this.table = table;
    this.shapes = shapes;
    operations =
        new ShapeKeys(
            keys,
            shapes,
            s ->
                new RollupKey.Operation(
                    s.service(), s.operation(), s.kind(), s.version(), s.environment()));
    instances =
        new ShapeKeys(
            keys,
            shapes,
            s ->
                new RollupKey.Instance(
                    s.service(), s.instance(), s.version(), s.environment(), s.region()));
  }

  @Override
  public void fold(SpanBatch batch, int i) {
    int shape = batch.shape(i);
    shapes.learn(shape);
    long end = batch.endNanos(i);
    long nanos = end - batch.startNanos(i);
    table.atTime(operations.number(shape), end).addDuration(nanos, batch.weight(i), batch.error(i));
    if (shapes.kind(shape).isEntry()) {
      table
          .atTime(instances.number(shape), end)
          .addDuration(nanos, batch.weight(i), batch.error(i));
    }
  }
}
