package dev.headroom.server.web;

import dev.headroom.query.view.ScalabilityView;
import dev.headroom.query.view.ScalabilityView.Level;
import java.util.List;
import java.util.Locale;

/// Throughput against concurrency as inline SVG: a point for each level, and the law's curve.
public final class ScalabilityDrawing {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 170;
  private static final int LEFT = 48;
  private static final int BOTTOM = 24;
  private static final int TOP = 8;

  private ScalabilityDrawing() {}

  /// @param view with at least one level
  public static String svg(ScalabilityView view) {
    double most = most(view.levels(), view.curve(), true);
    double top = most(view.levels(), view.curve(), false);
    StringBuilder svg = new StringBuilder(1_024);
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg class=\"scaling\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Throughput"
                + " against requests under way\">",
            WIDTH,
            HEIGHT));
    svg.append(
        String.format(
            Locale.ROOT,
            "<path class=\"axis\" d=\"M%d %dV%dH%d\"/>",
            LEFT,
            TOP,
            HEIGHT - BOTTOM,
            WIDTH - 4));
    text(svg, LEFT - 6, TOP + 8, "end", Format.rate(top));
    text(svg, LEFT - 6, HEIGHT - BOTTOM, "end", "0");
    text(svg, WIDTH - 4, HEIGHT - 8, "end", Format.number(most) + " under way");
    if (!view.curve().isEmpty()) {
      svg.append("<path class=\"line\" d=\"");
      for (int i = 0; i < view.curve().size(); i++) {
        Level level = view.curve().get(i);
        svg.append(i == 0 ? 'M' : 'L').append(at(level, most, top));
      }
      svg.append("\"/>");
    }
    for (Level level : view.levels()) {
      String[] at = at(level, most, top).split(" ", -1);
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%s\" cy=\"%s\" r=\"3.5\"><title>%s at %s under way</title></circle>",
              at[0],
              at[1],
              Format.rate(level.perSecond()),
              Format.number(level.inFlight())));
    }
    return svg.append("</svg>").toString();
  }

  private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>",
            x,
            y,
            anchor,
            text));
  }

  private static String at(Level level, double most, double top) {
    return String.format(
        Locale.ROOT,
        "%.1f %.1f",
        LEFT + (WIDTH - 8 - LEFT) * level.inFlight() / most,
        TOP + (HEIGHT - BOTTOM - TOP) * (1 - level.perSecond() / top));
  }

  private static double most(List<Level> levels, List<Level> curve, boolean inFlight) {
    double most = Double.MIN_NORMAL;
    for (List<Level> some : List.of(levels, curve)) {
      for (Level level : some) {
        most = Math.max(most, inFlight ? level.inFlight() : level.perSecond());
      }
    }
    return most;
  }
}
