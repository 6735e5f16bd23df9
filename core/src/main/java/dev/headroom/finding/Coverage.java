package dev.headroom.finding;

import dev.headroom.base.TimeWindow;

/// What an analysis looked at before it made a claim.
///
/// @param window the stretch of time
/// @param items how many traces, spans, points or minutes it saw
/// @param of what the items are, plural, e.g. `traces`
/// @param share of all there were, 0 to 1; NaN when unknown
public record Coverage(TimeWindow window, long items, String of, double share) {}
