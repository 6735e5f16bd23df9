package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One alert with those it is told with.
///
/// @param symptoms the alerts that last and are told under it
/// @param lead the alert under which it is told; null when there is none
public record AlertDetailView(AlertView alert, List<AlertView> symptoms, @Nullable AlertView lead) {
  public AlertDetailView {
    symptoms = List.copyOf(symptoms);
  }
}
