package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.ChangeView;
import dev.headroom.query.view.ChangesView;
import dev.headroom.query.view.WindowView;
import dev.headroom.signal.ChangeEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers what changed.
final class ChangesQuery {
  private final Sources sources;

  ChangesQuery(Sources sources) {
    this.sources = sources;
  }

  ChangesView changes(TimeWindow window, @Nullable ServiceName service) {
    List<ChangeEvent> changes =
        sources.changes().changes(window).stream()
            .filter(change -> service == null || change.service().equals(service))
            .toList();
    if (service != null && changes.isEmpty()) {
      new Directory(sources.keys()).require(service);
    }
    return new ChangesView(
        new WindowView(window.from(), window.to(), 60), ChangeView.of(changes.reversed()));
  }
}
