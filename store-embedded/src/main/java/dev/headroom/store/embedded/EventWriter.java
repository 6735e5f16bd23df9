package dev.headroom.store.embedded;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.embedded.Partition.Sort;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/// Writes the traces and log records of a commit, inside the caller's transaction.
final class EventWriter {
  private final TraceInspector inspector;

  EventWriter(TraceInspector inspector) {
    this.inspector = inspector;
  }

  void writeTraces(DuckDBConnection connection, Partitions partitions, List<StoredTrace> traces)
      throws SQLException {
    for (Map.Entry<Partition, List<StoredTrace>> day :
        byDay(Sort.TRACE, traces, StoredTrace::startNanos).entrySet()) {
      partitions.ensure(day.getKey());
      try (DuckDBAppender appender = connection.createAppender(day.getKey().table())) {
        for (StoredTrace trace : day.getValue()) {
          append(appender, trace);
        }
      }
    }
  }

  private void append(DuckDBAppender appender, StoredTrace trace) throws SQLException {
    appender.beginRow();
    appender.append(trace.id().hi());
    appender.append(trace.id().lo());
    appender.append(trace.startNanos());
    appender.append(trace.durationNanos());
    appender.append(trace.service().value());
    appender.append(trace.operation().value());
    appender.append(TraceTables.serviceList(new TreeSet<>(inspector.services(trace.payload()))));
    appender.append(trace.error());
    appender.append(trace.spans());
    appender.append(trace.services());
    appender.append(trace.weight());
    appender.append(trace.reason().name());
    appender.append(trace.payload().length);
    appender.append(Packing.pack(trace.payload()));
    appender.endRow();
  }

  void writeLogs(DuckDBConnection connection, Partitions partitions, List<LogRow> logs)
      throws SQLException {
    for (Map.Entry<Partition, List<LogRow>> day :
        byDay(Sort.LOG, logs, LogRow::timeNanos).entrySet()) {
      partitions.ensure(day.getKey());
      try (DuckDBAppender appender = connection.createAppender(day.getKey().table())) {
        for (LogRow log : day.getValue()) {
          append(appender, log);
        }
      }
    }
  }

  private static void append(DuckDBAppender appender, LogRow log) throws SQLException {
    appender.beginRow();
    appender.append(log.timeNanos());
    appender.append(log.sequence());
    appender.append(log.service().value());
    appender.append(log.version());
    appender.append(log.instance());
    appender.append(log.severity());
    appender.append(log.severityText());
    appender.append(log.eventName());
    appender.append(log.body());
    appender.append(log.template());
    TraceId trace = log.traceId();
    if (trace == null) {
      appender.appendNull();
      appender.appendNull();
    } else {
      appender.append(trace.hi());
      appender.append(trace.lo());
    }
    SpanId span = log.spanId();
    if (span == null) {
      appender.appendNull();
    } else {
      appender.append(span.value());
    }
    appender.append(log.scope());
    appender.append(log.attributes());
    appender.append(log.resource());
    appender.endRow();
  }

  private static <T> Map<Partition, List<T>> byDay(
      Sort sort, List<T> rows, ToLongFunction<T> nanos) {
    Map<Partition, List<T>> days = new TreeMap<>();
    for (T row : rows) {
      Partition day = Partition.holding(sort, TraceTables.seconds(nanos.applyAsLong(row)));
      days.computeIfAbsent(day, any -> new ArrayList<>()).add(row);
    }
    return days;
  }
}
