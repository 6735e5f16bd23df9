package dev.headroom.store.embedded;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.Resolution;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.TraceReader;
import dev.headroom.store.Commit;
import dev.headroom.store.Retention;
import dev.headroom.store.TelemetryStore;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.embedded.Partition.Sort;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/// Telemetry in one DuckDB file.
///
/// A commit appends minutes to a table of their hour. [#maintain] closes hours and days: it merges
/// their rows into longer slices in the transaction that drops the old ones, so every row is
/// counted once at any moment and an interrupted run is simply run again; late data goes through
/// the same steps and adds up. Readers work in transactions of their own and never wait for
/// writers.
///
/// Thread-safe.
public final class DuckDbStore implements TelemetryStore {
  /// How long after its end an hour or a day is closed, so that stragglers still find it open.
  private static final Duration GRACE = Duration.ofMinutes(5);

  private final DuckDbFile file;
  private final DuckDbSettings settings;
  private final Retention retention;
  private final TraceInspector inspector;
  private final KeyDictionary keys = new KeyDictionary();
  private final RollupWriter rollupWriter = new RollupWriter(keys);
  private final EventWriter eventWriter;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile Map<String, Long> used = Map.of();

  private DuckDbStore(
      DuckDbFile file, DuckDbSettings settings, Retention retention, TraceInspector inspector) {
    this.file = file;
    this.settings = settings;
    this.retention = retention;
    this.inspector = inspector;
    this.eventWriter = new EventWriter(inspector);
  }

  /// Starts to load the database's native library on a thread of its own: it is unpacked at every
  /// start, which takes longer than anything else in a start. [#open] waits for it.
  public static void prepare() {
    Thread.ofPlatform()
        .name("native-library")
        .daemon()
        .start(() -> {
          try {
            Class.forName("org.duckdb.DuckDBNative");
          } catch (ClassNotFoundException | LinkageError _) {
            // Whoever opens the store is told the same.
            return;
          }
        });
  }

  /// Opens the store in a directory, which is created when it is not there.
  ///
  /// @throws HeadroomException with `CONFLICT` when another process has it open or a newer program
  ///   wrote it
  public static DuckDbStore open(
      Path directory, DuckDbSettings settings, Retention retention, TraceInspector inspector) {
    DuckDbFile file = DuckDbFile.open(directory, settings);
    try {
      Schema.migrate(file.writer());
      DuckDbStore store = new DuckDbStore(file, settings, retention, inspector);
      store.keys.put(1, storedKeys(file.writer()));
      return store;
    } catch (SQLException e) {
      file.close();
      throw file.failure("open the telemetry database", e);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static List<RollupKey> storedKeys(DuckDBConnection connection) throws SQLException {
    List<RollupKey> stored = new ArrayList<>();
    Sql.query(
        connection,
        0,
        "select kind, fields from keys order by number",
        row ->
            stored.add(
                RollupKey.of(
                    RollupKind.valueOf(row.getString(1)), KeyText.split(row.getString(2)))));
    return stored;
  }

  @Override
  public Recovered recover() {
    try (DuckDbFile.Lease lease = file.lease()) {
      lease.begin();
      Layout layout = layout(lease);
      Map<String, byte[]> states = new HashMap<>();
      lease.query(
          "select name, data from states", row -> states.put(row.getString(1), row.getBytes(2)));
      int[] count = {0};
      lease.query("select count(*) from keys", row -> count[0] = row.getInt(1));
      List<RollupKey> stored = new ArrayList<>(count[0]);
      for (int number = 1; number <= count[0]; number++) {
        stored.add(keys.key(number));
      }
      return new Recovered(layout.position(), layout.replayFrom(), stored, states);
    }
  }

  private static Layout layout(DuckDbFile.Lease lease) {
    Layout.Reading reading = new Layout.Reading();
    lease.query(Layout.SQL, reading);
    return reading.layout();
  }

  @Override
  public void commit(Commit commit) {
    write(
        "commit",
        (connection, layout, partitions) -> {
          int[] count = {0};
          Sql.query(connection, 0, "select count(*) from keys", row -> count[0] = row.getInt(1));
          if (commit.firstKey() != count[0] + 1) {
            throw new HeadroomException(
                ErrorCode.INTERNAL,
                "firstKey " + commit.firstKey() + "; expected " + (count[0] + 1));
          }
          keys.put(commit.firstKey(), commit.keys());
          writeKeys(connection, commit);
          rollupWriter.write(connection, partitions, commit.rollups());
          eventWriter.writeTraces(connection, partitions, commit.traces());
          eventWriter.writeLogs(connection, partitions, commit.logs());
          writeStates(connection, commit.states());
          Sql.run(
              connection,
              "update meta set commits = commits + 1, position = "
                  + commit.position()
                  + ", replay_from = "
                  + commit.replayFrom());
        });
  }

  private static void writeKeys(DuckDBConnection connection, Commit commit) throws SQLException {
    int number = commit.firstKey();
    try (DuckDBAppender appender = connection.createAppender("keys")) {
      for (RollupKey key : commit.keys()) {
        appender.beginRow();
        appender.append(number++);
        appender.append(key.kind().name());
        appender.append(KeyText.join(key.fields()));
        appender.endRow();
      }
    }
  }

  private static void writeStates(DuckDBConnection connection, Map<String, byte[]> states)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from states where name = ?")) {
      for (String name : states.keySet()) {
        delete.setString(1, name);
        delete.executeUpdate();
      }
    }
    try (DuckDBAppender appender = connection.createAppender("states")) {
      for (Map.Entry<String, byte[]> state : states.entrySet()) {
        appender.beginRow();
        appender.append(state.getKey());
        appender.append(state.getValue());
        appender.endRow();
      }
    }
  }

  @Override
  public void maintain(Instant now) {
    write(
        "apply retention",
        (connection, layout, partitions) -> {
          retain(connection, layout, partitions, now);
        });
    long until = now.minus(GRACE).getEpochSecond();
    RollupCloser.Arrival arrival = sort -> now.plus(kept(sort)).getEpochSecond();
    for (Partition stage : layout().overlapping(Sort.STAGE, Long.MIN_VALUE, until)) {
      closeHours(stage, Resolution.HOUR.floor(until), arrival);
    }
    closeDays(Resolution.DAY.floor(until), arrival);
    try (DuckDbFile.Lease lease = file.lease()) {
      lease.begin();
      used = DiskUse.measure(lease, DuckDbStore::part);
    }
  }

  private void closeHours(Partition stage, long until, RollupCloser.Arrival arrival) {
    for (long hour : starts(stage, Resolution.HOUR, stage.start(), until)) {
      write(
          "close an hour",
          (connection, layout, partitions) ->
              new RollupCloser(connection, layout, partitions, arrival).closeHour(hour));
    }
    if (stage.end() <= until) {
      write(
          "close an hour",
          (connection, layout, partitions) ->
              new RollupCloser(connection, layout, partitions, arrival).dropEmpty(stage));
    }
  }

  private Layout layout() {
    try (DuckDbFile.Lease lease = file.lease()) {
      lease.begin();
      return layout(lease);
    }
  }

  private void retain(
      DuckDBConnection connection, Layout layout, Partitions partitions, Instant now)
      throws SQLException {
    long minutes = start(Sort.MINUTE, now, retention.minutes(), layout.minutesFrom());
    long slis = start(Sort.SLI, now, retention.slis(), layout.slisFrom());
    long hours =
        Math.min(
            start(Sort.HOUR, now, retention.hours(), layout.hoursFrom()),
            Math.max(layout.hoursFrom(), Sort.HOUR.floor(layout.daysUntil())));
    long days = start(Sort.DAY, now, retention.days(), layout.daysFrom());
    Sql.run(
        connection,
        "update meta set minutes_from = "
            + minutes
            + ", slis_from = "
            + slis
            + ", hours_from = "
            + hours
            + ", days_from = "
            + days);
    Map<Sort, Long> borders =
        Map.of(
            Sort.MINUTE,
            minutes,
            Sort.SLI,
            slis,
            Sort.HOUR,
            hours,
            Sort.DAY,
            days,
            Sort.TRACE,
            start(Sort.TRACE, now, retention.traces(), Long.MIN_VALUE),
            Sort.LOG,
            start(Sort.LOG, now, retention.logs(), Long.MIN_VALUE));
    for (Map.Entry<Sort, Long> border : borders.entrySet()) {
      Sort sort = border.getKey();
      partitions.retain(
          layout.all(sort),
          border.getValue(),
          now.getEpochSecond(),
          now.plus(kept(sort)).getEpochSecond());
    }
  }

  private Duration kept(Sort sort) {
    return switch (sort) {
      case STAGE, MINUTE -> retention.minutes();
      case SLI -> retention.slis();
      case HOUR -> retention.hours();
      case DAY -> retention.days();
      case TRACE -> retention.traces();
      case LOG -> retention.logs();
    };
  }

  private static long start(Sort sort, Instant now, Duration kept, long atLeast) {
    return Math.max(atLeast, sort.floor(now.minus(kept).getEpochSecond()));
  }

  private void closeDays(long until, RollupCloser.Arrival arrival) {
    Layout before = layout();
    if (before.daysUntil() >= until) {
      return;
    }
    for (Partition month : before.overlapping(Sort.HOUR, before.daysUntil(), until)) {
      for (long day : starts(month, Resolution.DAY, before.daysUntil(), until)) {
        write(
            "close a day",
            (connection, layout, partitions) -> {
              new RollupCloser(connection, layout, partitions, arrival).closeDay(day);
              Sql.run(
                  connection, "update meta set days_until = " + (day + Resolution.DAY.seconds()));
            });
      }
    }
    write(
        "close days",
        (connection, layout, partitions) ->
            Sql.run(connection, "update meta set days_until = " + until));
  }

  /// The longer slices that have rows in a partition.
  private List<Long> starts(Partition partition, Resolution slice, long from, long to) {
    List<Long> starts = new ArrayList<>();
    try (DuckDbFile.Lease lease = file.lease()) {
      lease.query(
          "select distinct "
              + RollupCloser.slice(slice)
              + " as slice from "
              + Sql.name(partition.table())
              + " where start >= "
              + from
              + " and start < "
              + to
              + " order by slice",
          row -> starts.add(row.getLong(1)));
    }
    return starts;
  }

  /// What is done in one writing transaction.
  private interface Work {
    void run(DuckDBConnection connection, Layout layout, Partitions partitions) throws SQLException;
  }

  private void write(String doing, Work work) {
    writing.lock();
    try {
      DuckDBConnection connection = file.writer();
      try {
        // Begun in SQL: appenders take no notice of the driver's setAutoCommit.
        Sql.run(connection, "begin transaction");
        Layout.Reading layout = new Layout.Reading();
        Sql.query(connection, 0, Layout.SQL, layout);
        work.run(connection, layout.layout(), new Partitions(connection, layout.layout()));
        Sql.run(connection, "commit");
      } catch (SQLException e) {
        HeadroomException failure = file.failure(doing, e);
        rollback(connection, failure);
        throw failure;
      } catch (RuntimeException e) {
        rollback(connection, e);
        throw e;
      }
    } finally {
      writing.unlock();
    }
  }

  private static void rollback(DuckDBConnection connection, RuntimeException cause) {
    try {
      Sql.run(connection, "rollback");
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public Snapshot snapshot() {
    DuckDbFile.Lease lease = file.lease();
    try {
      lease.begin();
      return new DuckDbSnapshot(lease, layout(lease));
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  /// {@inheritDoc} Bytes by part are those at the last [#maintain]; what belongs to none, or is
  /// newer, is `other`, so that they sum to the size of the file.
  @Override
  public Stats stats() {
    Map<String, Long> rows = new HashMap<>();
    try (DuckDbFile.Lease lease = file.lease()) {
      lease.query(
          "select table_name, estimated_size from duckdb_tables()",
          row -> {
            String table = row.getString(1);
            if (!table.endsWith("_sketch")) {
              rows.merge(part(table), row.getLong(2), Long::sum);
            }
          });
    }
    Map<String, Long> bytes = new HashMap<>(used);
    long told = bytes.values().stream().mapToLong(Long::longValue).sum();
    bytes.put("other", Math.max(0, file.bytes() - told));
    return new Stats(bytes, rows, keptLate());
  }

  private List<KeptLate> keptLate() {
    Map<Sort, KeptLate> late = new TreeMap<>();
    layout()
        .keptUntil()
        .forEach((partition, until) -> {
          if (until > 0) {
            late.merge(
                partition.sort(),
                new KeptLate(
                    part(partition.table()),
                    Instant.ofEpochSecond(partition.start()),
                    Instant.ofEpochSecond(partition.end()),
                    Instant.ofEpochSecond(until)),
                KeptLate::and);
          }
        });
    return List.copyOf(late.values());
  }

  private static String part(String table) {
    int end = table.indexOf('_');
    return end < 0
        ? table
        : switch (table.substring(0, end)) {
          case "stage" -> "minutes";
          default -> table.substring(0, end).toLowerCase(Locale.ROOT) + "s";
        };
  }

  @Override
  public void close() {
    writing.lock();
    try {
      file.close();
    } finally {
      writing.unlock();
    }
  }

  private final class DuckDbSnapshot implements Snapshot {
    private final DuckDbFile.Lease lease;
    private final Layout layout;

    DuckDbSnapshot(DuckDbFile.Lease lease, Layout layout) {
      this.lease = lease;
      this.layout = layout;
    }

    @Override
    public long commits() {
      return layout.commits();
    }

    @Override
    public RollupReader rollups() {
      return new RollupTables(lease, layout, keys);
    }

    @Override
    public TraceReader traces() {
      return new TraceTables(
          lease, layout, inspector, System.nanoTime() + settings.queryTimeout().toNanos());
    }

    @Override
    public LogReader logs() {
      return new LogTables(lease, layout);
    }

    @Override
    public void close() {
      lease.close();
    }
  }
}
