package dev.headroom.query.view;

import org.jspecify.annotations.Nullable;

/// Rate, errors and duration of something over a window.
///
/// @param count how often it happened, weighted by sampling
/// @param perSecond count over the seconds that data covers; null when nothing is covered
/// @param peakPerSecond the busiest minute's rate; null when nothing is covered
/// @param errors how often it failed, weighted
/// @param errorShare errors over count; null when nothing happened
/// @param unknownSamplingShare share of the spans received whose sampling rate is unknown (they
///   count once); null when nothing was received
/// @param latency null when nothing happened
public record Traffic(
    double count,
    @Nullable Double perSecond,
    @Nullable Double peakPerSecond,
    double errors,
    @Nullable Double errorShare,
    @Nullable Double unknownSamplingShare,
    @Nullable Latency latency) {

  /// Nothing happened and nothing is known.
  public static final Traffic NONE = new Traffic(0, null, null, 0, null, null, null);

  public Traffic {
    Valid.amount("count", count);
    Valid.amount("perSecond", perSecond);
    Valid.amount("peakPerSecond", peakPerSecond);
    Valid.amount("errors", errors);
    errorShare = Valid.share("errorShare", errorShare);
    unknownSamplingShare = Valid.share("unknownSamplingShare", unknownSamplingShare);
  }
}
