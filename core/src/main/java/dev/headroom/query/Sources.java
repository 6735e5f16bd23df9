package dev.headroom.query;

import dev.headroom.catalog.CatalogReader;
import dev.headroom.rollup.ExemplarReader;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.TraceReader;
import dev.headroom.store.ChangeLog;
import dev.headroom.store.Retention;
import java.time.InstantSource;

/// Everything that questions are answered from.
///
/// @param keys all keys there are; tells which names are known at all
/// @param retention tells how finely old windows can be shown
public record Sources(
    RollupReader rollups,
    TraceReader traces,
    LogReader logs,
    ExemplarReader exemplars,
    ChangeLog changes,
    KeyTable keys,
    CatalogReader catalog,
    SystemReader system,
    PayloadReader payloads,
    Retention retention,
    InstantSource clock) {}
