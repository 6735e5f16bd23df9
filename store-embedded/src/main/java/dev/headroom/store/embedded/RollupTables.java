package dev.headroom.store.embedded;

import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupReader;
import dev.headroom.store.Slices;
import dev.headroom.store.embedded.KeyDictionary.Numbers;
import dev.headroom.store.embedded.Partition.Sort;
import dev.headroom.store.embedded.ReadPlan.Range;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reads rollups within one transaction. Mostly the database hands over rows, which are added up
/// here: to add up takes it longer, unless many rows make one slice.
final class RollupTables implements RollupReader {
  /// How the rows of one slice add up, in the order of [Rollup.Figures].
  static final String SUMS =
      "sum(count), sum(errors), sum(observed)::BIGINT, sum(unknown_weight)::BIGINT, sum(sum),"
          + " min(min), max(max), arg_max(last, last_nanos), max(last_nanos), sum(extra)";

  /// Up to so many keys are named in the query; of more, all are read and the rest left out here.
  private static final int NAMED_KEYS = 200;

  /// From so many rows a slice on the database adds up.
  private static final long MANY_ROWS = 15;

  /// To plan a query takes the database as long as to hand over some thousand rows, so parts are
  /// read together; but it gathers all rows before it hands over the first.
  private static final long ROWS_AT_ONCE = 600_000;

  /// A union holds a block of every column of all its parts.
  private static final int PARTS_AT_ONCE = 4;

  /// The columns that [#SUMS] adds up.
  private static final String FIGURES =
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
    if (selection.isEmpty()) {
      return List.of();
    }
    Answer answer = new Answer(query, selection);
    Predicate<Partition> many =
        partition -> query.stepSeconds() >= MANY_ROWS * partition.sort().seconds();
    unions(
        selection.parts(many),
        "key, " + slice(query) + " as slice, " + SUMS,
        selection.keyCondition(),
        Partition::table,
        " group by key, slice",
        answer::add);
    rows(selection, many.negate(), FIGURES, answer::add);
    if (query.sketches()) {
      sketches(selection, answer);
    }
    return answer.series();
  }

  @Override
  public void tally(Query query, Function<RollupKey, Tally> tallies) {
    Selection selection = new Selection(query);
    if (selection.isEmpty()) {
      return;
    }
    @Nullable Tally[] known = new Tally[selection.size()];
    rows(
        selection,
        _ -> true,
        "observed, count, errors, sum",
        row -> {
          int at = selection.ordinal(row.getInt(1));
          if (at >= 0) {
            Tally tally = known[at];
            if (tally == null) {
              tally = tallies.apply(selection.key(at));
              known[at] = tally;
            }
            tally.add(
                row.getLong(2),
                row.getLong(3),
                row.getDouble(4),
                row.getDouble(5),
                row.getDouble(6));
          }
        });
  }

  /// Stretches of a partition.
  ///
  /// @param rows how many it may have at most
  private record Part(Partition partition, List<Range> ranges, long rows) {
    String select(Function<Partition, String> table, String columns, String where) {
      return ranges.stream()
          .map(range -> "(start >= " + range.from() + " and start < " + range.to() + ")")
          .collect(
              Collectors.joining(
                  " or ",
                  "select "
                      + columns
                      + " from "
                      + Sql.name(table.apply(partition))
                      + " where "
                      + where
                      + " and (",
                  ")"));
    }
  }

  /// Hands over key, start and the columns of all rows of the kind that may be wanted.
  private void rows(
      Selection selection, Predicate<Partition> which, String columns, DuckDbFile.Row reader) {
    List<Part> parts = new ArrayList<>();
    for (Part part : selection.parts(which)) {
      Partition partition = part.partition;
      long all = part.ranges.stream().mapToLong(range -> slices(partition, range)).sum();
      long most = all * selection.keysRead();
      if (partition.sort() == Sort.STAGE) {
        // Mostly the minutes of an hour or two, wherever these are.
        parts.add(part);
      } else if (most <= ROWS_AT_ONCE) {
        parts.add(new Part(partition, part.ranges, most));
      } else {
        part.ranges.forEach(range -> cut(partition, range, selection.keysRead(), parts));
      }
    }
    String where = selection.keyCondition();
    unions(parts, "key, start, " + columns, where, Partition::table, "", reader);
  }

  private static String slice(Query query) {
    long step = query.stepSeconds();
    return step == 0 ? "start" : "start - ((start % " + step + ") + " + step + ") % " + step;
  }

  private static long slices(Partition partition, Range range) {
    return Math.ceilDiv(
        Math.min(range.to(), partition.end()) - Math.max(range.from(), partition.start()),
        partition.sort().seconds());
  }

  private static void cut(Partition partition, Range range, int keys, List<Part> into) {
    long slices = Math.max(1, ROWS_AT_ONCE / keys);
    long length = slices * partition.sort().seconds();
    long to = Math.min(range.to(), partition.end());
    for (long from = Math.max(range.from(), partition.start()); from < to; from += length) {
      Range some = new Range(from, Math.min(to, from + length));
      into.add(new Part(partition, List.of(some), slices * keys));
    }
  }

  private void sketches(Selection selection, Answer answer) {
    SketchMerge merge = new SketchMerge(answer);
    unions(
        selection.parts(partition -> partition.sort().hasSketches()),
        "grp, start, data",
        selection.groupCondition(),
        Partition::sketchTable,
        "",
        row -> merge.add(row.getInt(1), row.getLong(2), row.getBytes(3)));
    merge.finish();
  }

  private void unions(
      List<Part> parts,
      String columns,
      String where,
      Function<Partition, String> table,
      String after,
      DuckDbFile.Row reader) {
    List<String> selects = new ArrayList<>();
    long rows = 0;
    for (Part part : parts) {
      if (selects.size() == PARTS_AT_ONCE || rows + part.rows > ROWS_AT_ONCE) {
        union(selects, reader);
        rows = 0;
      }
      selects.add(part.select(table, columns, where) + after);
      rows += part.rows;
    }
    union(selects, reader);
  }

  private void union(List<String> selects, DuckDbFile.Row reader) {
    if (!selects.isEmpty()) {
      lease.query(String.join(" union all ", selects), reader);
      selects.clear();
    }
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

  /// The keys that a query wants, and where their rows are.
  private final class Selection {
    private final Query query;
    private final ReadPlan plan;
    private final Numbers numbers;
    private final boolean[] wanted;
    private int count;

    Selection(Query query) {
      this.query = query;
      plan =
          ReadPlan.of(
              layout,
              query.kind(),
              Slices.fromMinute(query),
              Slices.toMinute(query),
              query.stepSeconds());
      numbers = keys.numbers(query.kind());
      wanted = new boolean[numbers.size()];
      for (int i = 0; i < wanted.length; i++) {
        wanted[i] = query.filter().test(key(i));
        count += wanted[i] ? 1 : 0;
      }
    }

    /// The partitions with rows, each as a whole.
    List<Part> parts(Predicate<Partition> which) {
      return plan.ranges().entrySet().stream()
          .filter(part -> which.test(part.getKey()))
          .map(part -> new Part(part.getKey(), part.getValue(), 0))
          .toList();
    }

    boolean isEmpty() {
      return count == 0 || plan.ranges().isEmpty();
    }

    int size() {
      return wanted.length;
    }

    RollupKey key(int ordinal) {
      return keys.key(numbers.byOrdinal()[ordinal]);
    }

    /// The ordinal of a key by its number; -1 when it is not wanted.
    int ordinal(int number) {
      int ordinal = keys.ordinal(number);
      // A key that became known after this selection was made has no rows in this transaction.
      return ordinal < wanted.length && wanted[ordinal] ? ordinal : -1;
    }

    private boolean named() {
      return count <= NAMED_KEYS;
    }

    /// How many keys the rows that are read may have.
    int keysRead() {
      return named() ? count : wanted.length;
    }

    String keyCondition() {
      return condition("key", ordinal -> numbers.byOrdinal()[ordinal]);
    }

    String groupCondition() {
      return condition("grp", ordinal -> ordinal / KeyDictionary.GROUP_SIZE);
    }

    private String condition(String column, IntUnaryOperator value) {
      String kind = "kind = " + query.kind().ordinal();
      return named()
          ? IntStream.range(0, wanted.length)
              .filter(ordinal -> wanted[ordinal])
              .map(value)
              .distinct()
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(", ", kind + " and " + column + " in (", ")"))
          : kind;
    }
  }

  /// What was found of the keys; arrays by ordinal, because thousands of keys are the common case.
  private static final class Answer implements SketchMerge.Target {
    private final Query query;
    private final Selection selection;
    private final @Nullable Slices[] slices;

    Answer(Query query, Selection selection) {
      this.query = query;
      this.selection = selection;
      this.slices = new Slices[selection.size()];
    }

    private Slices slices(int ordinal) {
      Slices known = slices[ordinal];
      if (known == null) {
        known = new Slices(query);
        slices[ordinal] = known;
      }
      return known;
    }

    void add(ResultSet row) throws SQLException {
      int ordinal = selection.ordinal(row.getInt(1));
      if (ordinal >= 0) {
        slices(ordinal).at(row.getLong(2)).mergeFigures(figures(row, 3));
      }
    }

    @Override
    public boolean wants(int key) {
      return selection.ordinal(key) >= 0;
    }

    @Override
    public void merge(int key, long start, boolean peer, byte[] sketch) {
      int ordinal = selection.ordinal(key);
      if (ordinal >= 0) {
        Rollup slice = slices(ordinal).at(start);
        if (peer) {
          slice.mergePeerSketch(sketch);
        } else {
          slice.mergeSketch(sketch);
        }
      }
    }

    List<Series> series() {
      List<Series> found = new ArrayList<>();
      for (int i = 0; i < slices.length; i++) {
        Slices of = slices[i];
        if (of != null) {
          found.add(new Series(selection.key(i), of.points()));
        }
      }
      return found;
    }
  }
}
