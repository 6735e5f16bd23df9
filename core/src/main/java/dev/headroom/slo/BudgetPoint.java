package dev.headroom.slo;

import java.time.Instant;

/// A point of a budget's graph.
///
/// @param remaining the share that was left then; NaN when that was not defined
public record BudgetPoint(Instant at, double remaining) {}
