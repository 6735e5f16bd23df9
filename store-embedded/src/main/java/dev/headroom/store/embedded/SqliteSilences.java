package dev.headroom.store.embedded;

import dev.headroom.alert.Silence;
import dev.headroom.store.Pages;
import dev.headroom.store.SilenceStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Silences in the control store's file. Thread-safe.
public final class SqliteSilences implements SilenceStore {
  static final String TABLES =
      """
      create table silences (
        id text primary key, origin text not null, end_nanos integer not null,
        body blob not null) strict;
      create index silences_by_end on silences (end_nanos);
      create table silence_mirrors (
        silence text not null, target text not null, remote text not null,
        primary key (silence, target)) strict;
      """;

  private final SqliteControlStore file;

  SqliteSilences(SqliteControlStore file) {
    this.file = file;
  }

  @Override
  public void put(Silence silence) {
    file.transaction(connection -> put(connection, silence));
  }

  private static int put(Connection connection, Silence silence) throws SQLException {
    return Statements.update(
        connection,
        "insert or replace into silences values (?, ?, ?, ?)",
        silence.id(),
        silence.origin(),
        Pages.nanos(silence.to()),
        AlertBytes.of(silence));
  }

  @Override
  public Optional<Silence> silence(String id) {
    return found("select body from silences where id = ?", id).stream().findFirst();
  }

  private List<Silence> found(String sql, Object... values) {
    return file.run(
        "read",
        connection ->
            Statements.query(connection, sql, row -> AlertBytes.silence(row.getBytes(1)), values));
  }

  @Override
  public List<Silence> silences(Instant endAfter) {
    return found(
        "select body from silences where end_nanos > ? order by end_nanos desc, id",
        Pages.nanos(endAfter));
  }

  @Override
  public void replaceForeign(String target, List<Silence> silences) {
    file.transaction(connection -> {
      var _ = Statements.update(connection, "delete from silences where origin = ?", target);
      for (Silence silence : silences) {
        var _ = put(connection, silence);
      }
      return target;
    });
  }

  @Override
  public Map<String, String> mirrors(String target) {
    Map<String, String> mirrors = new TreeMap<>();
    file.run(
            "read",
            connection ->
                Statements.query(
                    connection,
                    "select silence, remote from silence_mirrors where target = ?",
                    row -> Map.entry(row.getString(1), row.getString(2)),
                    target))
        .forEach(mirror -> mirrors.put(mirror.getKey(), mirror.getValue()));
    return mirrors;
  }

  @Override
  public void mirrored(String silence, String target, String remoteId) {
    file.transaction(connection ->
        remoteId.isEmpty()
            ? Statements.update(
                connection,
                "delete from silence_mirrors where silence = ? and target = ?",
                silence,
                target)
            : Statements.update(
                connection,
                "insert or replace into silence_mirrors values (?, ?, ?)",
                silence,
                target,
                remoteId));
  }

  @Override
  public int forget(Instant before) {
    return file.run(
        "write",
        connection -> {
          int forgotten =
              Statements.update(
                  connection, "delete from silences where end_nanos < ?", Pages.nanos(before));
          var _ =
              Statements.update(
                  connection,
                  "delete from silence_mirrors where silence not in (select id from silences)");
          return forgotten;
        });
  }
}
