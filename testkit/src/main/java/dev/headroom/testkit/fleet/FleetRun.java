package dev.headroom.testkit.fleet;

/// A fleet that was simulated.
///
/// @param view what analyses may look at
/// @param truth what is true of it
/// @param spans how many were sent
public record FleetRun(FleetView view, Truth truth, long spans) {}
