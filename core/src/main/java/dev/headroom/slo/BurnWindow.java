package dev.headroom.slo;

import java.time.Duration;

/// How fast the budget burned over the last so-and-so long.
///
/// @param length of the window; longer than asked for where the last event lies further back
/// @param total events, or slices with events
/// @param bad those of them that were bad, possibly fractional
/// @param burn share of bad over the share that may be bad: 1 spends the budget in exactly one
///   period at constant traffic. NaN without events
/// @param weighted the same, but as if the traffic had been the period's mean: budget really spent
///   in the window, times period over window. NaN when the period had no events
/// @param coverage the share of minutes known, see [Budget#coverage]; NaN when the first event came
///   later
public record BurnWindow(
    Duration length, double total, double bad, double burn, double weighted, double coverage) {}
