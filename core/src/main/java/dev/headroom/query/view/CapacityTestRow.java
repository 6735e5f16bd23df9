package dev.headroom.query.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A load test in a list.
///
/// @param at when it began
/// @param kind `RUN` or `SEARCH`
/// @param target where the load went
/// @param service of the route it stands for; null for none
/// @param operation the route
/// @param objective what was to hold; may be empty
/// @param answer one sentence
/// @param perSecond the highest rate at which the objective holds; null when none was found
/// @param low lower end of its 95 % interval
/// @param high upper end; null when nothing was found to break the objective
/// @param capacityPerSecond what the target completes with more than enough to do
/// @param failed whether the answer is "no"
/// @param loads how many were held
/// @param doubts how many sentences there are on what is doubtful
public record CapacityTestRow(
    String id,
    Instant at,
    String kind,
    String target,
    @Nullable String service,
    @Nullable String operation,
    String version,
    String environment,
    String objective,
    String answer,
    @Nullable Double perSecond,
    @Nullable Double low,
    @Nullable Double high,
    @Nullable Double capacityPerSecond,
    boolean failed,
    int loads,
    int doubts) {
  public CapacityTestRow {
    Valid.amount("perSecond", perSecond);
    Valid.amount("low", low);
    Valid.amount("high", high);
    Valid.amount("capacityPerSecond", capacityPerSecond);
  }

  /// Whether nothing was found to break the objective.
  public boolean open() {
    return perSecond != null && high == null;
  }
}
