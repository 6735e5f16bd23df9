package dev.headroom.rollup;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;

/// How many traces are kept raw, and which.
///
/// @param keepAll keep every trace, as an import does; nothing else counts then
/// @param uniformPerRoute traces of each route and minute drawn at random with known weights; a
///   sudden rise may keep a few times more
/// @param uniformPerMinute the same over all routes
/// @param errorsPerRoute failed traces of each route and minute
/// @param slowPerRoute traces of each route and minute slower than `slowQuantile`
/// @param slowQuantile of the route's durations of the last 10 to 20 minutes
/// @param rarePerRoute the first traces of each route in any 10 minutes
/// @param specialPerMinute failed, slow and rare traces of a minute over all routes
/// @param seed which traces the draw picks
public record SamplingPolicy(
    boolean keepAll,
    int uniformPerRoute,
    int uniformPerMinute,
    int errorsPerRoute,
    int slowPerRoute,
    double slowQuantile,
    int rarePerRoute,
    int specialPerMinute,
    long seed) {

  /// Per shard: 6 traces drawn, 6 failed and 4 slow ones per route and minute; 600 and 600 in all.
  public static final SamplingPolicy DEFAULT =
      new SamplingPolicy(false, 6, 600, 6, 4, 0.99, 3, 600, 0x68656164726f6f6dL);

  /// Keeps every trace.
  public static final SamplingPolicy ALL = new SamplingPolicy(true, 1, 1, 0, 0, 0.99, 0, 0, 0);

  public SamplingPolicy {
    atLeast("uniformPerRoute", uniformPerRoute, 1);
    atLeast("uniformPerMinute", uniformPerMinute, 1);
    atLeast("errorsPerRoute", errorsPerRoute, 0);
    atLeast("slowPerRoute", slowPerRoute, 0);
    atLeast("rarePerRoute", rarePerRoute, 0);
    atLeast("specialPerMinute", specialPerMinute, 0);
    if (!(slowQuantile > 0 && slowQuantile < 1)) {
      throw new HeadroomException(
          ErrorCode.INVALID, "slowQuantile " + slowQuantile + "; expected between 0 and 1");
    }
  }

  private static void atLeast(String field, int value, int least) {
    if (value < least) {
      throw new HeadroomException(
          ErrorCode.INVALID, field + " " + value + "; expected " + least + " or more");
    }
  }
}
