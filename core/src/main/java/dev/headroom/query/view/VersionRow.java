package dev.headroom.query.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One version of a service or route.
///
/// @param version empty when its spans name none
/// @param firstSeen start of the first slice of the window that holds something of it
/// @param lastSeen end of the last slice
/// @param change the change that brought it, null when it came before the window
public record VersionRow(
    String version,
    String environment,
    Traffic traffic,
    Instant firstSeen,
    Instant lastSeen,
    @Nullable ChangeView change) {}
