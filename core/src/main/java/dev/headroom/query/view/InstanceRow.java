package dev.headroom.query.view;

import java.time.Instant;

/// One instance of a service, by its entry spans.
///
/// @param lastSeen end of the last slice of time that holds something of it
public record InstanceRow(
    String instance,
    String version,
    String environment,
    String region,
    Traffic traffic,
    Instant lastSeen) {}
