package dev.headroom.rollup;

import dev.headroom.base.SpanId;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Port: single measurements of metric series, with the traces they were made in.
public interface ExemplarReader {
  /// There are none.
  ExemplarReader NONE = (_, _) -> List.of();

  /// Those of a series in a window, oldest first.
  List<Exemplar> find(RollupKey.Metric series, TimeWindow window);

  /// @param value in the unit of its series
  /// @param timeNanos nanoseconds since the epoch
  /// @param spanId null when only the trace is known
  /// @param attributes those that tell it apart within its series, as `key=value` by commas
  record Exemplar(
      double value, long timeNanos, TraceId traceId, @Nullable SpanId spanId, String attributes) {}
}
