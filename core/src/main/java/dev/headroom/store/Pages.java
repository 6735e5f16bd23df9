package dev.headroom.store;

import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.LogReader.Cursor;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.StoredTrace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The order of found traces and log records, and where a page of them ends.
public final class Pages {

  /// Newest start first; parts of the same start by id, so that pages are stable.
  public static final Comparator<StoredTrace> NEWEST_TRACE =
      Comparator.comparingLong(StoredTrace::startNanos).reversed().thenComparing(StoredTrace::id);

  /// Oldest first.
  public static final Comparator<Cursor> LOG_ORDER =
      Comparator.comparingLong(Cursor::timeNanos).thenComparingLong(Cursor::sequence);

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private Pages() {}

  /// Whether a page ends before the next trace. Traces that start in the very nanosecond of the
  /// page's last one still belong to it, because the cursor of the next page is that start.
  public static boolean complete(List<StoredTrace> page, StoredTrace next, int limit) {
    return page.size() >= limit
        && (page.isEmpty() || page.getLast().startNanos() != next.startNanos());
  }

  /// The first page of traces that are in [#NEWEST_TRACE] order.
  public static List<StoredTrace> cut(List<StoredTrace> found, int limit) {
    List<StoredTrace> page = new ArrayList<>();
    for (StoredTrace trace : found) {
      if (complete(page, trace, limit)) {
        break;
      }
      page.add(trace);
    }
    return page;
  }

  /// Where a record stands in [#LOG_ORDER].
  public static Cursor cursor(LogRow row) {
    return new Cursor(row.timeNanos(), row.sequence());
  }

  /// Whether a moment, in nanoseconds since the epoch, lies inside the window.
  public static boolean contains(TimeWindow window, long nanos) {
    return nanos >= nanos(window.from()) && nanos < nanos(window.to());
  }

  /// Nanoseconds since the epoch; moments beyond what 64 bits hold are cut to the ends.
  public static long nanos(Instant instant) {
    long second = instant.getEpochSecond();
    if (second > Long.MAX_VALUE / NANOS_PER_SECOND - 1) {
      return Long.MAX_VALUE;
    }
    if (second < Long.MIN_VALUE / NANOS_PER_SECOND + 1) {
      return Long.MIN_VALUE;
    }
    return second * NANOS_PER_SECOND + instant.getNano();
  }
}
