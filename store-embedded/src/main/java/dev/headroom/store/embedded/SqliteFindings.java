package dev.headroom.store.embedded;

import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.Fingerprint;
import dev.headroom.store.FindingLog;
import dev.headroom.store.Pages;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Findings in the control store's file. Thread-safe.
public final class SqliteFindings implements FindingLog {
  static final String TABLES =
      """
      create table findings (
        fingerprint text primary key, gone_nanos integer, body blob not null) strict;
      create index findings_by_end on findings (gone_nanos);
      """;

  private final SqliteControlStore file;

  SqliteFindings(SqliteControlStore file) {
    this.file = file;
  }

  @Override
  public void keep(Collection<FindingRecord> records) {
    if (records.isEmpty()) {
      return;
    }
    file.transaction(connection -> {
      for (FindingRecord record : records) {
        Instant gone = record.goneSince();
        var _ =
            Statements.update(
                connection,
                "insert or replace into findings values (?, ?, ?)",
                record.fingerprint().value(),
                gone == null ? null : Pages.nanos(gone),
                FindingBytes.of(record));
      }
      return records;
    });
  }

  @Override
  public Optional<FindingRecord> finding(Fingerprint fingerprint) {
    return found("where fingerprint = ?", fingerprint.value()).stream().findFirst();
  }

  private List<FindingRecord> found(String which, Object... values) {
    return file.run(
        "read",
        connection ->
            Statements.query(
                connection,
                "select body from findings " + which,
                row -> FindingBytes.record(row.getBytes(1)),
                values));
  }

  @Override
  public List<FindingRecord> startingWith(String prefix, int limit) {
    return found(
        "where substr(fingerprint, 1, ?) = ? order by fingerprint limit ?",
        prefix.length(),
        prefix,
        limit);
  }

  @Override
  public List<FindingRecord> open() {
    return found("where gone_nanos is null order by fingerprint");
  }

  @Override
  public List<FindingRecord> all() {
    return found("order by fingerprint");
  }

  @Override
  public int forget(Instant before) {
    return file.run(
        "write",
        connection ->
            Statements.update(
                connection, "delete from findings where gone_nanos < ?", Pages.nanos(before)));
  }
}
