package dev.headroom.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A change as a pipeline tells it. Null fields were not given.
///
/// @param id stable over retries; without it one is derived from the other fields
/// @param at when it took effect; now when not given
/// @param service what changed
/// @param version what it changed to; needed for a deploy
/// @param kind `deploy` (when not given), `config`, `flag`, `scale`, `infrastructure`, `other`
public record ChangeRequest(
    @Nullable String id,
    @Nullable Instant at,
    @Nullable String service,
    @Nullable String version,
    @Nullable String environment,
    @Nullable String kind,
    @Nullable String description,
    @Nullable String url) {}
