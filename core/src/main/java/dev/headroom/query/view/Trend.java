package dev.headroom.query.view;

import org.jspecify.annotations.Nullable;

/// How a figure moved from the window before to this one: the medians of both windows' points are
/// compared, so that one outlier moves nothing.
///
/// @param before median of the points of the previous window; null without data
/// @param now median of the points of this window; null without data
/// @param changeShare now over before, minus 1; null when either is missing or before is 0
/// @param direction [Direction#UNKNOWN] when either window holds fewer than three points
public record Trend(
    @Nullable Double before,
    @Nullable Double now,
    @Nullable Double changeShare,
    Direction direction) {

  /// Where a figure is going.
  public enum Direction {
    UP,
    DOWN,
    FLAT,
    UNKNOWN
  }

  /// What is said when there is nothing to compare.
  public static final Trend UNKNOWN = new Trend(null, null, null, Direction.UNKNOWN);

  public Trend {
    Valid.finite("before", before);
    Valid.finite("now", now);
    Valid.finite("changeShare", changeShare);
  }
}
