package dev.headroom.store.embedded;

import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.LogRow;
import dev.headroom.store.Pages;
import dev.headroom.store.embedded.Partition.Sort;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads log records within one transaction.
final class LogTables implements LogReader {
  private static final String COLUMNS =
      "time, sequence, service, version, instance, severity, severity_text, event_name, body,"
          + " template, trace_hi, trace_lo, span, scope, attributes, resource";

  private final DuckDbFile.Lease lease;
  private final Layout layout;

  LogTables(DuckDbFile.Lease lease, Layout layout) {
    this.lease = lease;
    this.layout = layout;
  }

  @Override
  public List<LogRow> search(Search search) {
    List<LogRow> page = new ArrayList<>();
    long from = Pages.nanos(search.window().from());
    long to = Pages.nanos(search.window().to());
    Cursor before = search.before();
    if (before != null) {
      to = Math.min(to, before.timeNanos() + 1);
    }
    if (from >= to) {
      return page;
    }
    Condition where = condition(search, from, to);
    List<Partition> days =
        layout.overlapping(Sort.LOG, TraceTables.seconds(from), TraceTables.seconds(to - 1) + 1);
    for (Partition day : days.reversed()) {
      if (page.size() < search.limit()) {
        page.addAll(load(day, rows(day, where, search.limit() - page.size())));
      }
    }
    return page;
  }

  /// Finds the rows first and reads them afterwards, so that only the few that are shown are read
  /// in full.
  private List<String> rows(Partition day, Condition where, int limit) {
    List<String> rows = new ArrayList<>();
    lease.query(
        "select rowid from "
            + Sql.name(day.table())
            + " where "
            + where.sql()
            + " order by time desc, sequence desc limit "
            + limit,
        row -> rows.add(Long.toString(row.getLong(1))),
        where.parameters().toArray());
    return rows;
  }

  private List<LogRow> load(Partition day, List<String> rows) {
    List<LogRow> records = new ArrayList<>(rows.size());
    if (!rows.isEmpty()) {
      lease.query(
          "select "
              + COLUMNS
              + " from "
              + Sql.name(day.table())
              + " where rowid in ("
              + rows.stream().collect(Collectors.joining(", "))
              + ")",
          row -> records.add(record(row)));
      records.sort(Comparator.<LogRow, Cursor>comparing(Pages::cursor, Pages.LOG_ORDER).reversed());
    }
    return records;
  }

  private static Condition condition(Search search, long from, long to) {
    Condition.Builder all = new Condition.Builder();
    all.and("time >= " + from + " and time < " + to);
    Cursor before = search.before();
    if (before != null) {
      all.and(
          "(time < "
              + before.timeNanos()
              + " or (time = "
              + before.timeNanos()
              + " and sequence < "
              + before.sequence()
              + "))");
    }
    ServiceName service = search.service();
    if (service != null) {
      all.and("service = ?", service.value());
    }
    if (search.minSeverity() > 0) {
      all.and("severity >= " + search.minSeverity());
    }
    TraceId trace = search.trace();
    if (trace != null) {
      all.and("trace_lo = " + trace.lo() + " and trace_hi = " + trace.hi());
    }
    if (search.template() != 0) {
      all.and("template = " + search.template());
    }
    if (!search.text().isEmpty()) {
      all.and("contains(lower(body), ?)", search.text().toLowerCase(Locale.ROOT));
    }
    return all.build();
  }

  private static LogRow record(ResultSet row) throws SQLException {
    long traceHi = row.getLong(11);
    boolean hasTrace = !row.wasNull();
    long span = row.getLong(13);
    @Nullable SpanId spanId = row.wasNull() ? null : new SpanId(span);
    return new LogRow(
        row.getLong(1),
        row.getLong(2),
        new ServiceName(row.getString(3)),
        row.getString(4),
        row.getString(5),
        row.getInt(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getInt(10),
        hasTrace ? new TraceId(traceHi, row.getLong(12)) : null,
        spanId,
        row.getString(14),
        row.getString(15),
        row.getString(16));
  }
}
