/// The default storage engine: a journal, DuckDB for telemetry and SQLite for the control plane, in
/// one directory.
@NullMarked
package dev.headroom.store.embedded;

import org.jspecify.annotations.NullMarked;
