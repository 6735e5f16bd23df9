package dev.headroom.store;

import dev.headroom.signal.SignalType;
import java.time.Instant;

/// Something accepted that a fold could not take.
///
/// @param fold the name of the fold
/// @param position of the request that brought it, in the journal; of a trace that of a span of it
/// @param index of the item in its request
/// @param items how many it is: 1, or all of a request that could not be read as a whole
/// @param subject what it is: `span 00f067aa0ba902b7`, `trace …`, a metric's name
/// @param reason what went wrong, in the words of the exception
/// @param place the exception's type and where it was thrown: alike for all items that fail alike
/// @param at when it was set aside
public record Quarantined(
    SignalType signal,
    String fold,
    long position,
    int index,
    int items,
    String subject,
    String reason,
    String place,
    Instant at) {}
