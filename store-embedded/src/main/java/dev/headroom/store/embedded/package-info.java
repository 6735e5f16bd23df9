/// The default storage engine: DuckDB for telemetry and SQLite for control data, in one directory.
@NullMarked
package dev.headroom.store.embedded;

import org.jspecify.annotations.NullMarked;
