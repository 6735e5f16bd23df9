package dev.headroom.server.web;

import java.util.Locale;

/// Places spans on a waterfall: offsets and durations as per cent of the trace's extent.
///
/// @param extentNanos from the earliest start to the latest end
/// @param spans how many there are
public record Waterfall(long extentNanos, int spans) {
  /// A page with the details of more spans than this is slow to load and to show.
  static final int MAX_INLINE = 400;

  private static final double NARROWEST = 0.15;
  private static final int INDENT_PIXELS = 14;
  private static final int DEEPEST = 24;

  /// How far a name stands in, in pixels; beyond a depth it moves no further.
  public static int indent(int depth) {
    return 24 + INDENT_PIXELS * Math.min(depth, DEEPEST);
  }

  /// Whether the page holds the details of all spans; otherwise each is loaded when it is opened.
  public boolean inline() {
    return spans <= MAX_INLINE;
  }

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
