package dev.headroom.plan;

/// What a proposal saves of an error budget that burns.
///
/// @param slo the SLO's name
/// @param objective the objective's name
/// @param burnRate how fast it burns, 1 spends it in exactly one period
/// @param savedShare of the bad events that would not happen, 0 to 1
public record BudgetEffect(String slo, String objective, double burnRate, double savedShare) {}
