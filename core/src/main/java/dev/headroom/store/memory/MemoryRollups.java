package dev.headroom.store.memory;

import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupRow;
import dev.headroom.store.Slices;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Rollups by kind, key and minute. The store's lock guards it.
final class MemoryRollups implements RollupReader {
  private final KeyTable keys;
  private final Map<RollupKind, Map<Integer, TreeMap<Long, Rollup>>> series =
      new EnumMap<>(RollupKind.class);
  private long size;

  MemoryRollups(KeyTable keys) {
    this.keys = keys;
  }

  /// Fails before anything is added when a row has a key without a name.
  void check(List<RollupRow> rows) {
    rows.forEach(row -> keys.key(row.key()));
  }

  void add(RollupRow row, boolean owned) {
    TreeMap<Long, Rollup> minutes =
        series
            .computeIfAbsent(keys.key(row.key()).kind(), any -> new HashMap<>())
            .computeIfAbsent(row.key(), any -> new TreeMap<>());
    Rollup present = minutes.get(row.minute());
    if (present != null) {
      present.merge(row.value());
    } else {
      minutes.put(row.minute(), owned ? row.value() : row.value().copy());
      size++;
    }
  }

  void drop(Set<RollupKind> kinds, long fromSecond, long toSecond) {
    for (RollupKind kind : kinds) {
      Map<Integer, TreeMap<Long, Rollup>> byKey = series.getOrDefault(kind, Map.of());
      for (TreeMap<Long, Rollup> minutes : byKey.values()) {
        Map<Long, Rollup> old = minutes.subMap(fromSecond, toSecond);
        size -= old.size();
        old.clear();
      }
      byKey.values().removeIf(Map::isEmpty);
    }
  }

  RollupKind kind(RollupRow row) {
    return keys.key(row.key()).kind();
  }

  long size() {
    return size;
  }

  List<RollupRow> rows() {
    List<RollupRow> rows = new ArrayList<>();
    series
        .values()
        .forEach(byKey ->
            byKey.forEach((key, minutes) ->
                minutes.forEach((minute, value) -> rows.add(new RollupRow(key, minute, value)))));
    return rows;
  }

  @Override
  public List<Series> read(Query query) {
    List<Series> found = new ArrayList<>();
    long from = Slices.fromMinute(query);
    long to = Slices.toMinute(query);
    series
        .getOrDefault(query.kind(), Map.of())
        .forEach((number, minutes) -> {
          Map<Long, Rollup> inside = minutes.subMap(from, Math.max(from, to));
          RollupKey key = keys.key(number);
          if (!inside.isEmpty() && query.filter().test(key)) {
            Slices slices = new Slices(query);
            inside.forEach((minute, value) -> add(value, slices.at(minute), query.sketches()));
            found.add(new Series(key, slices.points()));
          }
        });
    return found;
  }

  private static void add(Rollup stored, Rollup slice, boolean sketches) {
    if (sketches) {
      slice.merge(stored);
    } else {
      slice.mergeFigures(stored.figures());
    }
  }
}
