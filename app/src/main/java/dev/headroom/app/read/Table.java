package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.server.web.Format;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Prints rows of JSON as an aligned table.
///
/// @param columns from left to right
public record Table(List<Column> columns) {
  private static final int WIDEST = 60;

  /// One column.
  ///
  /// @param pointer where the value lies in a row, as a JSON pointer
  public record Column(
      String title, boolean right, String pointer, Function<JsonNode, String> format) {}

  public static Table of(Column... columns) {
    return new Table(List.of(columns));
  }

  public static Column text(String title, String pointer) {
    return new Column(title, false, pointer, Table::plain);
  }

  public static Column count(String title, String pointer) {
    return new Column(title, true, pointer, v -> blank(v) ? "–" : Format.count(v.asDouble()));
  }

  static Column number(String title, String pointer) {
    return new Column(title, true, pointer, v -> blank(v) ? "–" : Format.number(v.asDouble()));
  }

  static Column rate(String title, String pointer) {
    return new Column(title, true, pointer, v -> blank(v) ? "–" : Format.rate(v.asDouble()));
  }

  static Column share(String title, String pointer) {
    return new Column(title, true, pointer, v -> blank(v) ? "–" : Format.share(v.asDouble()));
  }

  static Column nanos(String title, String pointer) {
    return new Column(title, true, pointer, v -> blank(v) ? "–" : Format.nanos(v.asDouble()));
  }

  private static boolean blank(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static String plain(JsonNode value) {
    if (blank(value)) {
      return "–";
    }
    if (value.isArray()) {
      List<String> texts = new ArrayList<>();
      value.forEach(element -> texts.add(element.asText()));
      return String.join(", ", texts);
    }
    String line = value.asText().replaceAll("\\s+", " ");
    return line.length() > WIDEST ? line.substring(0, WIDEST - 1) + "…" : line;
  }

  void print(JsonNode rows, PrintWriter out) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(columns.stream().map(Column::title).toList());
    for (JsonNode row : rows) {
      cells.add(columns.stream().map(c -> c.format().apply(row.at(c.pointer()))).toList());
    }
    int[] widths = new int[columns.size()];
    for (List<String> line : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : cells) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String pad = " ".repeat(widths[i] - line.get(i).length());
        text.append(i == 0 ? "" : "  ");
        text.append(columns.get(i).right() ? pad + line.get(i) : line.get(i) + pad);
      }
      out.println(text.toString().stripTrailing());
    }
  }
}
