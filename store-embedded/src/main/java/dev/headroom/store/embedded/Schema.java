package dev.headroom.store.embedded;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// The tables, and how an older file is brought up to date. Each step of [#MIGRATIONS] runs in one
/// transaction with the new version number; a step, once released, never changes.
final class Schema {
  /// Columns of a rollup table; [RollupTables] reads and writes them in this order.
  static final String ROLLUP_COLUMNS =
      "kind UTINYINT, key INTEGER, start BIGINT, count DOUBLE, errors DOUBLE, observed BIGINT,"
          + " unknown_weight BIGINT, sum DOUBLE, min DOUBLE, max DOUBLE, last DOUBLE,"
          + " last_nanos BIGINT, extra DOUBLE";

  static final String SKETCH_COLUMNS = "kind UTINYINT, grp INTEGER, start BIGINT, data BLOB";

  static final String TRACE_COLUMNS =
      "id_hi BIGINT, id_lo BIGINT, start BIGINT, duration BIGINT, service VARCHAR,"
          + " operation VARCHAR, services VARCHAR, error BOOLEAN, spans INTEGER,"
          + " service_count INTEGER, weight DOUBLE, reason VARCHAR, size INTEGER, payload BLOB";

  static final String LOG_COLUMNS =
      "time BIGINT, sequence BIGINT, service VARCHAR, version VARCHAR, instance VARCHAR,"
          + " severity INTEGER, severity_text VARCHAR, event_name VARCHAR, body VARCHAR,"
          + " template INTEGER, trace_hi BIGINT, trace_lo BIGINT, span BIGINT, scope VARCHAR,"
          + " attributes VARCHAR, resource VARCHAR";

  private static final List<List<String>> MIGRATIONS =
      List.of(
          List.of(
              "create table meta (version INTEGER, commits BIGINT, position BIGINT,"
                  + " replay_from BIGINT, minutes_from BIGINT, hours_from BIGINT,"
                  + " days_from BIGINT, days_until BIGINT)",
              "insert into meta values (0, 0, 0, 0, 0, 0, 0, 0)",
              "create table keys (number INTEGER, kind VARCHAR, fields VARCHAR)",
              "create table states (name VARCHAR, data BLOB)",
              "create table partitions (sort VARCHAR, start BIGINT)"),
          List.of(
              "alter table partitions add column kept_until BIGINT",
              "update partitions set kept_until = " + Layout.ORDINARY),
          List.of("alter table meta add column slis_from BIGINT default 0"));

  /// The version that this program writes.
  static final int VERSION = MIGRATIONS.size();

  private Schema() {}

  /// Brings the file to [#VERSION].
  ///
  /// @throws HeadroomException with `CONFLICT` when the file is of a newer version
  static void migrate(Connection connection) throws SQLException {
    int version = version(connection);
    if (version > VERSION) {
      throw new HeadroomException(
          ErrorCode.CONFLICT,
          "the telemetry database has schema version "
              + version
              + ", this program knows versions up to "
              + VERSION
              + "; start the newer program that wrote it");
    }
    for (int from = version; from < VERSION; from++) {
      Sql.run(connection, "begin transaction");
      for (String step : MIGRATIONS.get(from)) {
        Sql.run(connection, step);
      }
      Sql.run(connection, "update meta set version = " + (from + 1));
      Sql.run(connection, "commit");
    }
  }

  private static int version(Connection connection) throws SQLException {
    int[] found = {0, 0};
    Sql.query(
        connection,
        0,
        "select count(*) from duckdb_tables() where table_name = 'meta'",
        row -> found[0] = row.getInt(1));
    if (found[0] > 0) {
      Sql.query(connection, 0, "select version from meta", row -> found[1] = row.getInt(1));
    }
    return found[1];
  }

  /// Creates the tables of a partition.
  ///
  /// @param keptUntil see [Layout#keptUntil]
  static void create(Connection connection, Partition partition, long keptUntil)
      throws SQLException {
    String columns =
        switch (partition.sort()) {
          case STAGE, MINUTE, SLI, HOUR, DAY -> ROLLUP_COLUMNS;
          case TRACE -> TRACE_COLUMNS;
          case LOG -> LOG_COLUMNS;
        };
    Sql.run(connection, "create table " + Sql.name(partition.table()) + " (" + columns + ")");
    if (partition.sort().hasSketches()) {
      Sql.run(
          connection,
          "create table " + Sql.name(partition.sketchTable()) + " (" + SKETCH_COLUMNS + ")");
    }
    Sql.run(
        connection,
        "insert into partitions (sort, start, kept_until) values ('"
            + partition.sort()
            + "', "
            + partition.start()
            + ", "
            + keptUntil
            + ")");
  }

  /// Says how long a partition is kept; see [Layout#keptUntil].
  static void keep(Connection connection, Partition partition, long until) throws SQLException {
    Sql.run(
        connection,
        "update partitions set kept_until = "
            + until
            + " where sort = '"
            + partition.sort()
            + "' and start = "
            + partition.start());
  }

  /// Drops the tables of a partition.
  static void drop(Connection connection, Partition partition) throws SQLException {
    Sql.run(connection, "drop table " + Sql.name(partition.table()));
    if (partition.sort().hasSketches()) {
      Sql.run(connection, "drop table " + Sql.name(partition.sketchTable()));
    }
    Sql.run(
        connection,
        "delete from partitions where sort = '"
            + partition.sort()
            + "' and start = "
            + partition.start());
  }
}
