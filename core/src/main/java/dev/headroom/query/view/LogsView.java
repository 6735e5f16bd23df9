package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Log records that pass a search, newest first.
///
/// @param histogram records per step by level, of the chosen service and severity (text and trace
///   do not narrow it); lines `fatal`, `error`, `warn`, `info`, `debug`, `trace`, `unknown` in unit
///   `{record}`, only those that occur
/// @param nextCursor for the next page, null on the last
/// @param services names to choose from
public record LogsView(
    WindowView window,
    List<LogView> logs,
    @Nullable String nextCursor,
    Chart histogram,
    List<String> services,
    List<Hint> hints) {
  public LogsView {
    logs = List.copyOf(logs);
    services = List.copyOf(services);
    hints = List.copyOf(hints);
  }
}
