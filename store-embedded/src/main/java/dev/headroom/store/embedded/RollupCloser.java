package dev.headroom.store.embedded;

import dev.headroom.base.Resolution;
import dev.headroom.rollup.RollupKind;
import dev.headroom.stat.Sketch;
import dev.headroom.store.embedded.Partition.Sort;
import dev.headroom.store.embedded.ReadPlan.Range;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// Merges slices into longer ones, inside the caller's transaction.
final class RollupCloser {
  /// Sketches are merged in batches that fit the heap whatever the number of keys.
  private static final long BATCH_BYTES = 8 << 20;

  private static final String SLIS = " and kind = " + RollupKind.SLI.ordinal();
  private static final String OTHERS = " and kind <> " + RollupKind.SLI.ordinal();

  private final DuckDBConnection connection;
  private final Partitions partitions;
  private final Layout layout;
  private final Arrival arrival;

  /// @param slice how long its slices are
  /// @param rows which rows it takes, in SQL
  private record Target(Partition partition, Resolution slice, String rows) {
    static Target all(Sort sort, long start, Resolution slice) {
      return new Target(Partition.holding(sort, start), slice, "");
    }

    boolean hasSketches() {
      return partition.sort().hasSketches();
    }
  }

  /// How long data is kept that arrives now although its time has passed.
  interface Arrival {
    /// @return seconds since the epoch
    long keptUntil(Sort sort);
  }

  RollupCloser(DuckDBConnection connection, Layout layout, Partitions partitions, Arrival arrival) {
    this.connection = connection;
    this.layout = layout;
    this.partitions = partitions;
    this.arrival = arrival;
  }

  /// Moves an hour out of its STAGE partition: into minutes, into hours, and into days when its day
  /// is closed. Where finer slices of that time were dropped already, late rows have none either:
  /// half of them would be read as the whole.
  void closeHour(long hour) throws SQLException {
    Partition stage = Partition.holding(Sort.STAGE, hour);
    Range range = new Range(hour, hour + Resolution.HOUR.seconds());
    List<Target> targets = new ArrayList<>();
    if (whole(Sort.MINUTE, hour, OTHERS)) {
      targets.add(new Target(Partition.holding(Sort.MINUTE, hour), Resolution.MINUTE, OTHERS));
    }
    if (whole(Sort.SLI, hour, SLIS)) {
      targets.add(new Target(Partition.holding(Sort.SLI, hour), Resolution.MINUTE, SLIS));
    }
    if (whole(Sort.HOUR, hour, "")) {
      targets.add(Target.all(Sort.HOUR, hour, Resolution.HOUR));
    }
    if (hour < layout.daysUntil()) {
      targets.add(Target.all(Sort.DAY, hour, Resolution.DAY));
    }
    merge(stage, range, targets);
    for (String table : List.of(stage.table(), stage.sketchTable())) {
      Sql.run(connection, "delete from " + Sql.name(table) + " where " + inside(range));
    }
  }

  /// Whether the partition that holds the hour has all that ever came for its time, or would have.
  private boolean whole(Sort sort, long hour, String rows) throws SQLException {
    Partition partition = Partition.holding(sort, hour);
    if (hour >= layout.from(sort) || partitions.has(partition)) {
      return true;
    }
    boolean[] before = {false};
    for (Sort longer : List.of(Sort.HOUR, Sort.DAY)) {
      Partition holding = Partition.holding(longer, partition.start());
      if (longer != sort && partitions.has(holding)) {
        Sql.query(
            connection,
            0,
            "select count(*) from "
                + Sql.name(holding.table())
                + " where "
                + inside(new Range(partition.start(), partition.end()))
                + rows,
            row -> before[0] |= row.getLong(1) > 0);
      }
    }
    return !before[0];
  }

  /// Drops a STAGE partition of which all hours are closed.
  void dropEmpty(Partition stage) throws SQLException {
    boolean[] empty = {false};
    Sql.query(
        connection,
        0,
        "select count(*) from " + Sql.name(stage.table()),
        row -> empty[0] = row.getLong(1) == 0);
    if (empty[0]) {
      partitions.drop(stage);
    }
  }

  private static String inside(Range range) {
    return "start >= " + range.from() + " and start < " + range.to();
  }

  /// Adds the day's hours up to a day.
  void closeDay(long day) throws SQLException {
    merge(
        Partition.holding(Sort.HOUR, day),
        new Range(day, day + Resolution.DAY.seconds()),
        List.of(Target.all(Sort.DAY, day, Resolution.DAY)));
  }

  private void merge(Partition source, Range range, List<Target> targets) throws SQLException {
    String inside = inside(range);
    for (Target target : targets) {
      Sort sort = target.partition.sort();
      boolean late = target.partition.end() <= layout.from(sort);
      partitions.ensure(target.partition, late ? arrival.keptUntil(sort) : Layout.ORDINARY);
      Sql.run(
          connection,
          "insert into "
              + Sql.name(target.partition.table())
              + " select kind, key, "
              + slice(target.slice)
              + " as slice, "
              + RollupTables.SUMS
              + " from "
              + Sql.name(source.table())
              + " where "
              + inside
              + target.rows
              + " group by kind, key, slice order by kind, key, slice");
    }
    List<Target> sketched = targets.stream().filter(Target::hasSketches).toList();
    for (Batch batch : batches(source, inside)) {
      mergeSketches(source, inside, batch, sketched);
    }
  }

  /// The start of the longer slice that holds a row, in SQL.
  static String slice(Resolution resolution) {
    int step = resolution.seconds();
    return "start - ((start % " + step + ") + " + step + ") % " + step;
  }

  private record Batch(int kind, int firstGroup, int lastGroup) {}

  private List<Batch> batches(Partition source, String inside) throws SQLException {
    List<Batch> batches = new ArrayList<>();
    long[] bytes = {0};
    Sql.query(
        connection,
        0,
        "select kind, grp, sum(octet_length(data))::BIGINT from "
            + Sql.name(source.sketchTable())
            + " where "
            + inside
            + " group by kind, grp order by kind, grp",
        row -> {
          int kind = row.getInt(1);
          int group = row.getInt(2);
          Batch last = batches.isEmpty() ? null : batches.getLast();
          if (last != null && last.kind == kind && bytes[0] + row.getLong(3) <= BATCH_BYTES) {
            batches.set(batches.size() - 1, new Batch(kind, last.firstGroup, group));
            bytes[0] += row.getLong(3);
          } else {
            batches.add(new Batch(kind, group, group));
            bytes[0] = row.getLong(3);
          }
        });
    return batches;
  }

  /// One key's sketch in one slice; stays encoded until a second one is to be added.
  private static final class Sum {
    private byte @Nullable [] single;
    private @Nullable Sketch merged;

    void add(byte[] encoded) {
      byte[] first = single;
      Sketch sum = merged;
      if (sum == null && first == null) {
        single = encoded;
        return;
      }
      if (sum == null) {
        sum = new Sketch();
        sum.mergeEncoded(java.util.Objects.requireNonNull(first));
        merged = sum;
        single = null;
      }
      sum.mergeEncoded(encoded);
    }

    byte[] encoded() {
      Sketch sum = merged;
      return sum != null ? sum.encode() : java.util.Objects.requireNonNull(single);
    }
  }

  private record SumKey(int key, boolean peer) implements Comparable<SumKey> {
    @Override
    public int compareTo(SumKey other) {
      int byKey = Integer.compare(key, other.key);
      return byKey != 0 ? byKey : Boolean.compare(peer, other.peer);
    }
  }

  private record Slot(int group, long slice) implements Comparable<Slot> {
    @Override
    public int compareTo(Slot other) {
      int byGroup = Integer.compare(group, other.group);
      return byGroup != 0 ? byGroup : Long.compare(slice, other.slice);
    }
  }

  private void mergeSketches(Partition source, String inside, Batch batch, List<Target> targets)
      throws SQLException {
    List<Map<Slot, Map<SumKey, Sum>>> sums = new ArrayList<>();
    targets.forEach(any -> sums.add(new TreeMap<>()));
    Sql.query(
        connection,
        0,
        "select grp, start, data from "
            + Sql.name(source.sketchTable())
            + " where "
            + inside
            + " and kind = "
            + batch.kind
            + " and grp between "
            + batch.firstGroup
            + " and "
            + batch.lastGroup,
        row -> {
          int group = row.getInt(1);
          long start = row.getLong(2);
          byte[] block = row.getBytes(3);
          for (int i = 0; i < targets.size(); i++) {
            Slot slot = new Slot(group, targets.get(i).slice.floor(start));
            Map<SumKey, Sum> into = sums.get(i).computeIfAbsent(slot, any -> new TreeMap<>());
            SketchBlock.read(
                block,
                key -> true,
                (key, peer, sketch) ->
                    into.computeIfAbsent(new SumKey(key, peer), any -> new Sum()).add(sketch));
          }
        });
    for (int i = 0; i < targets.size(); i++) {
      write(targets.get(i), batch.kind, sums.get(i));
    }
  }

  private void write(Target target, int kind, Map<Slot, Map<SumKey, Sum>> sums)
      throws SQLException {
    try (DuckDBAppender appender = connection.createAppender(target.partition.sketchTable())) {
      for (Map.Entry<Slot, Map<SumKey, Sum>> slot : sums.entrySet()) {
        SketchBlock block = new SketchBlock();
        slot.getValue().forEach((of, sum) -> block.add(of.key, of.peer, sum.encoded()));
        RollupWriter.append(
            appender, kind, slot.getKey().group, slot.getKey().slice, block.bytes());
      }
    }
  }
}
