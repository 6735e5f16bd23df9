package dev.headroom.server.web;

import java.util.List;
import java.util.Locale;

/// A small chart as inline SVG: a frame with the ends of its axes named, and what is drawn into it.
/// Not thread-safe.
final class Plot {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 170;
  private static final int LEFT = 48;
  private static final int RIGHT = WIDTH - 8;
  private static final int BOTTOM = HEIGHT - 24;
  private static final int TOP = 8;

  private final Axis across;
  private final Axis up;
  private final StringBuilder svg = new StringBuilder(1_024);

  /// What an axis runs through.
  ///
  /// @param low its start; above 0 on a logarithmic one
  /// @param high its end, above the start
  record Axis(double low, double high, boolean logarithmic) {
    /// From nothing.
    static Axis to(double high) {
      return new Axis(0, Math.max(high, Double.MIN_NORMAL), false);
    }

    private double share(double value) {
      double share =
          logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
      return Math.clamp(share, 0, 1);
    }
  }

  /// A point of the chart.
  record Spot(double x, double y) {}

  Plot(String label, Axis across, Axis up) {
    this.across = across;
    this.up = up;
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg class=\"scaling\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
                + "<path class=\"axis\" d=\"M%d %dV%dH%d\"/>",
            WIDTH,
            HEIGHT,
            label,
            LEFT,
            TOP,
            BOTTOM,
            WIDTH - 4));
  }

  /// Names the ends of the axes.
  Plot ends(String top, String bottom, String right) {
    text(LEFT - 6, TOP + 8, "end", top);
    text(LEFT - 6, BOTTOM, "end", bottom);
    text(WIDTH - 4, HEIGHT - 8, "end", right);
    return this;
  }

  /// Joins points with a line.
  Plot line(String kind, List<Spot> spots) {
    if (spots.isEmpty()) {
      return this;
    }
    svg.append("<path class=\"").append(kind).append("\" d=\"");
    for (int i = 0; i < spots.size(); i++) {
      svg.append(i == 0 ? 'M' : 'L').append(x(spots.get(i).x())).append(' ');
      svg.append(y(spots.get(i).y()));
    }
    svg.append("\"/>");
    return this;
  }

  /// A dot with a tooltip.
  Plot dot(String kind, Spot spot, String tip) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"3.5\"><title>%s</title></circle>",
            kind,
            x(spot.x()),
            y(spot.y()),
            tip));
    return this;
  }

  /// A dashed line at a height, named at its end.
  Plot level(double y, String name) {
    line("demand", List.of(new Spot(across.low(), y), new Spot(across.high(), y)));
    text(RIGHT, (int) Double.parseDouble(y(y)) - 4, "end", name);
    return this;
  }

  /// A dashed line across, named at its top.
  Plot upright(String kind, double x, String name) {
    line(kind, List.of(new Spot(x, up.low()), new Spot(x, up.high())));
    boolean late = across.share(x) > 0.6;
    text((int) Double.parseDouble(x(x)) + (late ? -5 : 5), TOP + 8, late ? "end" : "start", name);
    return this;
  }

  /// Shades what lies between.
  Plot band(double from, double to) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<path class=\"band\" d=\"M%s %dV%dH%sV%dZ\"/>",
            x(from),
            TOP,
            BOTTOM,
            x(to),
            TOP));
    return this;
  }

  String done() {
    return svg.append("</svg>").toString();
  }

  private String x(double value) {
    return String.format(Locale.ROOT, "%.1f", LEFT + (RIGHT - LEFT) * across.share(value));
  }

  private String y(double value) {
    return String.format(Locale.ROOT, "%.1f", TOP + (BOTTOM - TOP) * (1 - up.share(value)));
  }

  private void text(int x, int y, String anchor, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>",
            x,
            y,
            anchor,
            text));
  }
}
