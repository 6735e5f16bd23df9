package dev.headroom.store.embedded;

import dev.headroom.rollup.RollupKind;
import dev.headroom.store.embedded.Partition.Sort;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the tables hold, as one transaction sees it.
///
/// Of closed hours every row is in a HOUR partition, and in a MINUTE partition (of kind SLI in an
/// SLI partition) unless it is older than `minutesFrom` (`slisFrom`); of days before `daysUntil` it
/// is also in a DAY partition. Rows of hours that are not closed are in STAGE partitions only. All
/// rows add up: several may share key and start.
///
/// Data that arrives when it is already older than retention asks for gets partitions again, which
/// are kept as if it had just happened. A MINUTE or HOUR partition from before `minutesFrom` or
/// `hoursFrom` is there only when it holds every row of the closed hours of its time.
///
/// @param commits how many commits the store has taken in
/// @param minutesFrom minutes before it (seconds since the epoch, start of a day) are dropped
/// @param slisFrom minutes of kind SLI before it (start of a month) are dropped
/// @param hoursFrom hours before it (start of a month) are dropped
/// @param daysFrom days before it (start of a year) are dropped
/// @param daysUntil days before it are closed
/// @param keptUntil until when a partition outlives its retention (seconds since the epoch):
///   [#FRESH] when maintenance has not looked at what came into it, [#ORDINARY] when it goes with
///   its time
record Layout(
    long commits,
    long position,
    long replayFrom,
    long minutesFrom,
    long slisFrom,
    long hoursFrom,
    long daysFrom,
    long daysUntil,
    Map<Partition, Long> keptUntil) {

  static final long FRESH = -1;
  static final long ORDINARY = 0;

  static final String SQL =
      "select commits, position, replay_from, minutes_from, slis_from, hours_from, days_from,"
          + " days_until, p.sort, p.start, p.kept_until from meta left join partitions p on true";

  /// Gathers the rows of [#SQL].
  static final class Reading implements DuckDbFile.Row {
    private final long[] meta = new long[8];
    private final Map<Partition, Long> keptUntil = new HashMap<>();

    @Override
    public void read(java.sql.ResultSet row) throws SQLException {
      for (int i = 0; i < meta.length; i++) {
        meta[i] = row.getLong(i + 1);
      }
      String sort = row.getString(9);
      if (sort != null) {
        keptUntil.put(new Partition(Sort.valueOf(sort), row.getLong(10)), row.getLong(11));
      }
    }

    Layout layout() {
      return new Layout(
          meta[0],
          meta[1],
          meta[2],
          meta[3],
          meta[4],
          meta[5],
          meta[6],
          meta[7],
          Map.copyOf(keptUntil));
    }
  }

  /// Where the minutes of a kind are.
  Sort minutes(RollupKind kind) {
    return kind == RollupKind.SLI ? Sort.SLI : Sort.MINUTE;
  }

  /// The partitions of a sort that overlap the time from `from` to `to` (exclusive), ascending.
  List<Partition> overlapping(Sort sort, long from, long to) {
    List<Partition> found = new ArrayList<>();
    for (Partition partition : keptUntil.keySet()) {
      if (partition.sort() == sort && partition.start() < to && partition.end() > from) {
        found.add(partition);
      }
    }
    found.sort(null);
    return found;
  }

  /// All partitions of a sort, ascending.
  List<Partition> all(Sort sort) {
    return overlapping(sort, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /// Before when a sort is dropped (seconds since the epoch); [Long#MIN_VALUE] for the sorts whose
  /// time alone does not tell.
  long from(Sort sort) {
    return switch (sort) {
      case MINUTE -> minutesFrom;
      case SLI -> slisFrom;
      case HOUR -> hoursFrom;
      case DAY -> daysFrom;
      case STAGE, TRACE, LOG -> Long.MIN_VALUE;
    };
  }
}
