package dev.headroom.rollup;

import dev.headroom.signal.LogRecord;
import java.util.function.Consumer;

/// Sees each accepted log record once, in the order of arrival. Called by one thread at a time.
public interface RecordFold {

  /// Takes in a record.
  ///
  /// @param rollups takes the template's count
  /// @param rows takes the row
  void fold(LogRecord log, RollupSink rollups, Consumer<LogRow> rows);
}
