package dev.headroom.store.embedded;

import dev.headroom.slo.SloName;
import dev.headroom.store.SloDocuments;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/// SLO documents in the file of the control store, on its connection.
///
/// Thread-safe; calls take turns with those of the control store.
final class SqliteSloDocuments implements SloDocuments {
  /// Its step in the migrations of the control store.
  static final String MIGRATION =
      """
      create table slo_documents (
        kind text not null, name text not null, revision integer not null, json text,
        origin text not null, who text not null, at_millis integer not null,
        primary key (kind, name, revision)) strict, without rowid;
      create table slo_epochs (
        number integer primary key, slo text not null, objective text not null,
        indicator text not null, since_millis integer not null) strict;
      """;

  private static final String COLUMNS = "kind, name, revision, json, origin, who, at_millis";
  private static final String LATEST =
      " d where revision = (select max(revision) from slo_documents l"
          + " where l.kind = d.kind and l.name = d.name)";

  private final Path file;
  private final Connection connection;
  private final Object turn;

  /// @param file named in messages
  /// @param turn what all users of the connection synchronise on
  SqliteSloDocuments(Path file, Connection connection, Object turn) {
    this.file = file;
    this.connection = connection;
    this.turn = turn;
  }

  @Override
  public List<Revision> apply(List<Change> changes, String who, Instant at) {
    synchronized (turn) {
      try {
        Sql.run(connection, "begin immediate");
        try {
          List<Revision> made = new ArrayList<>();
          for (Change change : changes) {
            write(change, who, at, made);
          }
          Sql.run(connection, "commit");
          return made;
        } catch (SQLException | RuntimeException e) {
          Sql.run(connection, "rollback");
          throw e;
        }
      } catch (SQLException e) {
        throw SqliteControlStore.failure(file, "write", e);
      }
    }
  }

  private void write(Change change, String who, Instant at, List<Revision> made)
      throws SQLException {
    List<Revision> last =
        read(LATEST + " and kind = ? and name = ?", change.key().kind(), change.key().name());
    if (!changes(last, change)) {
      return;
    }
    long revision = last.isEmpty() ? 1 : last.getFirst().revision() + 1;
    try (PreparedStatement insert =
        connection.prepareStatement("insert into slo_documents values (?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, change.key().kind());
      insert.setString(2, change.key().name());
      insert.setLong(3, revision);
      insert.setString(4, change.json());
      insert.setString(5, change.origin());
      insert.setString(6, who);
      insert.setLong(7, at.toEpochMilli());
      insert.executeUpdate();
    }
    made.add(
        new Revision(
            change.key(),
            revision,
            change.json(),
            change.origin(),
            who,
            Instant.ofEpochMilli(at.toEpochMilli())));
  }

  private static boolean changes(List<Revision> last, Change change) {
    if (last.isEmpty() || last.getFirst().json() == null) {
      return change.json() != null;
    }
    return !Objects.equals(last.getFirst().json(), change.json())
        || !last.getFirst().origin().equals(change.origin());
  }

  @Override
  public List<Revision> current() {
    return reading(LATEST + " and json is not null order by kind, name");
  }

  @Override
  public List<Revision> history(DocumentKey key) {
    return reading(" where kind = ? and name = ? order by revision desc", key.kind(), key.name());
  }

  private List<Revision> reading(String condition, String... parameters) {
    synchronized (turn) {
      try {
        return read(condition, parameters);
      } catch (SQLException e) {
        throw SqliteControlStore.failure(file, "read", e);
      }
    }
  }

  private List<Revision> read(String condition, String... parameters) throws SQLException {
    List<Revision> found = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement("select " + COLUMNS + " from slo_documents" + condition)) {
      for (int i = 0; i < parameters.length; i++) {
        query.setString(i + 1, parameters[i]);
      }
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.add(
              new Revision(
                  new DocumentKey(row.getString(1), row.getString(2)),
                  row.getLong(3),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6),
                  Instant.ofEpochMilli(row.getLong(7))));
        }
      }
    }
    return found;
  }

  @Override
  public void begin(Collection<Epoch> epochs) {
    synchronized (turn) {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into slo_epochs (slo, objective, indicator, since_millis)"
                  + " values (?, ?, ?, ?)")) {
        for (Epoch epoch : epochs) {
          insert.setString(1, epoch.slo().value());
          insert.setString(2, epoch.objective());
          insert.setString(3, epoch.indicator());
          insert.setLong(4, epoch.since().toEpochMilli());
          insert.executeUpdate();
        }
      } catch (SQLException e) {
        throw SqliteControlStore.failure(file, "write", e);
      }
    }
  }

  @Override
  public List<Epoch> epochs() {
    synchronized (turn) {
      List<Epoch> found = new ArrayList<>();
      try (PreparedStatement query =
              connection.prepareStatement(
                  "select slo, objective, indicator, since_millis from slo_epochs"
                      + " order by slo, objective, since_millis, number");
          ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.add(
              new Epoch(
                  new SloName(row.getString(1)),
                  row.getString(2),
                  row.getString(3),
                  Instant.ofEpochMilli(row.getLong(4))));
        }
        return found;
      } catch (SQLException e) {
        throw SqliteControlStore.failure(file, "read", e);
      }
    }
  }
}
