package dev.headroom.store.embedded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// How much of the database file each part takes, in blocks of 256 KiB that hold something of it. A
/// block that two parts share counts for both; what is only in the log of changes counts for none.
final class DiskUse {
  private static final long BLOCK_BYTES = 262_144;

  private DiskUse() {}

  /// Looks through the tables; takes about a millisecond each.
  ///
  /// @param part the part that a table belongs to
  /// @return bytes by part; parts without blocks are left out
  static Map<String, Long> measure(DuckDbFile.Lease lease, UnaryOperator<String> part) {
    List<String> tables = new ArrayList<>();
    lease.query("select table_name from duckdb_tables()", row -> tables.add(row.getString(1)));
    Map<String, Long> bytes = new HashMap<>();
    for (String table : tables) {
      long blocks = blocks(lease, table);
      if (blocks > 0) {
        bytes.merge(part.apply(table), blocks * BLOCK_BYTES, Long::sum);
      }
    }
    return Map.copyOf(bytes);
  }

  private static long blocks(DuckDbFile.Lease lease, String table) {
    long[] blocks = {0};
    String segments = "from pragma_storage_info('" + table + "') where persistent";
    lease.query(
        "select count(distinct block) from (select block_id as block "
            + segments
            + " union all select unnest(additional_block_ids) "
            + segments
            + ") where block >= 0",
        row -> blocks[0] = row.getLong(1));
    return blocks[0];
  }
}
