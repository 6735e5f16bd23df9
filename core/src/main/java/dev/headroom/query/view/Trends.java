package dev.headroom.query.view;

/// The three figures everybody watches, against the window before.
///
/// @param rate events per second
/// @param errorShare 0 to 1
/// @param p95Nanos 95th percentile, nanoseconds
public record Trends(Trend rate, Trend errorShare, Trend p95Nanos) {
  public static final Trends UNKNOWN = new Trends(Trend.UNKNOWN, Trend.UNKNOWN, Trend.UNKNOWN);
}
