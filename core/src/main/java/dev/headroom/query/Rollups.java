package dev.headroom.query;

import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// Reads rollups by typed keys and adds up what a page shows as one. Thread-safe.
final class Rollups {
  private final RollupReader reader;

  Rollups(RollupReader reader) {
    this.reader = reader;
  }

  RollupReader reader() {
    return reader;
  }

  /// One timeline per subject, over the window and the one before it.
  ///
  /// @param type the record of the kind
  /// @param subject what a key counts towards, e.g. the operation without its version
  <K extends RollupKey, S> Map<S, Timeline> timelines(
      RollupKind kind,
      Class<K> type,
      Grid grid,
      Predicate<K> filter,
      boolean sketches,
      Function<K, S> subject) {
    return timelines(
        grid, type, read(kind, type, grid.withPrevious(), grid.step(), filter, sketches), subject);
  }

  /// One timeline per subject, over the window alone: half the cost where no trend is shown.
  <K extends RollupKey, S> Map<S, Timeline> within(
      RollupKind kind,
      Class<K> type,
      Grid grid,
      Predicate<K> filter,
      boolean sketches,
      Function<K, S> subject) {
    return timelines(
        grid, type, read(kind, type, grid.window(), grid.step(), filter, sketches), subject);
  }

  private static <K extends RollupKey, S> Map<S, Timeline> timelines(
      Grid grid, Class<K> type, List<RollupReader.Series> found, Function<K, S> subject) {
    Map<S, Timeline> timelines = new LinkedHashMap<>();
    for (RollupReader.Series series : found) {
      timelines
          .computeIfAbsent(subject.apply(type.cast(series.key())), _ -> new Timeline(grid))
          .add(series);
    }
    return timelines;
  }

  /// One rollup per subject for the whole window.
  <K extends RollupKey, S> Map<S, Rollup> totals(
      RollupKind kind,
      Class<K> type,
      Grid grid,
      Predicate<K> filter,
      boolean sketches,
      Function<K, S> subject) {
    Map<S, Rollup> totals = new HashMap<>();
    for (RollupReader.Series series : read(kind, type, grid.window(), 0, filter, sketches)) {
      Rollup total =
          totals.computeIfAbsent(subject.apply(type.cast(series.key())), _ -> new Rollup());
      series.points().forEach(point -> total.merge(point.value()));
    }
    return totals;
  }

  <K extends RollupKey> List<RollupReader.Series> read(
      RollupKind kind,
      Class<K> type,
      TimeWindow window,
      long step,
      Predicate<K> filter,
      boolean sketches) {
    return reader.read(
        new RollupReader.Query(
            kind,
            window,
            key -> type.isInstance(key) && filter.test(type.cast(key)),
            step,
            sketches));
  }
}
