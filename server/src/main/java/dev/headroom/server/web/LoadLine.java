package dev.headroom.server.web;

import dev.headroom.query.view.CeilingView;
import dev.headroom.query.view.CeilingView.Limit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where the peak, the knee, the objective's rate and the ceiling lie on one line from nothing to a
/// little beyond the ceiling. All positions are percentages of its width.
///
/// @param peak how far the line is filled
/// @param low where the ceiling's interval begins
/// @param width of the interval, at least one percent so that it is seen
/// @param ceiling where the ceiling is
/// @param knee null when it is not known
/// @param objective null when it is not known
public record LoadLine(
    double peak,
    double low,
    double width,
    double ceiling,
    @Nullable Double knee,
    @Nullable Double objective) {
  private static final double BEYOND = 1.06;
  private static final double TIGHT = 1.2;
  private static final double NEAR = 2;

  /// Null when there is no ceiling.
  public static @Nullable LoadLine of(CeilingView view) {
    Limit limit = view.binding();
    if (limit == null || !(limit.perSecond() > 0)) {
      return null;
    }
    double whole = Math.max(limit.high(), view.peakPerSecond()) * BEYOND;
    CeilingView.ObjectiveLimit objective = view.objective();
    double low = percent(limit.low(), whole);
    return new LoadLine(
        percent(view.peakPerSecond(), whole),
        low,
        Math.max(1, percent(limit.high(), whole) - low),
        percent(limit.perSecond(), whole),
        view.kneePerSecond() == null ? null : percent(view.kneePerSecond(), whole),
        objective == null ? null : percent(objective.perSecond(), whole));
  }

  private static double percent(double value, double whole) {
    return Math.round(1_000 * value / whole) / 10.0;
  }

  /// The class of a headroom: below 1.2 times today's peak, below 2 times, and beyond.
  public static String state(@Nullable Double headroom) {
    if (headroom == null) {
      return "";
    }
    return headroom < TIGHT ? "bad" : headroom < NEAR ? "warn" : "good";
  }

  /// `2.7×`.
  public static String factor(@Nullable Double headroom) {
    return headroom == null ? Format.number(null) : Format.number(headroom) + "×";
  }

  /// `36 – 40/s`.
  public static String range(Limit limit) {
    return range(limit.low(), limit.high());
  }

  static String range(double from, double to) {
    String low = Format.rate(from);
    String high = Format.rate(to);
    String unit = high.substring(high.indexOf('/'));
    return (low.endsWith(unit) ? low.substring(0, low.length() - unit.length()) : low)
        + " – "
        + high;
  }

  /// A factor with its interval, for a tooltip.
  public static String interval(CeilingView view) {
    return view.headroomLow() == null || view.headroomHigh() == null
        ? ""
        : String.format(
            Locale.ROOT,
            "%s to %s times today's peak, with 95 %% confidence",
            Format.number(view.headroomLow()),
            Format.number(view.headroomHigh()));
  }
}
