package dev.headroom.rollup;

/// One rollup on its way to a store.
///
/// @param key the key's number in the [KeyTable]
/// @param minute start of the minute, seconds since the epoch
public record RollupRow(int key, long minute, Rollup value) {}
