package dev.headroom.store.embedded;

import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupRow;
import dev.headroom.stat.Sketch;
import dev.headroom.store.embedded.Partition.Sort;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/// Writes the rollups of a commit into STAGE partitions, inside the caller's transaction.
final class RollupWriter {
  private final KeyDictionary keys;

  RollupWriter(KeyDictionary keys) {
    this.keys = keys;
  }

  /// @param partitions creates those that are missing
  void write(DuckDBConnection connection, Partitions partitions, List<RollupRow> rows)
      throws SQLException {
    Map<Partition, List<RollupRow>> byDay = new TreeMap<>();
    for (RollupRow row : rows) {
      byDay
          .computeIfAbsent(Partition.holding(Sort.STAGE, row.minute()), any -> new ArrayList<>())
          .add(row);
    }
    for (Map.Entry<Partition, List<RollupRow>> day : byDay.entrySet()) {
      partitions.ensure(day.getKey());
      List<RollupRow> sorted = day.getValue();
      sorted.sort(
          Comparator.comparingInt((RollupRow row) -> kind(row))
              .thenComparingInt(row -> keys.ordinal(row.key()))
              .thenComparingLong(RollupRow::minute));
      figures(connection, day.getKey(), sorted);
      sketches(connection, day.getKey(), sorted);
    }
  }

  private int kind(RollupRow row) {
    return keys.key(row.key()).kind().ordinal();
  }

  private void figures(DuckDBConnection connection, Partition day, List<RollupRow> rows)
      throws SQLException {
    try (DuckDBAppender appender = connection.createAppender(day.table())) {
      for (RollupRow row : rows) {
        Rollup.Figures f = row.value().figures();
        appender.beginRow();
        appender.append((byte) kind(row));
        appender.append(row.key());
        appender.append(row.minute());
        appender.append(f.count());
        appender.append(f.errors());
        appender.append(f.observed());
        appender.append(f.unknownWeight());
        appender.append(f.sum());
        appender.append(f.min());
        appender.append(f.max());
        appender.append(f.last());
        appender.append(f.lastNanos());
        appender.append(f.extra());
        appender.endRow();
      }
    }
  }

  private record BlockKey(int kind, int group, long start) implements Comparable<BlockKey> {
    @Override
    public int compareTo(BlockKey other) {
      int byKind = Integer.compare(kind, other.kind);
      int byGroup = byKind != 0 ? byKind : Integer.compare(group, other.group);
      return byGroup != 0 ? byGroup : Long.compare(start, other.start);
    }
  }

  private void sketches(DuckDBConnection connection, Partition day, List<RollupRow> rows)
      throws SQLException {
    Map<BlockKey, SketchBlock> blocks = new TreeMap<>();
    for (RollupRow row : rows) {
      Sketch sketch = row.value().sketch();
      Sketch peer = row.value().peerSketch();
      if (sketch != null || peer != null) {
        SketchBlock block =
            blocks.computeIfAbsent(
                new BlockKey(kind(row), keys.group(row.key()), row.minute()),
                any -> new SketchBlock());
        if (sketch != null) {
          block.add(row.key(), false, sketch.encode());
        }
        if (peer != null) {
          block.add(row.key(), true, peer.encode());
        }
      }
    }
    try (DuckDBAppender appender = connection.createAppender(day.sketchTable())) {
      for (Map.Entry<BlockKey, SketchBlock> block : blocks.entrySet()) {
        BlockKey key = block.getKey();
        append(appender, key.kind, key.group, key.start, block.getValue().bytes());
      }
    }
  }

  static void append(DuckDBAppender appender, int kind, int group, long start, byte[] data)
      throws SQLException {
    appender.beginRow();
    appender.append((byte) kind);
    appender.append(group);
    appender.append(start);
    appender.append(data);
    appender.endRow();
  }
}
