package dev.headroom.server.web;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A small line without axes, as inline SVG; gaps stay gaps.
public final class Sparkline {
  private static final int WIDTH = 96;
  private static final int HEIGHT = 24;

  private Sparkline() {}

  /// @param values one per step, null where there is no data
  /// @param style a class of the sheet: empty, or `errors`
  /// @param label what a screen reader says
  public static String svg(List<@Nullable Double> values, String style, String label) {
    double top = 0;
    for (Double value : values) {
      top = value == null ? top : Math.max(top, value);
    }
    StringBuilder svg = new StringBuilder(256);
    svg.append("<svg class=\"spark ")
        .append(style)
        .append("\" width=\"")
        .append(WIDTH)
        .append("\" height=\"")
        .append(HEIGHT)
        .append("\" viewBox=\"0 0 ")
        .append(WIDTH)
        .append(' ')
        .append(HEIGHT)
        .append("\" role=\"img\" aria-label=\"")
        .append(escaped(label))
        .append("\">");
    if (top > 0) {
      svg.append("<path class=\"area\" d=\"")
          .append(path(values, top, true))
          .append("\"/>")
          .append("<path class=\"line\" d=\"")
          .append(path(values, top, false))
          .append("\"/>");
    } else {
      svg.append("<path class=\"line\" d=\"M0 23H96\" opacity=\"0.25\"/>");
    }
    return svg.append("</svg>").toString();
  }

  private static String path(List<@Nullable Double> values, double top, boolean closed) {
    StringBuilder path = new StringBuilder();
    double step = (double) WIDTH / Math.max(1, values.size() - 1);
    int started = -1;
    for (int i = 0; i <= values.size(); i++) {
      Double value = i < values.size() ? values.get(i) : null;
      if (value == null) {
        if (started >= 0 && closed) {
          path.append(
              String.format(Locale.ROOT, "L%.1f 24L%.1f 24Z", (i - 1) * step, started * step));
        }
        started = -1;
        continue;
      }
      double y = 1 + (HEIGHT - 2) * (1 - value / top);
      path.append(String.format(Locale.ROOT, "%c%.1f %.1f", started < 0 ? 'M' : 'L', i * step, y));
      if (started < 0) {
        started = i;
        // A point alone would draw nothing.
        path.append("h0.1");
      }
    }
    return path.toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
  }
}
