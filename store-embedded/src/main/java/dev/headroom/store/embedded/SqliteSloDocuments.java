package dev.headroom.store.embedded;

import dev.headroom.slo.SloName;
import dev.headroom.store.SloDocuments;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/// SLO documents in the control store's file. Thread-safe.
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

  private final SqliteControlStore file;

  SqliteSloDocuments(SqliteControlStore file) {
    this.file = file;
  }

  @Override
  public List<Revision> apply(List<Change> changes, String who, Instant at) {
    List<Revision> made = new ArrayList<>();
    file.transaction(connection -> {
      for (Change change : changes) {
        write(connection, change, who, at, made);
      }
      return made;
    });
    return made;
  }

  private static void write(
      Connection connection, Change change, String who, Instant at, List<Revision> made)
      throws SQLException {
    DocumentKey key = change.key();
    List<Revision> last =
        read(connection, LATEST + " and kind = ? and name = ?", key.kind(), key.name());
    if (!changes(last, change)) {
      return;
    }
    Revision next =
        new Revision(
            key,
            last.isEmpty() ? 1 : last.getFirst().revision() + 1,
            change.json(),
            change.origin(),
            who,
            Instant.ofEpochMilli(at.toEpochMilli()));
    Statements.update(
        connection,
        "insert into slo_documents values (?, ?, ?, ?, ?, ?, ?)",
        key.kind(),
        key.name(),
        next.revision(),
        next.json(),
        next.origin(),
        next.who(),
        next.at().toEpochMilli());
    made.add(next);
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
    return file.run(
        "read",
        connection -> read(connection, LATEST + " and json is not null order by kind, name"));
  }

  @Override
  public List<Revision> history(DocumentKey key) {
    return file.run(
        "read",
        connection ->
            read(
                connection,
                " where kind = ? and name = ? order by revision desc",
                key.kind(),
                key.name()));
  }

  private static List<Revision> read(Connection connection, String condition, Object... parameters)
      throws SQLException {
    return Statements.query(
        connection,
        "select " + COLUMNS + " from slo_documents" + condition,
        row ->
            new Revision(
                new DocumentKey(row.getString(1), row.getString(2)),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                Instant.ofEpochMilli(row.getLong(7))),
        parameters);
  }

  @Override
  public void begin(Collection<Epoch> epochs) {
    file.transaction(connection -> {
      for (Epoch epoch : epochs) {
        Statements.update(
            connection,
            "insert into slo_epochs (slo, objective, indicator, since_millis)"
                + " values (?, ?, ?, ?)",
            epoch.slo().value(),
            epoch.objective(),
            epoch.indicator(),
            epoch.since().toEpochMilli());
      }
      return epochs.size();
    });
  }

  @Override
  public List<Epoch> epochs() {
    return file.run(
        "read",
        connection ->
            Statements.query(
                connection,
                "select slo, objective, indicator, since_millis from slo_epochs"
                    + " order by slo, objective, since_millis, number",
                row ->
                    new Epoch(
                        new SloName(row.getString(1)),
                        row.getString(2),
                        row.getString(3),
                        Instant.ofEpochMilli(row.getLong(4)))));
  }
}
