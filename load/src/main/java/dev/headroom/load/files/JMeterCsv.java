package dev.headroom.load.files;

import dev.headroom.load.result.RunRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JMeter's result file in CSV with a header: times in milliseconds, `timeStamp` when a sample
/// started (the default), `elapsed` how long it took.
final class JMeterCsv {
  private static final long MILLIS = 1_000_000;

  private final Source source;
  private final Map<String, Integer> columns = new HashMap<>();

  private JMeterCsv(Source source, String header) {
    this.source = source;
    List<String> names = fields(header);
    for (int i = 0; i < names.size(); i++) {
      columns.put(names.get(i), i);
    }
    for (String needed : List.of("timeStamp", "elapsed", "success")) {
      if (!columns.containsKey(needed)) {
        throw source.wrong(
            "a header without '" + needed + "'", "the columns timeStamp, elapsed and success");
      }
    }
  }

  static RunRecord read(Source source, String header) throws IOException {
    return new JMeterCsv(source, header).rows();
  }

  private RunRecord rows() throws IOException {
    Requests requests = new Requests(source, "jmeter");
    String target = "";
    for (@Nullable String line = next(); line != null; line = next()) {
      List<String> row = fields(line);
      boolean well = row(row, "success").equals("true");
      String code = row(row, "responseCode");
      int status = code.matches("\\d{3}") ? Integer.parseInt(code) : 0;
      target = target.isEmpty() ? row(row, "URL") : target;
      long start = number(row, "timeStamp");
      if (start > Long.MAX_VALUE / MILLIS) {
        throw source.wrong("a sample at " + start, "milliseconds since 1970");
      }
      requests.add(
          row(row, "label"),
          start * MILLIS,
          JsonLines.nanos(source, (double) number(row, "elapsed") * MILLIS),
          status,
          well ? "" : failure(row, code));
    }
    return requests.record(target);
  }

  /// A field in quotes may go on in the next line.
  private @Nullable String next() throws IOException {
    String line = source.next();
    while (line != null && line.chars().filter(c -> c == '"').count() % 2 == 1) {
      String more = source.next();
      if (more == null || line.length() > 1 << 20) {
        throw source.wrong("a field whose quotes do not end", "a closing quote");
      }
      line = line + "\n" + more;
    }
    return line;
  }

  private String failure(List<String> row, String code) {
    String message = row(row, "failureMessage");
    if (message.isEmpty()) {
      message = row(row, "responseMessage");
    }
    return message.isEmpty() ? "status " + code : message;
  }

  private String row(List<String> row, String column) {
    Integer at = columns.get(column);
    return at == null || at >= row.size() ? "" : row.get(at);
  }

  private long number(List<String> row, String column) {
    String text = row(row, column);
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Told below, as for what is below 0.
    }
    throw source.wrong("a sample whose " + column + " is '" + text + "'", "whole milliseconds");
  }

  private List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
