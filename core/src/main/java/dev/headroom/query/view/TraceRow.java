package dev.headroom.query.view;

import java.time.Instant;

/// One kept trace in a list.
///
/// @param service the root's service
/// @param operation the root's operation
/// @param keptFor why it was kept: `ERROR`, `SLOW`, `RARE`, `RESERVOIR`, `LATE` or `IMPORTED`
public record TraceRow(
    String traceId,
    Instant start,
    long durationNanos,
    String service,
    String operation,
    boolean error,
    int spans,
    int services,
    String keptFor) {
  public TraceRow {
    Valid.nanos("durationNanos", durationNanos);
  }
}
