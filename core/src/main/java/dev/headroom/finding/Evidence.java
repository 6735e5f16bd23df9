package dev.headroom.finding;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What speaks for a finding. A closed set: pages, commands and the API know how to show each.
///
/// Units are UCUM, as in OpenTelemetry: `s`, `By`, `1` for a share, `{query}` for counted things.
public sealed interface Evidence {

  /// What it shows, in a few words.
  String title();

  /// One number.
  ///
  /// @param low of its 95 % interval, NaN when it has none
  /// @param high of its 95 % interval, NaN when it has none
  /// @param formula how it was worked out, with its inputs
  record Figure(String title, double value, double low, double high, String unit, String formula)
      implements Evidence {}

  /// Values over time, or over another number.
  ///
  /// @param startSeconds of the first value, since the epoch
  /// @param stepSeconds between values
  /// @param values null where nothing was measured
  record Series(
      String title, String unit, long startSeconds, long stepSeconds, List<@Nullable Double> values)
      implements Evidence {
    public Series {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }
  }

  /// Rows of texts under the names of their columns.
  record Table(String title, List<String> columns, List<List<String>> rows) implements Evidence {
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /// Two numbers side by side.
  ///
  /// @param pValue that chance alone makes a difference as large; NaN when not tested
  record Comparison(
      String title,
      String unit,
      String before,
      double beforeValue,
      String after,
      double afterValue,
      double pValue)
      implements Evidence {}

  /// A trace that shows it.
  ///
  /// @param spans those that matter, in the order of time
  record TraceRef(String title, TraceId trace, List<SpanId> spans) implements Evidence {
    public TraceRef {
      spans = List.copyOf(spans);
    }
  }
}
