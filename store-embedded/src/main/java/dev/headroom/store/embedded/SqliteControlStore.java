package dev.headroom.store.embedded;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.store.ChangeLog;
import dev.headroom.store.Pages;
import dev.headroom.store.SloDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sqlite.SQLiteConfig;

/// What people and pipelines tell, in one SQLite file: small, and durable when a call returns
/// (write-ahead log, synchronous=FULL).
///
/// Thread-safe; calls take turns on one connection.
public final class SqliteControlStore implements ChangeLog, AutoCloseable {
  private static final String NAME = "control.sqlite";

  /// Step by step from an empty file; a step, once released, never changes. The version of a file
  /// is SQLite's `user_version`.
  private static final List<String> MIGRATIONS =
      List.of(
          """
          create table changes (
            id text primary key, at_nanos integer not null, service text not null,
            version text not null, environment text not null, kind text not null,
            description text not null, url text not null, source text not null) strict;
          create index changes_by_time on changes (at_nanos);
          """,
          SqliteAlerts.TABLES + SqliteSilences.TABLES,
          SqliteSloDocuments.MIGRATION,
          SqliteSloCorrections.TABLES,
          SqliteFindings.TABLES,
          SqliteFixes.TABLES,
          SqliteCapacityTests.TABLES);

  private final Path file;
  private final Connection connection;

  private SqliteControlStore(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /// Opens the store in a directory, which is created when it is not there.
  ///
  /// @throws HeadroomException with `CONFLICT` when a newer program wrote the file
  public static SqliteControlStore open(Path directory) {
    Path file = directory.resolve(NAME);
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(5_000);
    try {
      Files.createDirectories(directory);
      SqliteControlStore store =
          new SqliteControlStore(file, config.createConnection("jdbc:sqlite:" + file));
      store.migrate();
      return store;
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, "cannot create the data directory '" + directory + "': " + e, e);
    } catch (SQLException e) {
      throw failure(file, "open", e);
    }
  }

  private void migrate() throws SQLException {
    int version = version();
    if (version > MIGRATIONS.size()) {
      connection.close();
      throw new HeadroomException(
          ErrorCode.CONFLICT,
          "'"
              + file
              + "' has schema version "
              + version
              + ", this program knows versions up to "
              + MIGRATIONS.size()
              + "; start the newer program that wrote it");
    }
    for (int from = version; from < MIGRATIONS.size(); from++) {
      Sql.run(connection, "begin immediate");
      for (String statement : MIGRATIONS.get(from).split(";\\s*\\n", -1)) {
        if (!statement.isBlank()) {
          Sql.run(connection, statement);
        }
      }
      Sql.run(connection, "pragma user_version = " + (from + 1));
      Sql.run(connection, "commit");
    }
  }

  private int version() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("pragma user_version");
        ResultSet row = query.executeQuery()) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  /// Alerts and outbox, in the same file.
  public SqliteAlerts alerts() {
    return new SqliteAlerts(this);
  }

  /// Silences, in the same file.
  public SqliteSilences silences() {
    return new SqliteSilences(this);
  }

  /// Corrections of error budgets, in the same file.
  public SqliteSloCorrections sloCorrections() {
    return new SqliteSloCorrections(this);
  }

  /// Findings, in the same file.
  public SqliteFindings findings() {
    return new SqliteFindings(this);
  }

  /// Decisions about proposals and proofs, in the same file.
  public SqliteFixes fixes() {
    return new SqliteFixes(this);
  }

  /// Results of load tests, in the same file.
  public SqliteCapacityTests capacityTests() {
    return new SqliteCapacityTests(this);
  }

  /// What is done with the connection while nobody else has it.
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /// Reads or writes by a single statement.
  synchronized <T> T run(String doing, Work<T> work) {
    try {
      return work.run(connection);
    } catch (SQLException e) {
      throw failure(file, doing, e);
    }
  }

  /// Writes all or nothing.
  synchronized void transaction(Work<?> work) {
    try {
      Sql.run(connection, "begin immediate");
      try {
        var _ = work.run(connection);
        Sql.run(connection, "commit");
      } catch (SQLException | RuntimeException e) {
        Sql.run(connection, "rollback");
        throw e;
      }
    } catch (SQLException e) {
      throw failure(file, "write", e);
    }
  }

  @Override
  public synchronized boolean record(ChangeEvent change) {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into changes values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing")) {
      insert.setString(1, change.id());
      insert.setLong(2, Pages.nanos(change.at()));
      insert.setString(3, change.service().value());
      insert.setString(4, change.version());
      insert.setString(5, change.environment());
      insert.setString(6, change.kind().name());
      insert.setString(7, change.description());
      insert.setString(8, change.url());
      insert.setString(9, change.source());
      return insert.executeUpdate() == 1;
    } catch (SQLException e) {
      throw failure(file, "write", e);
    }
  }

  @Override
  public synchronized List<ChangeEvent> changes(TimeWindow window) {
    List<ChangeEvent> found = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "select id, at_nanos, service, version, environment, kind, description, url, source"
                + " from changes where at_nanos >= ? and at_nanos < ? order by at_nanos, id")) {
      query.setLong(1, Pages.nanos(window.from()));
      query.setLong(2, Pages.nanos(window.to()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.add(change(row));
        }
      }
      return found;
    } catch (SQLException e) {
      throw failure(file, "read", e);
    }
  }

  private static ChangeEvent change(ResultSet row) throws SQLException {
    return new ChangeEvent(
        row.getString(1),
        Instant.ofEpochSecond(0, row.getLong(2)),
        new ServiceName(row.getString(3)),
        row.getString(4),
        row.getString(5),
        ChangeEvent.Kind.valueOf(row.getString(6)),
        row.getString(7),
        row.getString(8),
        row.getString(9));
  }

  /// The SLO documents of this store, for as long as it is open.
  public SloDocuments sloDocuments() {
    return new SqliteSloDocuments(this);
  }

  static HeadroomException failure(Path file, String doing, SQLException e) {
    String text = String.valueOf(e.getMessage());
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("sqlite_full") || lower.contains("no space left")) {
      return new HeadroomException(
          ErrorCode.STORAGE_FULL, "no room on the disk to " + doing + " '" + file + "'", e);
    }
    return new HeadroomException(
        ErrorCode.INTERNAL, "could not " + doing + " '" + file + "': " + text, e);
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(file, "close", e);
    }
  }
}
