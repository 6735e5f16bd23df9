package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Kept traces that pass a search, newest first.
///
/// @param nextCursor for the next page, null on the last
/// @param services names to choose from
/// @param operations names to choose from: the routes of the chosen service, or of all
public record TracesView(
    WindowView window,
    List<TraceRow> traces,
    @Nullable String nextCursor,
    List<String> services,
    List<String> operations,
    List<Hint> hints) {
  public TracesView {
    traces = List.copyOf(traces);
    services = List.copyOf(services);
    operations = List.copyOf(operations);
    hints = List.copyOf(hints);
  }
}
