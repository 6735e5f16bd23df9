package dev.headroom.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A silence as somebody wants it. Null fields were not given.
///
/// @param id stable over retries; a new one is made when it is not given
/// @param matchers each `name=value`, `name!=value`, `name=~pattern` or `name!~pattern`
/// @param from now when not given
/// @param to its end; or `minutes` is given
/// @param minutes its length from `from`
public record SilenceRequest(
    @Nullable String id,
    @Nullable List<String> matchers,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable Integer minutes,
    @Nullable String who,
    @Nullable String why) {}
