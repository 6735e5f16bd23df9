package dev.headroom.control;

import org.jspecify.annotations.Nullable;

/// What is to be measured after a proposal was accepted; what is null is taken from the prediction.
///
/// @param metric `p50`, `p95`, `error_share` or `calls_per_request`; `p95` when absent
/// @param service of the route that is measured; that with the most relief when absent
/// @param operation of the route that is measured
/// @param minimumEffect the least change that matters, as a share; 0.1 when absent
/// @param windowMinutes how long is measured after the change, 5 to 40320; 1440 when absent
public record Terms(
    @Nullable String metric,
    @Nullable String service,
    @Nullable String operation,
    @Nullable Double minimumEffect,
    @Nullable Integer windowMinutes) {
  /// As predicted.
  public static final Terms USUAL = new Terms(null, null, null, null, null);
}
