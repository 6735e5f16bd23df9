package dev.headroom.rollup;

import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanShape;
import org.jspecify.annotations.Nullable;

/// Counts database statements under the entry operation that ran them, in the minute of their end;
/// `extra` sums the rows they returned, where told.
final class StatementFold implements TraceFold {
  private static final NodeId UNKNOWN = new NodeId(NodeType.DATABASE, "unknown");

  private final RollupTable table;
  private final ShapeTable shapes;
  private final PairKeys statements;

  StatementFold(RollupTable table, ShapeTable shapes, KeyTable keys) {
    this.table = table;
    this.shapes = shapes;
    statements = new PairKeys(keys, (entry, span) -> key(shapes.shape(entry), shapes.shape(span)));
  }

  private static RollupKey key(SpanShape entry, SpanShape span) {
    NodeId database = span.peer();
    @Nullable String text = span.statement();
    return new RollupKey.Statement(
        span.service(),
        entry.operation(),
        database == null ? UNKNOWN : database,
        text == null ? "" : text);
  }

  @Override
  public void fold(ClosedTrace trace) {
    for (int at = 0; at < trace.ordered(); at++) {
      int span = trace.ordered(at);
      int shape = trace.shapeNumber(span);
      if (!shapes.hasStatement(shape)) {
        continue;
      }
      int entry = trace.shapeNumber(trace.entry(span));
      float weight = trace.weight(span);
      Rollup rollup = table.atTime(statements.number(entry, shape), trace.endNanos(span));
      rollup.addDuration(trace.durationNanos(span), weight, trace.error(span));
      if (trace.rows(span) >= 0) {
        rollup.addExtra(trace.rows(span), weight);
      }
    }
  }
}
