package dev.headroom.query;

import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// Reads rollups by typed keys and adds up what a page shows as one. Thread-safe.
///
/// A sketch takes a few kilobytes, so sketches are read for a limited number of slices at a time
/// and added up before the next are read: what a page holds in memory depends on what it shows, not
/// on how many keys that is made of.
final class Rollups {
  private static final int SKETCHES_AT_ONCE = 8_000;

  private final RollupReader reader;
  private final KeyTable keys;

  Rollups(Sources sources) {
    this.reader = sources.rollups();
    this.keys = sources.keys();
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
    return timelines(kind, type, grid, grid.withPrevious(), filter, sketches, subject);
  }

  /// One timeline per subject without durations, over the window alone: for rates where no trend is
  /// shown.
  <K extends RollupKey, S> Map<S, Timeline> within(
      RollupKind kind, Class<K> type, Grid grid, Predicate<K> filter, Function<K, S> subject) {
    return timelines(kind, type, grid, grid.window(), filter, false, subject);
  }

  private <K extends RollupKey, S> Map<S, Timeline> timelines(
      RollupKind kind,
      Class<K> type,
      Grid grid,
      TimeWindow window,
      Predicate<K> filter,
      boolean sketches,
      Function<K, S> subject) {
    Map<S, Timeline> timelines = new LinkedHashMap<>();
    each(
        kind,
        type,
        window,
        grid.step(),
        filter,
        sketches,
        series ->
            timelines
                .computeIfAbsent(subject.apply(type.cast(series.key())), _ -> new Timeline(grid))
                .add(series));
    return timelines;
  }

  /// Rates over the window together with durations of the whole window: a fraction of the cost of
  /// durations over time.
  <K extends RollupKey, S> Map<S, Measured> measured(
      RollupKind kind, Class<K> type, Grid grid, Predicate<K> filter, Function<K, S> subject) {
    return measured(within(kind, type, grid, filter, subject), kind, type, grid, filter, subject);
  }

  /// The same with rates over the window before, too, which tells since when a subject is there.
  <K extends RollupKey, S> Map<S, Measured> measuredWithPrevious(
      RollupKind kind, Class<K> type, Grid grid, Predicate<K> filter, Function<K, S> subject) {
    return measured(
        timelines(kind, type, grid, filter, false, subject), kind, type, grid, filter, subject);
  }

  private <K extends RollupKey, S> Map<S, Measured> measured(
      Map<S, Timeline> timelines,
      RollupKind kind,
      Class<K> type,
      Grid grid,
      Predicate<K> filter,
      Function<K, S> subject) {
    Map<S, Rollup> totals = totals(kind, type, grid, filter, true, subject);
    Map<S, Measured> measured = new LinkedHashMap<>();
    timelines.forEach((key, timeline) ->
        measured.put(key, new Measured(timeline, totals.getOrDefault(key, timeline.total()))));
    return measured;
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
    each(
        kind,
        type,
        grid.window(),
        0,
        filter,
        sketches,
        series -> {
          Rollup total =
              totals.computeIfAbsent(subject.apply(type.cast(series.key())), _ -> new Rollup());
          series.points().forEach(point -> total.merge(point.value()));
        });
    return totals;
  }

  /// Hands on series one by one; those with sketches are read for a limited number of slices at a
  /// time.
  <K extends RollupKey> void each(
      RollupKind kind,
      Class<K> type,
      TimeWindow window,
      long step,
      Predicate<K> filter,
      boolean sketches,
      Consumer<RollupReader.Series> sink) {
    if (!sketches) {
      read(kind, type, window, step, filter, false).forEach(sink);
      return;
    }
    long slices = step == 0 ? 1 : Math.ceilDiv(window.length().toSeconds(), step);
    int atOnce = (int) Math.max(1, SKETCHES_AT_ONCE / slices);
    for (Set<RollupKey> some : batches(kind, type, filter, atOnce)) {
      read(kind, type, window, step, some::contains, true).forEach(sink);
    }
  }

  private <K extends RollupKey> List<Set<RollupKey>> batches(
      RollupKind kind, Class<K> type, Predicate<K> filter, int atOnce) {
    List<Set<RollupKey>> batches = new ArrayList<>();
    Set<RollupKey> batch = new HashSet<>();
    for (int number :
        keys.matching(kind, key -> type.isInstance(key) && filter.test(type.cast(key)))) {
      if (batch.size() == atOnce) {
        batches.add(batch);
        batch = new HashSet<>();
      }
      batch.add(keys.key(number));
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  /// Series as they are, without durations.
  <K extends RollupKey> List<RollupReader.Series> read(
      RollupKind kind, Class<K> type, TimeWindow window, long step, Predicate<K> filter) {
    return read(kind, type, window, step, filter, false);
  }

  private <K extends RollupKey> List<RollupReader.Series> read(
      RollupKind kind,
      Class<K> type,
      TimeWindow window,
      long step,
      Predicate<? super K> filter,
      boolean sketches) {
    return reader.read(
        new RollupReader.Query(
            kind,
            window,
            key -> type.isInstance(key) && filter.test(type.cast(key)),
            step,
            sketches));
  }

  /// Cuts a list so that what is shown of each part fits into memory.
  static <T> List<List<T>> parts(List<T> all, int size) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); from += size) {
      parts.add(all.subList(from, Math.min(all.size(), from + size)));
    }
    return parts;
  }
}
