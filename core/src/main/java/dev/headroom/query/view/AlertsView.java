package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The alerts of a window, newest first.
///
/// @param nextCursor for the page after it; null on the last
public record AlertsView(WindowView window, List<AlertView> alerts, @Nullable String nextCursor) {
  public AlertsView {
    alerts = List.copyOf(alerts);
  }
}
