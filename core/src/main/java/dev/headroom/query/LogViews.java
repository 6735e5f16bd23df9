package dev.headroom.query;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.query.view.LogView;
import dev.headroom.rollup.LogRow;

/// Shows stored log records.
final class LogViews {
  private LogViews() {}

  static LogView of(LogRow row) {
    TraceId trace = row.traceId();
    SpanId span = row.spanId();
    String level = Severities.level(row.severity());
    return new LogView(
        TraceRows.instant(row.timeNanos()),
        row.service().value(),
        row.version(),
        row.instance(),
        row.severity(),
        level.isEmpty() ? row.severityText() : level,
        row.eventName(),
        row.body(),
        row.template(),
        trace == null ? null : trace.toString(),
        span == null ? null : span.toString(),
        row.scope(),
        FlatJson.members(row.attributes()),
        FlatJson.members(row.resource()));
  }
}
