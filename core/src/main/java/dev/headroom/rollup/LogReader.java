package dev.headroom.rollup;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Port: finds log records. Thread-safe.
public interface LogReader {

  /// Records newest first (by time, then sequence).
  List<LogRow> search(Search search);

  /// @param service null for all
  /// @param minSeverity OTLP's number, 0 for all
  /// @param text the body contains it, ignoring case; empty for all
  /// @param trace null for all
  /// @param template number of a [RollupKey.Template] key, 0 for all
  /// @param before cursor: only records before this (time, sequence); null for the first page
  record Search(
      TimeWindow window,
      @Nullable ServiceName service,
      int minSeverity,
      String text,
      @Nullable TraceId trace,
      int template,
      @Nullable Cursor before,
      int limit) {}

  record Cursor(long timeNanos, long sequence) {}
}
