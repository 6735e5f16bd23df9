package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.server.web.Format;
import java.util.DoubleSummaryStatistics;
import org.jspecify.annotations.Nullable;

/// Lines of charts as rows of a table.
final class ChartLines {
  /// What [#row] fills.
  static final Table.Column[] COLUMNS = {
    Table.text("LINE", "/line"),
    Table.right("LAST", "/last"),
    Table.right("LEAST", "/least"),
    Table.right("MEAN", "/mean"),
    Table.right("MOST", "/most"),
    Table.wide("OVER TIME", "/overTime")
  };

  private static final int WIDTH = 30;
  private static final String BARS = "▁▂▃▄▅▆▇█";

  private ChartLines() {}

  /// The figures of one line, as text in its unit.
  static ObjectNode row(JsonNode line) {
    JsonNode values = line.path("values");
    String unit = line.path("unit").asText();
    DoubleSummaryStatistics all = new DoubleSummaryStatistics();
    Double last = null;
    for (JsonNode value : values) {
      Double figure = Table.figure(value);
      if (figure != null) {
        all.accept(figure);
        last = figure;
      }
    }
    boolean some = all.getCount() > 0;
    return JsonNodeFactory.instance
        .objectNode()
        .put("line", line.path("name").asText())
        .put("last", Format.inUnit(last, unit))
        .put("least", Format.inUnit(some ? all.getMin() : null, unit))
        .put("mean", Format.inUnit(some ? all.getAverage() : null, unit))
        .put("most", Format.inUnit(some ? all.getMax() : null, unit))
        .put("overTime", some ? bars(values, all.getMin(), all.getMax()) : "");
  }

  /// A bar per part of the time, its mean between least and most; a space without data.
  private static String bars(JsonNode values, double least, double most) {
    int width = Math.min(WIDTH, values.size());
    StringBuilder bars = new StringBuilder();
    for (int i = 0; i < width; i++) {
      Double mean = mean(values, i * values.size() / width, (i + 1) * values.size() / width);
      if (mean == null) {
        bars.append(' ');
      } else {
        double height = most > least ? (mean - least) / (most - least) : 0;
        int step = (int) Math.round(height * (BARS.length() - 1));
        bars.append(BARS.charAt(Math.clamp(step, 0, BARS.length() - 1)));
      }
    }
    return bars.toString();
  }

  private static @Nullable Double mean(JsonNode values, int from, int to) {
    DoubleSummaryStatistics part = new DoubleSummaryStatistics();
    for (int i = from; i < to; i++) {
      Double figure = Table.figure(values.get(i));
      if (figure != null) {
        part.accept(figure);
      }
    }
    return part.getCount() == 0 ? null : part.getAverage();
  }
}
