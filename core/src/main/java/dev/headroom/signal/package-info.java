/// Telemetry as it arrives: spans, metric points, log records, change events, and the port that
/// takes them in.
@NullMarked
package dev.headroom.signal;

import org.jspecify.annotations.NullMarked;
