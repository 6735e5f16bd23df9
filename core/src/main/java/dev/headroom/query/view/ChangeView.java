package dev.headroom.query.view;

import dev.headroom.signal.ChangeEvent;
import java.time.Instant;
import java.util.List;

/// One change of the system.
///
/// @param kind `DEPLOY`, `FIRST_SEEN`, `CONFIG`, `FLAG`, `SCALE`, `INFRASTRUCTURE` or `OTHER`
/// @param source `telemetry` or `api`
public record ChangeView(
    String id,
    Instant at,
    String service,
    String version,
    String environment,
    ChangeEvent.Kind kind,
    String description,
    String url,
    String source) {

  public static ChangeView of(ChangeEvent change) {
    return new ChangeView(
        change.id(),
        change.at(),
        change.service().value(),
        change.version(),
        change.environment(),
        change.kind(),
        change.description(),
        change.url(),
        change.source());
  }

  public static List<ChangeView> of(List<ChangeEvent> changes) {
    return changes.stream().map(ChangeView::of).toList();
  }
}
