package dev.headroom.query;

import dev.headroom.query.view.TraceRow;
import dev.headroom.rollup.StoredTrace;
import java.time.Instant;

/// Shows kept traces as rows.
final class TraceRows {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private TraceRows() {}

  static TraceRow of(StoredTrace trace) {
    return new TraceRow(
        trace.id().toString(),
        instant(trace.startNanos()),
        trace.durationNanos(),
        trace.service().value(),
        trace.operation().value(),
        trace.error(),
        trace.spans(),
        trace.services(),
        trace.reason().name());
  }

  static Instant instant(long epochNanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(epochNanos, NANOS_PER_SECOND), Math.floorMod(epochNanos, NANOS_PER_SECOND));
  }
}
