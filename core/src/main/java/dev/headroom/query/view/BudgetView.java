package dev.headroom.query.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is left of an error budget, and how fast it goes.
///
/// @param state `OK`, `BURNING`, `EXHAUSTED`, `FROZEN` (too little is known) or `UNDEFINED` (no
///   events)
/// @param total events (or slices) of the period, weighted by sampling
/// @param bad the bad ones
/// @param allowed how many may be bad at the traffic seen so far; null when nothing happened
/// @param goodShare good over total; null when nothing happened
/// @param remainingShare of the budget: 1 untouched, 0 spent, below 0 overspent; null when
///   undefined
/// @param burn1h burn rate over the last hour: 1 spends the budget in exactly one period; null
///   without events
/// @param burn6h the same over six hours
/// @param burn24h the same over a day
/// @param exhaustedEarliest when the budget would be gone at the upper end of the current burn's 95
///   % interval; null for never
/// @param exhaustedLatest at the lower end; null for never
/// @param oneFailureCosts share of the whole budget that one bad event takes; null when undefined
/// @param coverage share of the period's minutes for which telemetry is known
/// @param knownSince the first minute with events; null when there is none
/// @param estimatedUntil minutes before this were estimated from latency sketches, not counted;
///   null when all were counted
/// @param samplingUnknown whether events came whose sampling rate is unknown, so that shares may be
///   off
/// @param brief what is left in a few words
/// @param words the budget in plain words
public record BudgetView(
    String state,
    double total,
    double bad,
    @Nullable Double allowed,
    @Nullable Double goodShare,
    @Nullable Double remainingShare,
    @Nullable Double burn1h,
    @Nullable Double burn6h,
    @Nullable Double burn24h,
    @Nullable Instant exhaustedEarliest,
    @Nullable Instant exhaustedLatest,
    @Nullable Double oneFailureCosts,
    double coverage,
    @Nullable Instant knownSince,
    @Nullable Instant estimatedUntil,
    boolean samplingUnknown,
    String brief,
    String words) {
  public BudgetView {
    Valid.amount("total", total);
    Valid.amount("bad", bad);
    Valid.amount("allowed", allowed);
    goodShare = Valid.share("goodShare", goodShare);
    Valid.finite("remainingShare", remainingShare);
    Valid.amount("burn1h", burn1h);
    Valid.amount("burn6h", burn6h);
    Valid.amount("burn24h", burn24h);
    Valid.amount("oneFailureCosts", oneFailureCosts);
    Valid.share("coverage", coverage);
  }
}
