package dev.headroom.load.run;

import java.time.Duration;

/// A short part of a step, about 100 ms; counts are of what happened within it.
///
/// @param start since the start of the step, warm-up included
/// @param length how long it is
/// @param offered requests that should have started within it
/// @param completed answers within it that passed all checks
/// @param failed requests that ended otherwise within it
/// @param slow of those that ended within it, how many took longer than the threshold from their
///   intended time, or failed
/// @param inFlightAtEnd requests that should have started before its end and had not ended by then
public record Slice(
    Duration start,
    Duration length,
    long offered,
    long completed,
    long failed,
    long slow,
    long inFlightAtEnd) {}
