package dev.headroom.testkit.store;

import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupReader.Point;
import dev.headroom.rollup.RollupReader.Query;
import dev.headroom.rollup.RollupReader.Series;
import dev.headroom.rollup.RollupRow;
import dev.headroom.stat.Sketch;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Answers rollup queries the naive way, from all rows ever stored: what engines are compared with.
public final class RollupOracle {
  private final KeyTable keys;
  private final List<RollupRow> rows = new ArrayList<>();

  public RollupOracle(KeyTable keys) {
    this.keys = keys;
  }

  /// Remembers rows; they are copied.
  public void add(List<RollupRow> added) {
    added.forEach(row -> rows.add(new RollupRow(row.key(), row.minute(), row.value().copy())));
  }

  /// What an engine that forgot nothing must answer, as texts that can be compared: one per key and
  /// slice.
  public Map<String, String> answer(Query query) {
    Map<String, TreeMap<Long, Rollup>> slices = new TreeMap<>();
    long from = Math.floorDiv(query.window().from().getEpochSecond(), 60) * 60;
    for (RollupRow row : rows) {
      RollupKey key = keys.key(row.key());
      boolean inside =
          row.minute() >= from
              && java.time.Instant.ofEpochSecond(row.minute()).isBefore(query.window().to());
      if (key.kind() == query.kind() && inside && query.filter().test(key)) {
        long slice =
            query.stepSeconds() == 0
                ? from
                : Math.floorDiv(row.minute(), query.stepSeconds()) * query.stepSeconds();
        slices
            .computeIfAbsent(key.toString(), any -> new TreeMap<>())
            .computeIfAbsent(slice, any -> new Rollup())
            .merge(row.value());
      }
    }
    Map<String, String> texts = new TreeMap<>();
    slices.forEach((key, points) ->
        points.forEach(
            (start, value) -> texts.put(key + " @" + start, text(value, query.sketches()))));
    return texts;
  }

  /// An engine's answer in the same form.
  public static Map<String, String> texts(List<Series> answer, boolean sketches) {
    Map<String, String> texts = new TreeMap<>();
    for (Series series : answer) {
      for (Point point : series.points()) {
        texts.put(series.key() + " @" + point.start(), text(point.value(), sketches));
      }
    }
    return texts;
  }

  private static String text(Rollup value, boolean sketches) {
    return sketches
        ? value.figures() + " " + text(value.sketch()) + " " + text(value.peerSketch())
        : value.figures().toString();
  }

  private static String text(@Nullable Sketch sketch) {
    return sketch == null ? "none" : Base64.getEncoder().encodeToString(sketch.encode());
  }
}
