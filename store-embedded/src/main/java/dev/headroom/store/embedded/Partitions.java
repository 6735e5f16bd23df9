package dev.headroom.store.embedded;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/// The partitions as a writing transaction knows them; creates and drops their tables.
final class Partitions {
  private final DuckDBConnection connection;
  private final Set<Partition> present;

  Partitions(DuckDBConnection connection, Layout layout) {
    this.connection = connection;
    this.present = new HashSet<>(layout.partitions());
  }

  void ensure(Partition partition) throws SQLException {
    if (present.add(partition)) {
      Schema.create(connection, partition);
    }
  }

  void drop(Partition partition) throws SQLException {
    if (present.remove(partition)) {
      Schema.drop(connection, partition);
    }
  }

  void dropAll(List<Partition> partitions) throws SQLException {
    for (Partition partition : partitions) {
      drop(partition);
    }
  }
}
