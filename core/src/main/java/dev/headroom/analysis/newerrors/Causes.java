package dev.headroom.analysis.newerrors;

import dev.headroom.analysis.ModelView;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.signal.ChangeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Changes that may have brought something.
final class Causes {
  /// A change brings what it brings within this time.
  static final Duration WITHIN = Duration.ofHours(2);

  /// What was counted in a slice may have happened before a change in the same slice.
  private static final Duration SLICE = Duration.ofMinutes(5);

  private final List<ChangeEvent> changes;

  Causes(ModelView view) {
    changes = view.changes(new TimeWindow(view.history().from(), view.window().to()));
  }

  /// The latest change of the service before something was first seen; null when there was none.
  @Nullable ChangeEvent of(ServiceName service, Instant firstSeen) {
    return changes.stream()
        .filter(change -> change.service().equals(service))
        .filter(change -> change.kind() != ChangeEvent.Kind.SCALE)
        .filter(change -> !change.at().isAfter(firstSeen.plus(SLICE)))
        .filter(change -> !change.at().isBefore(firstSeen.minus(WITHIN)))
        .max(Comparator.comparing(ChangeEvent::at).thenComparing(ChangeEvent::id))
        .orElse(null);
  }

  static String words(ChangeEvent change) {
    String what =
        change.version().isEmpty()
            ? change.description().isEmpty()
                ? "a change (" + change.kind().name().toLowerCase(Locale.ROOT) + ")"
                : "the change '" + change.description() + "'"
            : "version " + change.version();
    return what + " at " + change.at();
  }
}
