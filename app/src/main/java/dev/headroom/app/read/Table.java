package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.server.web.Format;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Prints rows of JSON as an aligned table.
///
/// @param columns from left to right
public record Table(List<Column> columns) {
  private static final int WIDEST = 60;
  private static final int WIDEST_AT_THE_END = 160;

  /// One column.
  ///
  /// @param pointer where the value lies in a row, as a JSON pointer
  public record Column(
      String title, boolean right, String pointer, Function<JsonNode, String> format) {}

  public static Table of(Column... columns) {
    return new Table(List.of(columns));
  }

  /// The same table with more columns at its right.
  public Table with(Column... more) {
    List<Column> all = new ArrayList<>(columns);
    all.addAll(List.of(more));
    return new Table(all);
  }

  /// The figures that all lists of traffic have.
  static Column[] traffic(String pointer) {
    return new Column[] {
      rate("RATE", pointer + "/perSecond"),
      share("ERRORS", pointer + "/errorShare"),
      nanos("P50", pointer + "/latency/p50Nanos"),
      nanos("P95", pointer + "/latency/p95Nanos"),
      nanos("P99", pointer + "/latency/p99Nanos")
    };
  }

  public static Column text(String title, String pointer) {
    return new Column(title, false, pointer, value -> plain(value, WIDEST));
  }

  /// Text that may be longer, for the last column.
  public static Column wide(String title, String pointer) {
    return new Column(title, false, pointer, value -> plain(value, WIDEST_AT_THE_END));
  }

  /// Figures that are formatted already.
  public static Column right(String title, String pointer) {
    return new Column(title, true, pointer, value -> plain(value, WIDEST));
  }

  public static Column count(String title, String pointer) {
    return new Column(title, true, pointer, v -> blank(v) ? "–" : Format.count(v.asDouble()));
  }

  public static Column number(String title, String pointer) {
    return new Column(title, true, pointer, v -> blank(v) ? "–" : Format.number(v.asDouble()));
  }

  public static Column rate(String title, String pointer) {
    return new Column(title, true, pointer, v -> blank(v) ? "–" : Format.rate(v.asDouble()));
  }

  public static Column share(String title, String pointer) {
    return new Column(title, true, pointer, v -> blank(v) ? "–" : Format.share(v.asDouble()));
  }

  public static Column nanos(String title, String pointer) {
    return new Column(title, true, pointer, v -> blank(v) ? "–" : Format.nanos(v.asDouble()));
  }

  private static boolean blank(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  /// A number; null when there is none.
  static @Nullable Double figure(JsonNode value) {
    return blank(value) ? null : Double.valueOf(value.asDouble());
  }

  private static String plain(JsonNode value, int widest) {
    if (blank(value)) {
      return "–";
    }
    if (value.isArray()) {
      List<String> texts = new ArrayList<>();
      value.forEach(element -> texts.add(element.asText()));
      return String.join(", ", texts);
    }
    String line = value.asText().replaceAll("\\s+", " ");
    return line.length() > widest ? line.substring(0, widest - 1) + "…" : line;
  }

  public void print(JsonNode rows, PrintWriter out) {
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
