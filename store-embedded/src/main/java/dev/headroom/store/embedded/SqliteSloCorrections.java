package dev.headroom.store.embedded;

import dev.headroom.base.TimeWindow;
import dev.headroom.slo.Correction;
import dev.headroom.slo.SloName;
import dev.headroom.store.Pages;
import dev.headroom.store.SloCorrections;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Corrections in the control store's file. Thread-safe.
public final class SqliteSloCorrections implements SloCorrections {
  static final String TABLES =
      """
      create table slo_corrections (
        number integer primary key, id text not null unique, slo text not null,
        from_nanos integer not null, to_nanos integer not null, author text not null,
        reason text not null, at_nanos integer not null, remaining_before real,
        remaining_after real, revoked_by text, revoked_nanos integer) strict;
      """;

  private static final String COLUMNS =
      "id, slo, from_nanos, to_nanos, author, reason, at_nanos, remaining_before, remaining_after,"
          + " revoked_by, revoked_nanos";

  private final SqliteControlStore file;

  SqliteSloCorrections(SqliteControlStore file) {
    this.file = file;
  }

  @Override
  public void add(Entry entry) {
    file.transaction(connection ->
        Statements.update(
            connection,
            "insert or ignore into slo_corrections ("
                + COLUMNS
                + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            entry.id(),
            entry.slo().value(),
            Pages.nanos(entry.correction().window().from()),
            Pages.nanos(entry.correction().window().to()),
            entry.correction().author(),
            entry.correction().reason(),
            Pages.nanos(entry.at()),
            entry.remainingBefore(),
            entry.remainingAfter(),
            entry.revokedBy(),
            entry.revokedAt() == null ? null : Pages.nanos(entry.revokedAt())));
  }

  @Override
  public boolean revoke(String id, String who, Instant at) {
    return file.run(
            "write",
            connection ->
                Statements.update(
                    connection,
                    "update slo_corrections set revoked_by = ?, revoked_nanos = ?"
                        + " where id = ? and revoked_nanos is null",
                    who,
                    Pages.nanos(at),
                    id))
        > 0;
  }

  @Override
  public List<Entry> all() {
    return file.run(
        "read",
        connection ->
            Statements.query(
                connection,
                "select " + COLUMNS + " from slo_corrections order by number",
                SqliteSloCorrections::entry));
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getString(1),
        new SloName(row.getString(2)),
        new Correction(
            new TimeWindow(instant(row.getLong(3)), instant(row.getLong(4))),
            row.getString(5),
            row.getString(6)),
        instant(row.getLong(7)),
        number(row, 8),
        number(row, 9),
        row.getString(10),
        row.getString(10) == null ? null : instant(row.getLong(11)));
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }

  private static @Nullable Double number(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : Double.valueOf(value);
  }
}
