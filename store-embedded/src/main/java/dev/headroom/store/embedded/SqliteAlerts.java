package dev.headroom.store.embedded;

import dev.headroom.alert.Alert;
import dev.headroom.alert.KeptAlert;
import dev.headroom.alert.Notice;
import dev.headroom.store.AlertCommit;
import dev.headroom.store.AlertSearch;
import dev.headroom.store.AlertStore;
import dev.headroom.store.Outbox;
import dev.headroom.store.Pages;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Alerts and outbox in the control store's file. Thread-safe.
public final class SqliteAlerts implements AlertStore, Outbox {
  static final String TABLES =
      """
      create table alerts (
        sequence integer primary key autoincrement, id text not null unique, source text not null,
        state text not null, severity text not null, service text not null, owner text not null,
        start_nanos integer not null, change_nanos integer not null, end_nanos integer,
        body blob not null) strict;
      create index alerts_by_start on alerts (start_nanos, sequence);
      create index alerts_open on alerts (sequence) where state <> 'RESOLVED';
      create table machines (name text primary key, body blob not null) strict;
      create table outbox (
        sequence integer primary key autoincrement, target text not null,
        fingerprint text not null, created_nanos integer not null, attempts integer not null,
        next_nanos integer not null, error text not null, state text not null,
        body blob not null) strict;
      create index outbox_by_alert on outbox (target, fingerprint, sequence)
        where state <> 'DROPPED';
      create table deliveries (
        target text primary key, success_nanos integer, error text not null,
        error_nanos integer) strict;
      """;

  private static final String KEPT = "select sequence, body from alerts where ";
  private static final String WAITS = "state <> 'DROPPED'";

  private final SqliteControlStore file;

  SqliteAlerts(SqliteControlStore file) {
    this.file = file;
  }

  @Override
  public void commit(AlertCommit commit) {
    file.transaction(connection -> {
      for (KeptAlert kept : commit.alerts()) {
        put(connection, kept);
      }
      for (Map.Entry<String, byte[]> machine : commit.machines().entrySet()) {
        put(connection, machine.getKey(), machine.getValue());
      }
      for (Notice notice : commit.notices()) {
        put(connection, notice);
      }
      return commit;
    });
  }

  private static void put(Connection connection, KeptAlert kept) throws SQLException {
    Alert alert = kept.alert();
    Instant end = alert.endsAt();
    var _ =
        Statements.update(
            connection,
            "insert into alerts (id, source, state, severity, service, owner, start_nanos,"
                + " change_nanos, end_nanos, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict (id) do update set source = excluded.source,"
                + " state = excluded.state, severity = excluded.severity,"
                + " service = excluded.service, owner = excluded.owner,"
                + " start_nanos = excluded.start_nanos, change_nanos = excluded.change_nanos,"
                + " end_nanos = excluded.end_nanos, body = excluded.body",
            alert.id(),
            alert.source().name(),
            alert.state().name(),
            alert.severity(),
            alert.label("service"),
            alert.label("owner"),
            Pages.nanos(alert.startsAt()),
            Pages.nanos(alert.changedAt()),
            end == null ? null : Pages.nanos(end),
            AlertBytes.of(kept));
  }

  private static void put(Connection connection, String machine, byte[] state) throws SQLException {
    var _ =
        state.length == 0
            ? Statements.update(connection, "delete from machines where name = ?", machine)
            : Statements.update(
                connection, "insert or replace into machines values (?, ?)", machine, state);
  }

  private static void put(Connection connection, Notice notice) throws SQLException {
    var _ =
        Statements.update(
            connection,
            "insert into outbox (target, fingerprint, created_nanos, attempts, next_nanos, error,"
                + " state, body) values (?, ?, ?, ?, ?, ?, ?, ?)",
            notice.target(),
            notice.alert().fingerprint(),
            Pages.nanos(notice.createdAt()),
            notice.attempts(),
            Pages.nanos(notice.nextAttempt()),
            notice.lastError(),
            notice.state().name(),
            AlertBytes.of(notice.alert()));
  }

  @Override
  public Optional<KeptAlert> alert(String id) {
    return kept(KEPT + "id = ?", id).stream().findFirst();
  }

  @Override
  public List<KeptAlert> active() {
    return kept(KEPT + "state <> 'RESOLVED' order by start_nanos, sequence");
  }

  private List<KeptAlert> kept(String sql, Object... values) {
    return file.run(
        "read",
        connection ->
            Statements.query(
                connection, sql, row -> AlertBytes.kept(row.getLong(1), row.getBytes(2)), values));
  }

  @Override
  public List<KeptAlert> alerts(AlertSearch search) {
    StringBuilder sql =
        new StringBuilder(KEPT).append("start_nanos < ? and (end_nanos is null or end_nanos >= ?)");
    List<Object> values = new ArrayList<>();
    values.add(Pages.nanos(search.window().to()));
    values.add(Pages.nanos(search.window().from()));
    and(sql, values, "state", search.state() == null ? null : search.state().name());
    and(sql, values, "source", search.source() == null ? null : search.source().name());
    and(sql, values, "severity", search.severity());
    and(sql, values, "service", search.service());
    and(sql, values, "owner", search.owner());
    AlertSearch.Place before = search.before();
    if (before != null) {
      sql.append(" and (start_nanos, sequence) < (?, ?)");
      values.add(before.startNanos());
      values.add(before.sequence());
    }
    sql.append(" order by start_nanos desc, sequence desc limit ?");
    values.add(search.limit());
    return kept(sql.toString(), values.toArray());
  }

  private static void and(
      StringBuilder sql, List<Object> values, String column, @Nullable String wanted) {
    if (wanted != null) {
      sql.append(" and ").append(column).append(" = ?");
      values.add(wanted);
    }
  }

  @Override
  public Map<String, byte[]> machines() {
    Map<String, byte[]> machines = new TreeMap<>();
    file.run(
            "read",
            connection ->
                Statements.query(
                    connection,
                    "select name, body from machines",
                    row -> Map.entry(row.getString(1), row.getBytes(2))))
        .forEach(machine -> machines.put(machine.getKey(), machine.getValue()));
    return machines;
  }

  @Override
  public int forget(Instant before) {
    return file.run(
        "write",
        connection ->
            Statements.update(
                connection,
                "delete from alerts where state = 'RESOLVED' and change_nanos < ?",
                Pages.nanos(before)));
  }

  @Override
  public List<Notice> due(String target, Instant now, int limit) {
    return file.run(
        "read",
        connection ->
            Statements.query(
                connection,
                "select sequence, target, body, created_nanos, attempts, next_nanos, error, state"
                    + " from outbox where sequence in (select min(sequence) from outbox where"
                    + " target = ? and "
                    + WAITS
                    + " group by fingerprint) and next_nanos <= ? order by sequence limit ?",
                SqliteAlerts::notice,
                target,
                Pages.nanos(now),
                limit));
  }

  private static Notice notice(ResultSet row) throws SQLException {
    return new Notice(
        row.getLong(1),
        row.getString(2),
        AlertBytes.alert(row.getBytes(3)),
        time(row.getLong(4)),
        row.getInt(5),
        time(row.getLong(6)),
        row.getString(7),
        Notice.State.valueOf(row.getString(8)));
  }

  private static Instant time(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }

  private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    long nanos = row.getLong(column);
    return row.wasNull() ? null : time(nanos);
  }

  @Override
  public Set<String> waiting(String target) {
    return new HashSet<>(
        file.run(
            "read",
            connection ->
                Statements.query(
                    connection,
                    "select distinct fingerprint from outbox where target = ? and " + WAITS,
                    row -> row.getString(1),
                    target)));
  }

  @Override
  public void delivered(Notice notice, Instant at) {
    file.transaction(connection ->
        Statements.update(connection, "delete from outbox where sequence = ?", notice.sequence())
            + note(connection, notice.target(), "", at));
  }

  @Override
  public void failed(Notice notice, Instant at) {
    file.transaction(connection ->
        Statements.update(
                connection,
                "update outbox set attempts = ?, next_nanos = ?, error = ?, state = ?"
                    + " where sequence = ?",
                notice.attempts(),
                Pages.nanos(notice.nextAttempt()),
                notice.lastError(),
                notice.state().name(),
                notice.sequence())
            + note(connection, notice.target(), notice.lastError(), at));
  }

  @Override
  public void noted(String target, String error, Instant at) {
    file.transaction(connection -> note(connection, target, error, at));
  }

  private static int note(Connection connection, String target, String error, Instant at)
      throws SQLException {
    return error.isEmpty()
        ? Statements.update(
            connection,
            "insert into deliveries values (?, ?, '', null)"
                + " on conflict (target) do update set success_nanos = excluded.success_nanos",
            target,
            Pages.nanos(at))
        : Statements.update(
            connection,
            "insert into deliveries values (?, null, ?, ?) on conflict (target) do update"
                + " set error = excluded.error, error_nanos = excluded.error_nanos",
            target,
            error,
            Pages.nanos(at));
  }

  @Override
  public Map<String, Standing> standings() {
    return file.run(
        "read",
        connection -> {
          Map<String, Standing> standings = new TreeMap<>();
          Statements.query(
                  connection,
                  "select target, success_nanos, error, error_nanos from deliveries",
                  row ->
                      Map.entry(
                          row.getString(1),
                          new Standing(
                              0, 0, 0, null, time(row, 2), row.getString(3), time(row, 4))))
              .forEach(known -> standings.put(known.getKey(), known.getValue()));
          Statements.query(
                  connection,
                  "select target, sum(state <> 'DROPPED'), sum(state = 'FAILING'),"
                      + " sum(state = 'DROPPED'),"
                      + " min(case when state <> 'DROPPED' then created_nanos end)"
                      + " from outbox group by target",
                  row ->
                      Map.entry(
                          row.getString(1),
                          new Standing(
                              row.getLong(2),
                              row.getLong(3),
                              row.getLong(4),
                              time(row, 5),
                              null,
                              "",
                              null)))
              .forEach(
                  queue -> standings.merge(queue.getKey(), queue.getValue(), SqliteAlerts::joined));
          return standings;
        });
  }

  private static Standing joined(Standing outcome, Standing queue) {
    return new Standing(
        queue.waiting(),
        queue.failing(),
        queue.dropped(),
        queue.oldest(),
        outcome.lastSuccess(),
        outcome.lastError(),
        outcome.lastErrorAt());
  }

  @Override
  public int forgetDropped(Instant before) {
    return file.run(
        "write",
        connection ->
            Statements.update(
                connection,
                "delete from outbox where state = 'DROPPED' and created_nanos < ?",
                Pages.nanos(before)));
  }
}
