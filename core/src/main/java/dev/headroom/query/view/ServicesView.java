package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// All services that sent anything in the window.
///
/// @param serviceCount how many pass the filter
/// @param services this page of them
/// @param nextCursor for the next page, null on the last
public record ServicesView(
    WindowView window,
    int serviceCount,
    List<ServiceRow> services,
    @Nullable String nextCursor,
    List<Hint> hints) {
  public ServicesView {
    services = List.copyOf(services);
    hints = List.copyOf(hints);
  }

  /// @param traffic of entry spans (SERVER, CONSUMER)
  /// @param sparkline lines `rate`, `errors`, `p95`
  /// @param versions seen in the window, the busiest first
  /// @param instances how many sent entry spans in the window
  /// @param operations how many operations were seen
  /// @param signals which of `traces`, `metrics`, `logs` it sends
  public record ServiceRow(
      String service,
      Ownership ownership,
      Traffic traffic,
      Trends trends,
      Chart sparkline,
      List<String> versions,
      int instances,
      int operations,
      List<String> signals) {
    public ServiceRow {
      versions = List.copyOf(versions);
      signals = List.copyOf(signals);
    }
  }
}
