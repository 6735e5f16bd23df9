package dev.headroom.capacity;

import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Rollups that a test wrote, by minute.
final class KnownRollups implements RollupReader {
  private final Map<RollupKey, TreeMap<Long, Rollup>> minutes = new HashMap<>();

  /// The rollup of a key in the minute of the second.
  Rollup at(RollupKey key, long second) {
    return minutes
        .computeIfAbsent(key, _ -> new TreeMap<>())
        .computeIfAbsent(Math.floorDiv(second, 60) * 60, _ -> new Rollup());
  }

  /// Adds so many durations that sum up to so much.
  void count(RollupKey key, long second, double count, double seconds) {
    at(key, second)
        .mergeFigures(new Rollup.Figures(count, 0, (long) count, 0, seconds * 1e9, 0, 0, 0, 0, 0));
  }

  @Override
  public List<Series> read(Query query) {
    List<Series> found = new ArrayList<>();
    long from = Math.floorDiv(query.window().from().getEpochSecond(), 60) * 60;
    long to = query.window().to().getEpochSecond();
    minutes.forEach((key, rollups) -> {
      if (key.kind() == query.kind() && query.filter().test(key)) {
        TreeMap<Long, Rollup> slices = new TreeMap<>();
        rollups
            .subMap(from, to)
            .forEach((minute, rollup) -> {
              long step = query.stepSeconds();
              long start = step == 0 ? from : Math.floorDiv(minute, step) * step;
              slices.computeIfAbsent(start, _ -> new Rollup()).merge(rollup);
            });
        if (!slices.isEmpty()) {
          List<Point> points = new ArrayList<>();
          slices.forEach((start, rollup) -> points.add(new Point(start, rollup)));
          found.add(new Series(key, points));
        }
      }
    });
    return found;
  }
}
