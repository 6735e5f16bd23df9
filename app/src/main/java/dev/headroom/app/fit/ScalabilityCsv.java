package dev.headroom.app.fit;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Measured points of throughput against concurrency, from a CSV file with the columns `n` and `x`.
///
/// @param n concurrency
/// @param x throughput
record ScalabilityCsv(double[] n, double[] x) {

  /// Reads lines separated by commas, semicolons or tabs. Blank lines and lines that start with `#`
  /// are left out; columns besides `n` and `x` are ignored.
  ///
  /// @throws HeadroomException that names file, line and value
  static ScalabilityCsv read(String file, List<String> lines) {
    int nColumn = -1;
    int xColumn = -1;
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith("\uFEFF")) {
        line = line.substring(1).strip();
      }
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      List<String> cells = cells(line);
      if (nColumn < 0) {
        List<String> names = cells.stream().map(c -> c.toLowerCase(Locale.ROOT)).toList();
        nColumn = names.indexOf("n");
        xColumn = names.indexOf("x");
        if (nColumn < 0 || xColumn < 0) {
          throw new HeadroomException(
              ErrorCode.INVALID,
              file + ":" + (i + 1) + ": header '" + line + "'; expected the columns n and x");
        }
        continue;
      }
      points.add(
          new double[] {
            number(file, i + 1, "n", cells, nColumn), number(file, i + 1, "x", cells, xColumn)
          });
    }
    if (nColumn < 0) {
      throw new HeadroomException(
          ErrorCode.INVALID, file + " is empty; expected a header line n,x and points");
    }
    return new ScalabilityCsv(
        points.stream().mapToDouble(p -> p[0]).toArray(),
        points.stream().mapToDouble(p -> p[1]).toArray());
  }

  private static List<String> cells(String line) {
    String separator = line.indexOf('\t') >= 0 ? "\t" : line.indexOf(';') >= 0 ? ";" : ",";
    return Arrays.stream(line.split(separator, -1))
        .map(String::strip)
        .map(c ->
            c.length() > 1 && c.startsWith("\"") && c.endsWith("\"")
                ? c.substring(1, c.length() - 1).strip()
                : c)
        .toList();
  }

  private static double number(
      String file, int line, String column, List<String> cells, int index) {
    String text = index < cells.size() ? cells.get(index) : "";
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Told below, with what was expected.
    }
    throw new HeadroomException(
        ErrorCode.INVALID,
        file + ":" + line + ": " + column + " '" + text + "' is no number; expected e.g. 12.5");
  }
}
