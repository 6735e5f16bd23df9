package dev.headroom.testkit.fleet;

import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupRow;
import dev.headroom.store.Slices;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rollups of one simulation, by key and minute in plain arrays: a day of a fleet has millions. Not
/// thread-safe while it is added to.
final class FleetRollups implements RollupReader {
  private final KeyTable keys;
  private final long startMinute;
  private final int minutes;
  private final List<@Nullable Rollup @Nullable []> byKey = new ArrayList<>();

  /// @param startNanos of the simulation; what is earlier or later than it is left out
  FleetRollups(KeyTable keys, long startNanos, int minutes) {
    this.keys = keys;
    this.startMinute = startNanos / FleetClock.MINUTE;
    this.minutes = minutes;
  }

  /// Takes the rollups over.
  void add(List<RollupRow> rows) {
    for (RollupRow row : rows) {
      int at = (int) (row.minute() / 60 - startMinute);
      if (at >= 0 && at < minutes) {
        @Nullable Rollup[] of = of(row.key());
        Rollup present = of[at];
        if (present == null) {
          of[at] = row.value();
        } else {
          present.merge(row.value());
        }
      }
    }
  }

  private @Nullable Rollup[] of(int key) {
    while (byKey.size() <= key) {
      byKey.add(null);
    }
    @Nullable Rollup[] known = byKey.get(key);
    if (known == null) {
      known = new Rollup[minutes];
      byKey.set(key, known);
    }
    return known;
  }

  @Override
  public List<Series> read(Query query) {
    int from = (int) Math.max(0, Slices.fromMinute(query) / 60 - startMinute);
    int to = (int) Math.min(minutes, Slices.toMinute(query) / 60 - startMinute);
    List<Series> found = new ArrayList<>();
    for (int number = 1; number < byKey.size(); number++) {
      @Nullable Rollup[] of = byKey.get(number);
      RollupKey key = keys.key(number);
      if (of != null && key.kind() == query.kind() && query.filter().test(key)) {
        Slices slices = new Slices(query);
        for (int at = from; at < to; at++) {
          add(of[at], (startMinute + at) * 60, query, slices);
        }
        if (!slices.points().isEmpty()) {
          found.add(new Series(key, slices.points()));
        }
      }
    }
    return found;
  }

  private static void add(@Nullable Rollup stored, long second, Query query, Slices slices) {
    if (stored == null) {
      return;
    }
    if (query.sketches()) {
      slices.at(second).merge(stored);
    } else {
      slices.at(second).mergeFigures(stored.figures());
    }
  }
}
