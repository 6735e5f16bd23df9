package dev.headroom.store.memory;

import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.LogRow;
import dev.headroom.store.Pages;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Log records by time and sequence. The store's lock guards it.
final class MemoryLogs implements LogReader {
  private final TreeMap<Cursor, LogRow> records = new TreeMap<>(Pages.LOG_ORDER);

  void add(LogRow row) {
    records.put(Pages.cursor(row), row);
  }

  void drop(long fromSecond, long toSecond) {
    records.subMap(startOf(fromSecond), startOf(toSecond)).clear();
  }

  private static Cursor startOf(long second) {
    return new Cursor(second * 1_000_000_000L, Long.MIN_VALUE);
  }

  List<LogRow> rows() {
    return List.copyOf(records.values());
  }

  long size() {
    return records.size();
  }

  @Override
  public List<LogRow> search(Search search) {
    Cursor before = search.before();
    NavigableMap<Cursor, LogRow> older = before == null ? records : records.headMap(before, false);
    String text = search.text().toLowerCase(Locale.ROOT);
    return older.descendingMap().values().stream()
        .filter(row -> matches(row, search, text))
        .limit(search.limit())
        .toList();
  }

  private static boolean matches(LogRow row, Search search, String text) {
    return Pages.contains(search.window(), row.timeNanos())
        && (search.service() == null || search.service().equals(row.service()))
        && row.severity() >= search.minSeverity()
        && (search.trace() == null || search.trace().equals(row.traceId()))
        && (search.template() == 0 || search.template() == row.template())
        && (text.isEmpty() || row.body().toLowerCase(Locale.ROOT).contains(text));
  }
}
