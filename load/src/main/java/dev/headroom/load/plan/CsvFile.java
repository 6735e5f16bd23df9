package dev.headroom.load.plan;

import java.util.ArrayList;
import java.util.List;

/// Reads CSV: a header line, then rows; cells in double quotes may hold commas, line ends and,
/// twice, quotes.
final class CsvFile {
  private CsvFile() {}

  /// All rows, the header first; blank lines left out.
  static List<List<String>> rows(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    String csv = text.startsWith("\uFEFF") ? text.substring(1) : text;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (quoted) {
        if (c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else if (c == '"') {
          quoted = false;
        } else {
          cell.append(c);
        }
      } else if (c == '"' && cell.toString().isBlank()) {
        cell.setLength(0);
        quoted = true;
      } else if (c == ',') {
        row.add(cell.toString().strip());
        cell.setLength(0);
      } else if (c == '\n') {
        end(rows, row, cell);
        row = new ArrayList<>();
      } else if (c != '\r') {
        cell.append(c);
      }
    }
    end(rows, row, cell);
    return rows;
  }

  private static void end(List<List<String>> rows, List<String> row, StringBuilder cell) {
    if (!row.isEmpty() || !cell.toString().isBlank()) {
      row.add(cell.toString().strip());
      rows.add(List.copyOf(row));
    }
    cell.setLength(0);
  }
}
