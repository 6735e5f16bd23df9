package dev.headroom.otlp;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Names of database systems: old to current ones, and which of them are caches.
final class DatabaseSystems {
  /// The renames of semantic conventions 1.28 to 1.33, by old name.
  private static final Map<String, String> RENAMED =
      Map.ofEntries(
          Map.entry("adabas", "softwareag.adabas"),
          Map.entry("cache", "intersystems.cache"),
          Map.entry("intersystems_cache", "intersystems.cache"),
          Map.entry("cosmosdb", "azure.cosmosdb"),
          Map.entry("db2", "ibm.db2"),
          Map.entry("dynamodb", "aws.dynamodb"),
          Map.entry("h2", "h2database"),
          Map.entry("hanadb", "sap.hana"),
          Map.entry("informix", "ibm.informix"),
          Map.entry("ingres", "actian.ingres"),
          Map.entry("maxdb", "sap.maxdb"),
          Map.entry("mssql", "microsoft.sql_server"),
          Map.entry("mssqlcompact", "microsoft.sql_server"),
          Map.entry("netezza", "ibm.netezza"),
          Map.entry("oracle", "oracle.db"),
          Map.entry("redshift", "aws.redshift"),
          Map.entry("spanner", "gcp.spanner"));

  private static final Set<String> CACHES =
      Set.of(
          "redis",
          "memcached",
          "valkey",
          "keydb",
          "dragonfly",
          "hazelcast",
          "ehcache",
          "infinispan",
          "geode",
          "caffeine");

  private DatabaseSystems() {}

  /// The current name of a system given in either generation's; empty stays empty.
  static String current(String system) {
    String lower = Names.bounded(system.strip().toLowerCase(Locale.ROOT));
    return RENAMED.getOrDefault(lower, lower);
  }

  static boolean isCache(String system) {
    return CACHES.contains(system);
  }

  /// Whether commands look like `GET key` rather than like SQL.
  static boolean isKeyValue(String system) {
    return switch (system) {
      case "redis", "memcached", "valkey", "keydb", "dragonfly" -> true;
      default -> false;
    };
  }

  /// Whether `"` and a backslash belong to string literals and `#` starts a comment.
  static boolean isMySql(String system) {
    return system.equals("mysql") || system.equals("mariadb");
  }
}
