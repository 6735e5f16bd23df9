package dev.headroom.server.web;

import java.util.Locale;

/// Places spans on a waterfall: offsets and durations as per cent of the trace's extent.
///
/// @param extentNanos from the earliest start to the latest end
public record Waterfall(long extentNanos) {
  private static final double NARROWEST = 0.15;

  /// Where it starts, in per cent.
  public String left(long offsetNanos) {
    return percent(share(offsetNanos));
  }

  /// How wide it is, in per cent; never too narrow to be seen.
  public String width(long durationNanos) {
    return percent(Math.max(NARROWEST, share(durationNanos)));
  }

  /// The style of the text that tells the duration: right of the bar, or left of it near the edge.
  public String label(long offsetNanos, long durationNanos) {
    double end = share(offsetNanos) + Math.max(NARROWEST, share(durationNanos));
    return end < 88
        ? "left:calc(" + percent(end) + "% + 6px)"
        : "right:calc(" + percent(Math.max(0, 100 - share(offsetNanos))) + "% + 6px)";
  }

  private double share(long nanos) {
    return extentNanos <= 0 ? 0 : Math.clamp(100.0 * nanos / extentNanos, 0, 100);
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
