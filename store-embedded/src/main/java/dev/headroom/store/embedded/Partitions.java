package dev.headroom.store.embedded;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;

/// The partitions as a writing transaction knows them; creates and drops their tables.
final class Partitions {
  private final DuckDBConnection connection;
  private final Map<Partition, Long> keptUntil;

  Partitions(DuckDBConnection connection, Layout layout) {
    this.connection = connection;
    this.keptUntil = new HashMap<>(layout.keptUntil());
  }

  boolean has(Partition partition) {
    return keptUntil.containsKey(partition);
  }

  /// For data that has just arrived; maintenance will tell how long it is kept.
  void ensure(Partition partition) throws SQLException {
    Long until = keptUntil.get(partition);
    if (until == null) {
      create(partition, Layout.FRESH);
    } else if (until > 0) {
      keep(partition, Layout.FRESH);
    }
  }

  /// For data that is kept at least until then.
  ///
  /// @param until see [Layout#keptUntil]
  void ensure(Partition partition, long until) throws SQLException {
    Long present = keptUntil.get(partition);
    if (present == null) {
      create(partition, until);
    } else if (until > present) {
      keep(partition, until);
    }
  }

  private void create(Partition partition, long until) throws SQLException {
    Schema.create(connection, partition, until);
    keptUntil.put(partition, until);
  }

  /// Says anew how long it is kept.
  void keep(Partition partition, long until) throws SQLException {
    Schema.keep(connection, partition, until);
    keptUntil.put(partition, until);
  }

  void drop(Partition partition) throws SQLException {
    if (keptUntil.remove(partition) != null) {
      Schema.drop(connection, partition);
    }
  }

  /// Drops those that end by `border` and are not to be kept longer; what was found there for the
  /// first time arrived late and is kept until `lateUntil`.
  void retain(List<Partition> all, long border, long now, long lateUntil) throws SQLException {
    for (Partition partition : all) {
      long until = keptUntil.getOrDefault(partition, Layout.ORDINARY);
      boolean old = partition.end() <= border;
      if (until == Layout.FRESH) {
        keep(partition, old ? lateUntil : Layout.ORDINARY);
      } else if (old && until <= now) {
        drop(partition);
      }
    }
  }
}
