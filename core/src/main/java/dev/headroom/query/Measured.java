package dev.headroom.query;

import dev.headroom.query.view.Traffic;
import dev.headroom.rollup.Rollup;
import java.util.HashMap;
import java.util.Map;

/// What happened over time, and how long it took on the whole.
///
/// @param timeline without durations
/// @param total of the window, with durations
record Measured(Timeline timeline, Rollup total) {

  static Measured empty(Grid grid) {
    return new Measured(new Timeline(grid), new Rollup());
  }

  static <K> Map<K, Timeline> timelines(Map<K, Measured> measured) {
    Map<K, Timeline> timelines = new HashMap<>();
    measured.forEach((key, one) -> timelines.put(key, one.timeline()));
    return timelines;
  }

  /// Adds all that the other holds.
  void add(Measured other) {
    timeline.addAll(other.timeline);
    total.merge(other.total);
  }

  /// @param bornAt second since the epoch from which telemetry of the subject's service exists
  Traffic traffic(long bornAt) {
    return timeline.traffic(total, bornAt);
  }
}
