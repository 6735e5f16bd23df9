package dev.headroom.load.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/// Lines over an axis, as SVG. Colours are classes `s1`, `s2`, … of the page's sheet.
final class LineChart {
  private static final int WIDTH = 1080;
  private static final int HEIGHT = 300;
  private static final int LEFT = 72;
  private static final int RIGHT = 34;
  private static final int TOP = 10;
  private static final int BOTTOM = 30;
  private static final int MOST_TICKS = 9;

  private final String label;
  private final double lowX;
  private final double highX;
  private final boolean logarithmic;
  private final DoubleFunction<String> valueText;
  private final List<Line> lines = new ArrayList<>();
  private final List<Tick> ticks = new ArrayList<>();
  private double warmUpUntil = Double.NEGATIVE_INFINITY;

  /// A line; values that are not above 0 are left out of logarithmic charts.
  private record Line(double[] x, double[] y) {}

  private record Tick(double at, String text) {}

  /// @param label what is shown, for those who cannot see it
  /// @param logarithmic whether the values' axis is
  LineChart(
      String label,
      double lowX,
      double highX,
      boolean logarithmic,
      DoubleFunction<String> valueText) {
    this.label = label;
    this.lowX = lowX;
    this.highX = highX > lowX ? highX : lowX + 1;
    this.logarithmic = logarithmic;
    this.valueText = valueText;
  }

  LineChart line(double[] x, double[] y) {
    lines.add(new Line(x, y));
    return this;
  }

  LineChart tick(double at, String text) {
    ticks.add(new Tick(at, text));
    return this;
  }

  /// Marks what lies before as warm-up.
  LineChart warmUpUntil(double x) {
    warmUpUntil = x;
    return this;
  }

  String svg() {
    List<Double> marks = marks();
    double low = marks.getFirst();
    double high = marks.getLast();
    StringBuilder svg = new StringBuilder();
    svg.append("<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT);
    svg.append("\" role=\"img\" aria-label=\"").append(Markup.escaped(label)).append("\">\n");
    if (warmUpUntil > lowX) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"warming\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>"
                  + "<text x=\"%d\" y=\"%d\">warm-up</text>%n",
              LEFT,
              TOP,
              x(Math.min(warmUpUntil, highX)) - LEFT,
              HEIGHT - TOP - BOTTOM,
              LEFT + 6,
              HEIGHT - BOTTOM - 8));
    }
    for (double mark : marks) {
      double y = y(mark, low, high);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
              LEFT,
              WIDTH - RIGHT,
              y,
              y,
              LEFT - 8,
              y + 4,
              Markup.escaped(valueText.apply(mark))));
    }
    for (Tick tick : ticks) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
              x(tick.at),
              HEIGHT - 8,
              Markup.escaped(tick.text)));
    }
    for (int i = 0; i < lines.size(); i++) {
      svg.append(path(lines.get(i), i + 1, low, high));
    }
    return svg.append("</svg>\n").toString();
  }

  private String path(Line line, int colour, double low, double high) {
    StringBuilder path = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < line.x.length; i++) {
      double value = line.y[i];
      if (!shown(value)) {
        drawing = false;
        continue;
      }
      path.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              drawing ? " L" : " M",
              x(line.x[i]),
              y(value, low, high)));
      drawing = true;
    }
    if (line.x.length == 1 && shown(line.y[0])) {
      return String.format(
          Locale.ROOT,
          "<circle class=\"s%d\" r=\"3\" cx=\"%.1f\" cy=\"%.1f\"/>%n",
          colour,
          x(line.x[0]),
          y(line.y[0], low, high));
    }
    return "<path class=\"s" + colour + "\" d=\"" + path.toString().strip() + "\"/>\n";
  }

  private boolean shown(double value) {
    return Double.isFinite(value) && (!logarithmic || value > 0);
  }

  private double x(double value) {
    return LEFT + (value - lowX) / (highX - lowX) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value, double low, double high) {
    double share =
        logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
  }

  /// The values that have a line across, the ends of the axis first and last.
  private List<Double> marks() {
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (Line line : lines) {
      for (double value : line.y) {
        if (shown(value)) {
          least = Math.min(least, value);
          most = Math.max(most, value);
        }
      }
    }
    if (most <= 0) {
      return List.of(logarithmic ? 1.0 : 0.0, 10.0);
    }
    return logarithmic ? logarithmicMarks(least, most) : linearMarks(most);
  }

  private static List<Double> linearMarks(double most) {
    double step = Math.pow(10, Math.floor(Math.log10(most)));
    if (most / step < 2) {
      step /= 5;
    } else if (most / step < 5) {
      step /= 2;
    }
    List<Double> marks = new ArrayList<>();
    for (int i = 0; i == 0 || marks.getLast() < most; i++) {
      marks.add(i * step);
    }
    return marks;
  }

  private static List<Double> logarithmicMarks(double least, double most) {
    List<Double> marks = new ArrayList<>();
    for (double decade = Math.pow(10, Math.floor(Math.log10(least)));
        marks.isEmpty() || marks.getLast() < most;
        decade *= 10) {
      for (int factor : new int[] {1, 2, 5}) {
        double mark = factor * decade;
        if (mark * 2.5 > least && (marks.isEmpty() || marks.getLast() < most)) {
          marks.add(mark);
        }
      }
    }
    if (marks.size() > MOST_TICKS) {
      double first = marks.getFirst();
      double last = marks.getLast();
      marks.removeIf(mark ->
          mark != first
              && mark != last
              && Math.abs(Math.log10(mark) % 1) > 1e-9
              && 1 - Math.abs(Math.log10(mark) % 1) > 1e-9);
    }
    return marks;
  }
}
