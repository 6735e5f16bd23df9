package dev.headroom.query.view;

import org.jspecify.annotations.Nullable;

/// One normalised database statement under one calling operation.
///
/// @param operation the entry operation under which it runs
/// @param database e.g. `postgresql orders`
/// @param text the normalised statement
/// @param executionsPerRequest per request of the calling operation; null when those are not
///   counted
/// @param rowsPerExecution returned rows; null when its spans do not tell
/// @param timeShare its share of the time spent in all listed statements
public record StatementRow(
    String service,
    String operation,
    String database,
    String text,
    Traffic executions,
    @Nullable Double executionsPerRequest,
    @Nullable Double rowsPerExecution,
    @Nullable Double timeShare) {
  public StatementRow {
    Valid.amount("executionsPerRequest", executionsPerRequest);
    Valid.amount("rowsPerExecution", rowsPerExecution);
    timeShare = Valid.share("timeShare", timeShare);
  }
}
