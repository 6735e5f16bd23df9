package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.query.view.ChangeView;
import dev.headroom.query.view.VersionRow;
import dev.headroom.signal.ChangeEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts versions side by side.
final class Versions {
  private Versions() {}

  /// @param version empty when its spans name none
  record Version(String version, String environment) {}

  /// The latest first seen first.
  ///
  /// @param changes of the window
  static List<VersionRow> rows(
      Map<Version, Measured> versions,
      Grid grid,
      long bornAt,
      ServiceName service,
      List<ChangeEvent> changes) {
    return versions.entrySet().stream()
        .filter(entry -> entry.getValue().total().count() > 0)
        .map(entry -> {
          Timeline timeline = entry.getValue().timeline();
          Version version = entry.getKey();
          // A version has a rate only while it runs.
          long since = Math.max(bornAt, timeline.first());
          return new VersionRow(
              version.version(),
              version.environment(),
              entry.getValue().traffic(since),
              Instant.ofEpochSecond(Math.max(timeline.first(), grid.from())),
              grid.endOfSlice(timeline.last()),
              change(version, service, changes));
        })
        .sorted(
            Comparator.comparing(VersionRow::firstSeen)
                .reversed()
                .thenComparing(VersionRow::version)
                .thenComparing(VersionRow::environment))
        .toList();
  }

  private static @Nullable ChangeView change(
      Version version, ServiceName service, List<ChangeEvent> changes) {
    return changes.stream()
        .filter(c -> c.service().equals(service) && c.version().equals(version.version()))
        .filter(c -> !c.version().isEmpty())
        .findFirst()
        .map(ChangeView::of)
        .orElse(null);
  }
}
