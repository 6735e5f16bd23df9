package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What speaks for a finding; exactly one of the parts is there, the one of its kind.
///
/// @param title what it shows, in a few words
public record EvidenceView(
    Kind kind,
    String title,
    @Nullable Figure figure,
    @Nullable Chart series,
    @Nullable Rows table,
    @Nullable Comparison comparison,
    @Nullable TraceLink trace) {

  /// The sorts of evidence.
  public enum Kind {
    FIGURE,
    SERIES,
    TABLE,
    COMPARISON,
    TRACE
  }

  /// One number.
  ///
  /// @param value null when it is none
  /// @param low of its 95 % interval; null when it has none
  /// @param high of its 95 % interval; null when it has none
  /// @param unit UCUM
  /// @param formula how it was worked out, with its inputs
  public record Figure(
      @Nullable Double value,
      @Nullable Double low,
      @Nullable Double high,
      String unit,
      String formula) {
    public Figure {
      value = Valid.finite("value", value);
      low = Valid.finite("low", low);
      high = Valid.finite("high", high);
    }
  }

  public record Rows(List<String> columns, List<List<String>> rows) {
    public Rows {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /// Two numbers side by side.
  ///
  /// @param difference of the second to the first, as a share of the first; null when undefined
  /// @param pValue that chance alone makes a difference as large; null when not tested
  public record Comparison(
      String unit,
      String before,
      @Nullable Double beforeValue,
      String after,
      @Nullable Double afterValue,
      @Nullable Double difference,
      @Nullable Double pValue) {
    public Comparison {
      beforeValue = Valid.finite("beforeValue", beforeValue);
      afterValue = Valid.finite("afterValue", afterValue);
      difference = Valid.finite("difference", difference);
      pValue = Valid.finite("pValue", pValue);
    }
  }

  /// @param spans those that matter
  public record TraceLink(String traceId, List<String> spans) {
    public TraceLink {
      spans = List.copyOf(spans);
    }
  }
}
