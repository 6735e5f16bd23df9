package dev.headroom.store.embedded;

import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupReader;
import dev.headroom.store.Slices;
import dev.headroom.store.embedded.KeyDictionary.Numbers;
import dev.headroom.store.embedded.ReadPlan.Range;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads rollups within one transaction: the database adds up the figures, the sketches are merged
/// here.
final class RollupTables implements RollupReader {
  /// How the rows of one slice add up, in the order of [Rollup.Figures].
  static final String SUMS =
      "sum(count), sum(errors), sum(observed)::BIGINT, sum(unknown_weight)::BIGINT, sum(sum),"
          + " min(min), max(max), arg_max(last, last_nanos), max(last_nanos), sum(extra)";

  /// Up to so many keys are named in the query; of more, all are read and the rest left out here.
  private static final int NAMED_KEYS = 200;

  /// To plan a query that adds up takes the database as long as to hand over some thousand rows.
  private static final long FEW_ROWS = 6_000;

  /// A union holds a block of every column of all its parts.
  private static final int PARTITIONS_AT_ONCE = 4;

  /// The columns that [#SUMS] adds up.
  private static final String ROWS =
      "count, errors, observed, unknown_weight, sum, min, max, last, last_nanos, extra";

  private final DuckDbFile.Lease lease;
  private final Layout layout;
  private final KeyDictionary keys;

  RollupTables(DuckDbFile.Lease lease, Layout layout, KeyDictionary keys) {
    this.lease = lease;
    this.layout = layout;
    this.keys = keys;
  }

  @Override
  public List<Series> read(Query query) {
    Selection selection = new Selection(query);
    ReadPlan plan =
        ReadPlan.of(
            layout,
            query.kind(),
            Slices.fromMinute(query),
            Slices.toMinute(query),
            query.stepSeconds());
    if (selection.count == 0 || plan.ranges().isEmpty()) {
      return List.of();
    }
    figures(query, selection, plan);
    if (query.sketches()) {
      sketches(query, selection, plan);
    }
    return selection.series();
  }

  private void figures(Query query, Selection selection, ReadPlan plan) {
    String where = "kind = " + query.kind().ordinal() + selection.keyCondition();
    List<Map.Entry<Partition, List<Range>>> asRows = new ArrayList<>();
    for (Map.Entry<Partition, List<Range>> part : plan.ranges().entrySet()) {
      if (isCheapAsRows(query, selection, part)) {
        asRows.add(part);
      } else {
        // One query per partition: a union of many would hold a block of every column of all.
        String columns = "key, " + slice(query) + " as slice, " + SUMS;
        lease.query(
            from(part, columns, where, Partition::table) + " group by key, slice",
            row -> add(row, selection));
      }
    }
    unions(asRows, "key, start, " + ROWS, where, Partition::table, row -> add(row, selection));
  }

  private static void add(ResultSet row, Selection selection) throws SQLException {
    Slices slices = selection.slices(row.getInt(1));
    if (slices != null) {
      slices.at(row.getLong(2)).mergeFigures(figures(row, 3));
    }
  }

  /// Reads rows of several partitions at once: planning takes longer than a few rows do.
  private void unions(
      List<Map.Entry<Partition, List<Range>>> parts,
      String columns,
      String where,
      Function<Partition, String> table,
      DuckDbFile.Row reader) {
    for (int from = 0; from < parts.size(); from += PARTITIONS_AT_ONCE) {
      lease.query(
          parts.subList(from, Math.min(parts.size(), from + PARTITIONS_AT_ONCE)).stream()
              .map(part -> from(part, columns, where, table))
              .collect(Collectors.joining(" union all ")),
          reader);
    }
  }

  private static String from(
      Map.Entry<Partition, List<Range>> part,
      String columns,
      String where,
      Function<Partition, String> table) {
    return "select "
        + columns
        + " from "
        + Sql.name(table.apply(part.getKey()))
        + " where "
        + where
        + " and "
        + inside(part.getValue());
  }

  /// Whether the rows are few, or adding up would hardly make them fewer.
  private static boolean isCheapAsRows(
      Query query, Selection selection, Map.Entry<Partition, List<Range>> part) {
    long resolution = part.getKey().sort().seconds();
    long seconds = part.getValue().stream().mapToLong(range -> range.to() - range.from()).sum();
    return selection.count <= NAMED_KEYS
        && (query.stepSeconds() == resolution
            || selection.count * Math.ceilDiv(seconds, resolution) <= FEW_ROWS);
  }

  private static String slice(Query query) {
    long step = query.stepSeconds();
    return step == 0
        ? Slices.fromMinute(query) + "::BIGINT"
        : "start - ((start % " + step + ") + " + step + ") % " + step;
  }

  /// Reads the ten figures that start at a column.
  static Rollup.Figures figures(ResultSet row, int first) throws SQLException {
    return new Rollup.Figures(
        row.getDouble(first),
        row.getDouble(first + 1),
        row.getLong(first + 2),
        row.getLong(first + 3),
        row.getDouble(first + 4),
        row.getDouble(first + 5),
        row.getDouble(first + 6),
        row.getDouble(first + 7),
        row.getLong(first + 8),
        row.getDouble(first + 9));
  }

  private void sketches(Query query, Selection selection, ReadPlan plan) {
    String where = "kind = " + query.kind().ordinal() + selection.groupCondition();
    SketchMerge merge = new SketchMerge(selection);
    unions(
        plan.ranges().entrySet().stream()
            .filter(part -> part.getKey().sort().hasSketches())
            .toList(),
        "grp, start, data",
        where,
        Partition::sketchTable,
        row -> merge.add(row.getInt(1), row.getLong(2), row.getBytes(3)));
    merge.finish();
  }

  private static String inside(List<Range> ranges) {
    return ranges.stream()
        .map(range -> "(start >= " + range.from() + " and start < " + range.to() + ")")
        .collect(Collectors.joining(" or ", "(", ")"));
  }

  /// The keys that a query wants, and what was found of them; arrays by ordinal, because thousands
  /// of keys are the common case.
  private final class Selection implements SketchMerge.Target {
    private final Numbers numbers;
    private final @Nullable Slices[] slices;
    private int count;

    Selection(Query query) {
      numbers = keys.numbers(query.kind());
      slices = new Slices[numbers.size()];
      for (int i = 0; i < slices.length; i++) {
        if (query.filter().test(keys.key(numbers.byOrdinal()[i]))) {
          slices[i] = new Slices(query);
          count++;
        }
      }
    }

    @Nullable Slices slices(int key) {
      int ordinal = keys.ordinal(key);
      // A key that became known after this selection was made has no rows in this transaction.
      return ordinal < slices.length ? slices[ordinal] : null;
    }

    @Override
    public boolean wants(int key) {
      return slices(key) != null;
    }

    @Override
    public void merge(int key, long start, boolean peer, byte[] sketch) {
      Slices found = slices(key);
      if (found != null) {
        Rollup slice = found.at(start);
        if (peer) {
          slice.mergePeerSketch(sketch);
        } else {
          slice.mergeSketch(sketch);
        }
      }
    }

    String keyCondition() {
      if (count > NAMED_KEYS) {
        return "";
      }
      List<String> named = new ArrayList<>();
      for (int i = 0; i < slices.length; i++) {
        if (slices[i] != null) {
          named.add(Integer.toString(numbers.byOrdinal()[i]));
        }
      }
      return " and key in (" + String.join(", ", named) + ")";
    }

    String groupCondition() {
      if (count > NAMED_KEYS) {
        return "";
      }
      TreeSet<Integer> groups = new TreeSet<>();
      for (int i = 0; i < slices.length; i++) {
        if (slices[i] != null) {
          groups.add(i / KeyDictionary.GROUP_SIZE);
        }
      }
      return " and grp in ("
          + groups.stream().map(String::valueOf).collect(Collectors.joining(", "))
          + ")";
    }

    List<Series> series() {
      List<Series> found = new ArrayList<>();
      for (int i = 0; i < slices.length; i++) {
        Slices of = slices[i];
        if (of != null) {
          List<Point> points = of.points();
          if (!points.isEmpty()) {
            RollupKey key = keys.key(numbers.byOrdinal()[i]);
            found.add(new Series(key, points));
          }
        }
      }
      return found;
    }
  }
}
