package dev.headroom.store;

import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.StoredTrace;
import java.util.List;
import java.util.Map;

/// Everything folded since the last commit, stored in one transaction or not at all.
///
/// @param position the journal is folded up to here (exclusive)
/// @param replayFrom where replay starts after a restart: the oldest record that open state needs
/// @param firstKey number of the first of `keys`
/// @param keys keys that are new since the last commit, in the order of their numbers
/// @param rollups to be added to what is stored; several rows may share key and minute
/// @param states fold state to be replaced as a whole, by name (open traces, counter baselines…)
public record Commit(
    long position,
    long replayFrom,
    int firstKey,
    List<RollupKey> keys,
    List<RollupRow> rollups,
    List<StoredTrace> traces,
    List<LogRow> logs,
    Map<String, byte[]> states) {}
