package dev.headroom.store.embedded;

import dev.headroom.store.embedded.Partition.Sort;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the tables hold, as one transaction sees it.
///
/// Of closed hours every row is in a HOUR partition, and in a MINUTE partition unless it is older
/// than `minutesFrom`; of days before `daysUntil` it is also in a DAY partition. Rows of hours that
/// are not closed are in STAGE partitions only. All rows add up: several may share key and start.
///
/// @param commits how many commits the store has taken in
/// @param minutesFrom minutes before it (seconds since the epoch, start of a day) are dropped
/// @param hoursFrom hours before it (start of a month) are dropped
/// @param daysFrom days before it (start of a year) are dropped
/// @param daysUntil days before it are closed
record Layout(
    long commits,
    long position,
    long replayFrom,
    long minutesFrom,
    long hoursFrom,
    long daysFrom,
    long daysUntil,
    Set<Partition> partitions) {

  static final String SQL =
      "select commits, position, replay_from, minutes_from, hours_from, days_from, days_until,"
          + " p.sort, p.start from meta left join partitions p on true";

  /// Gathers the rows of [#SQL].
  static final class Reading implements DuckDbFile.Row {
    private final long[] meta = new long[7];
    private final Set<Partition> partitions = new HashSet<>();

    @Override
    public void read(java.sql.ResultSet row) throws SQLException {
      for (int i = 0; i < meta.length; i++) {
        meta[i] = row.getLong(i + 1);
      }
      String sort = row.getString(8);
      if (sort != null) {
        partitions.add(new Partition(Sort.valueOf(sort), row.getLong(9)));
      }
    }

    Layout layout() {
      return new Layout(
          meta[0], meta[1], meta[2], meta[3], meta[4], meta[5], meta[6], Set.copyOf(partitions));
    }
  }

  /// The partitions of a sort that overlap the time from `from` to `to` (exclusive), ascending.
  List<Partition> overlapping(Sort sort, long from, long to) {
    List<Partition> found = new ArrayList<>();
    for (Partition partition : partitions) {
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
}
