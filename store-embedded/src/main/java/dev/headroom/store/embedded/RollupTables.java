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
        ReadPlan.of(layout, Slices.fromMinute(query), Slices.toMinute(query), query.stepSeconds());
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
    // One query per partition: a union of many would hold a block of every column of all of them.
    for (Map.Entry<Partition, List<Range>> part : plan.ranges().entrySet()) {
      lease.query(
          "select key, "
              + slice(query)
              + " as slice, "
              + SUMS
              + " from "
              + Sql.name(part.getKey().table())
              + " where "
              + where
              + " and "
              + inside(part.getValue())
              + " group by key, slice",
          row -> {
            Slices slices = selection.slices(row.getInt(1));
            if (slices != null) {
              slices.at(row.getLong(2)).mergeFigures(figures(row, 3));
            }
          });
    }
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
    for (Map.Entry<Partition, List<Range>> part : plan.ranges().entrySet()) {
      lease.query(
          "select grp, start, data from "
              + Sql.name(part.getKey().sketchTable())
              + " where "
              + where
              + " and "
              + inside(part.getValue()),
          row -> merge.add(row.getInt(1), row.getLong(2), row.getBytes(3)));
    }
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
