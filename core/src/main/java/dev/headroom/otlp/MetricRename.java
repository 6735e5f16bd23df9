package dev.headroom.otlp;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a metric of the older semantic conventions is called now.
///
/// @param name the current name
/// @param currentUnit the current unit (UCUM); `s` for durations, which used to be in milliseconds
record MetricRename(String name, String currentUnit) {
  static final String OLD_GRPC_STATUS = "rpc.grpc.status_code";

  private static final Map<String, MetricRename> BY_OLD_NAME = names();
  private static final Set<String> SUCCESSORS = successors();

  private static final Map<String, String> HTTP_ATTRIBUTES =
      Map.ofEntries(
          Map.entry("http.method", "http.request.method"),
          Map.entry("http.status_code", "http.response.status_code"),
          Map.entry("http.scheme", "url.scheme"),
          Map.entry("http.url", "url.full"),
          Map.entry("http.client_ip", "client.address"),
          Map.entry("http.flavor", "network.protocol.version"),
          Map.entry("net.protocol.name", "network.protocol.name"),
          Map.entry("net.protocol.version", "network.protocol.version"),
          Map.entry("net.host.name", "server.address"),
          Map.entry("net.host.port", "server.port"),
          Map.entry("net.peer.name", "server.address"),
          Map.entry("net.peer.port", "server.port"));

  private static final Map<String, String> RPC_ATTRIBUTES =
      Map.of(
          "rpc.system",
          "rpc.system.name",
          OLD_GRPC_STATUS,
          "rpc.response.status_code",
          "net.peer.name",
          "server.address",
          "net.peer.port",
          "server.port",
          "net.host.name",
          "server.address",
          "net.host.port",
          "server.port");

  private static final Map<String, String> POOL_ATTRIBUTES =
      Map.of(
          "pool.name", "db.client.connection.pool.name",
          "state", "db.client.connection.state");

  private static final Map<String, String> DB_ATTRIBUTES =
      Map.of(
          "db.system", "db.system.name",
          "db.name", "db.namespace",
          "db.operation", "db.operation.name",
          "db.sql.table", "db.collection.name",
          "net.peer.name", "server.address",
          "net.peer.port", "server.port");

  private static final Map<String, String> MESSAGING_ATTRIBUTES =
      Map.of(
          "messaging.operation", "messaging.operation.type",
          "messaging.kafka.consumer.group", "messaging.consumer.group.name",
          "net.peer.name", "server.address",
          "net.peer.port", "server.port");

  /// The unit to file a point under that was sent with the given one.
  String unit(String sent) {
    return currentUnit.isEmpty() ? sent : currentUnit;
  }

  /// What values are multiplied with that were sent in the given unit.
  double factor(String sent) {
    if (!currentUnit.equals("s")) {
      return 1;
    }
    return switch (sent) {
      case "s" -> 1;
      case "us" -> 1e-6;
      case "ns" -> 1e-9;
      // All these durations were specified in milliseconds.
      default -> 1e-3;
    };
  }

  /// The rename of a metric, null when its name is current or unknown.
  static @Nullable MetricRename of(String metric) {
    return BY_OLD_NAME.get(metric);
  }

  /// Whether some older metric is called so now.
  static boolean isSuccessor(String metric) {
    return SUCCESSORS.contains(metric);
  }

  /// Old to current attribute keys of a metric.
  ///
  /// @param sent the name it was sent under, whose generation tells what bare keys like `pool` mean
  /// @param current its current name
  static Map<String, String> attributes(String sent, String current) {
    if (current.startsWith("http.")) {
      return HTTP_ATTRIBUTES;
    }
    if (current.startsWith("rpc.")) {
      return RPC_ATTRIBUTES;
    }
    if (current.startsWith("db.client.connection.")) {
      return POOL_ATTRIBUTES;
    }
    if (current.startsWith("db.")) {
      return DB_ATTRIBUTES;
    }
    if (current.startsWith("messaging.")) {
      return MESSAGING_ATTRIBUTES;
    }
    return sent.startsWith("process.runtime.jvm.") ? jvmAttributes(current) : Map.of();
  }

  private static Map<String, String> jvmAttributes(String current) {
    if (current.startsWith("jvm.memory.")) {
      return Map.of("type", "jvm.memory.type", "pool", "jvm.memory.pool.name");
    }
    if (current.startsWith("jvm.buffer.")) {
      return Map.of("pool", "jvm.buffer.pool.name", "id", "jvm.buffer.pool.name");
    }
    if (current.startsWith("jvm.gc.")) {
      return Map.of(
          "gc", "jvm.gc.name",
          "action", "jvm.gc.action",
          "pool", "jvm.gc.name");
    }
    return Map.of("daemon", "jvm.thread.daemon", "state", "jvm.thread.state");
  }

  private static Map<String, MetricRename> names() {
    Map<String, MetricRename> names = new HashMap<>();
    add(names, "http.server.duration", "http.server.request.duration", "s");
    add(names, "http.client.duration", "http.client.request.duration", "s");
    add(names, "http.server.request.size", "http.server.request.body.size", "By");
    add(names, "http.server.response.size", "http.server.response.body.size", "By");
    add(names, "http.client.request.size", "http.client.request.body.size", "By");
    add(names, "http.client.response.size", "http.client.response.body.size", "By");
    add(names, "rpc.server.duration", "rpc.server.call.duration", "s");
    add(names, "rpc.client.duration", "rpc.client.call.duration", "s");

    String pools = "db.client.connections.";
    String pool = "db.client.connection.";
    add(names, pools + "usage", pool + "count", "{connection}");
    add(names, pools + "idle.max", pool + "idle.max", "{connection}");
    add(names, pools + "idle.min", pool + "idle.min", "{connection}");
    add(names, pools + "max", pool + "max", "{connection}");
    add(names, pools + "pending_requests", pool + "pending_requests", "{request}");
    add(names, pools + "timeouts", pool + "timeouts", "{timeout}");
    add(names, pools + "create_time", pool + "create_time", "s");
    add(names, pools + "wait_time", pool + "wait_time", "s");
    add(names, pools + "use_time", pool + "use_time", "s");

    add(names, "messaging.publish.duration", "messaging.client.operation.duration", "s");
    add(names, "messaging.receive.duration", "messaging.client.operation.duration", "s");
    add(names, "messaging.publish.messages", "messaging.client.sent.messages", "{message}");
    add(names, "messaging.receive.messages", "messaging.client.consumed.messages", "{message}");

    addJvm(names);
    return Map.copyOf(names);
  }

  private static void addJvm(Map<String, MetricRename> names) {
    String old = "process.runtime.jvm.";
    add(names, old + "memory.usage", "jvm.memory.used", "By");
    add(names, old + "memory.init", "jvm.memory.init", "By");
    add(names, old + "memory.committed", "jvm.memory.committed", "By");
    add(names, old + "memory.limit", "jvm.memory.limit", "By");
    add(names, old + "memory.usage_after_last_gc", "jvm.memory.used_after_last_gc", "By");
    add(names, old + "gc.duration", "jvm.gc.duration", "s");
    add(names, old + "threads.count", "jvm.thread.count", "{thread}");
    add(names, old + "classes.loaded", "jvm.class.loaded", "{class}");
    add(names, old + "classes.unloaded", "jvm.class.unloaded", "{class}");
    add(names, old + "classes.current_loaded", "jvm.class.count", "{class}");
    add(names, old + "cpu.utilization", "jvm.cpu.recent_utilization", "1");
    add(names, old + "system.cpu.utilization", "jvm.system.cpu.utilization", "1");
    add(names, old + "system.cpu.load_1m", "jvm.system.cpu.load_1m", "{run_queue_item}");
    add(names, old + "buffer.usage", "jvm.buffer.memory.used", "By");
    add(names, old + "buffer.limit", "jvm.buffer.memory.limit", "By");
    add(names, old + "buffer.count", "jvm.buffer.count", "{buffer}");
    add(names, "jvm.buffer.memory.usage", "jvm.buffer.memory.used", "By");
  }

  private static void add(
      Map<String, MetricRename> names, String old, String current, String unit) {
    names.put(old, new MetricRename(current, unit));
  }

  private static Set<String> successors() {
    Set<String> successors = new HashSet<>();
    BY_OLD_NAME.values().forEach(rename -> successors.add(rename.name()));
    return Set.copyOf(successors);
  }
}
