package dev.headroom.rollup;

/// What a shard did since the start.
///
/// @param spans taken in, without duplicates
/// @param duplicateSpans that came again and were left out
/// @param lateSpans that came after their trace was closed
/// @param openTraces now
/// @param openSpans in them
/// @param completeTraces closed with their root
/// @param rootlessTraces closed because nothing came for long
/// @param cutTraces closed early: too long, too large, or no room
/// @param keptTraces stored raw
/// @param droppedSpans wholly outside their parents, left out of critical paths
/// @param skewCorrections client-server edges whose clocks were aligned
/// @param pairedCalls client calls whose callee was in the trace
/// @param unpairedCalls client calls without
/// @param shapesOverflowed spans whose shape found no room, in all shards
public record ShardStats(
    long spans,
    long duplicateSpans,
    long lateSpans,
    long openTraces,
    long openSpans,
    long completeTraces,
    long rootlessTraces,
    long cutTraces,
    long keptTraces,
    long droppedSpans,
    long skewCorrections,
    long pairedCalls,
    long unpairedCalls,
    long shapesOverflowed) {}
