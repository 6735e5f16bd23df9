package dev.headroom.server.web;

import dev.headroom.query.view.ChangeView;
import dev.headroom.query.view.Chart;
import dev.headroom.query.view.Line;
import java.util.List;

/// The lines of a chart as JSON for the drawing script.
public final class ChartData {
  private ChartData() {}

  /// Only the named lines; all when none is named.
  ///
  /// @param changes drawn as markers
  public static String json(Chart chart, List<ChangeView> changes, List<String> names) {
    StringBuilder json = new StringBuilder(1_024);
    json.append("{\"start\":").append(chart.start().getEpochSecond());
    json.append(",\"step\":").append(chart.stepSeconds()).append(",\"lines\":[");
    boolean first = true;
    for (Line line : chart.lines()) {
      if (names.isEmpty() || names.contains(line.name())) {
        json.append(first ? "" : ",");
        line(line, json);
        first = false;
      }
    }
    json.append("],\"marks\":[");
    for (int i = 0; i < changes.size(); i++) {
      ChangeView change = changes.get(i);
      json.append(i == 0 ? "" : ",").append("{\"at\":").append(change.at().getEpochSecond());
      json.append(",\"label\":");
      text(change.service() + " " + change.version(), json);
      json.append('}');
    }
    return json.append("]}").toString();
  }

  private static void line(Line line, StringBuilder json) {
    json.append("{\"name\":");
    text(line.name(), json);
    json.append(",\"unit\":");
    text(line.unit(), json);
    json.append(",\"values\":[");
    for (int i = 0; i < line.values().size(); i++) {
      Double value = line.values().get(i);
      json.append(i == 0 ? "" : ",");
      if (value == null) {
        json.append("null");
      } else {
        json.append(value.floatValue());
      }
    }
    json.append("]}");
  }

  /// A string of JSON.
  static void text(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(' ');
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
