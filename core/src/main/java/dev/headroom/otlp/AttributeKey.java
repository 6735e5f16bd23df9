package dev.headroom.otlp;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The span attributes that the model understands, of both generations of the semantic conventions.
enum AttributeKey {
  HTTP_METHOD("http.request.method"),
  OLD_HTTP_METHOD("http.method"),
  HTTP_ROUTE("http.route"),
  URL_TEMPLATE("url.template"),
  URL_FULL("url.full"),
  OLD_HTTP_URL("http.url"),
  SERVER_ADDRESS("server.address"),
  OLD_PEER_NAME("net.peer.name"),
  SERVER_PORT("server.port"),
  OLD_PEER_PORT("net.peer.port"),
  PEER_ADDRESS("network.peer.address"),
  OLD_SOCK_PEER_ADDRESS("net.sock.peer.addr"),
  PEER_SERVICE("peer.service"),
  SERVICE_PEER_NAME("service.peer.name"),

  DB_SYSTEM("db.system.name"),
  OLD_DB_SYSTEM("db.system"),
  DB_NAMESPACE("db.namespace"),
  OLD_DB_NAME("db.name"),
  OLD_REDIS_INDEX("db.redis.database_index"),
  DB_SUMMARY("db.query.summary"),
  DB_TEXT("db.query.text"),
  OLD_DB_STATEMENT("db.statement"),
  DB_OPERATION("db.operation.name"),
  OLD_DB_OPERATION("db.operation"),
  DB_COLLECTION("db.collection.name"),
  OLD_SQL_TABLE("db.sql.table"),
  OLD_MONGO_COLLECTION("db.mongodb.collection"),
  OLD_CASSANDRA_TABLE("db.cassandra.table"),

  RPC_SYSTEM("rpc.system.name"),
  OLD_RPC_SYSTEM("rpc.system"),
  OLD_RPC_SERVICE("rpc.service"),
  RPC_METHOD("rpc.method"),

  MESSAGING_SYSTEM("messaging.system"),
  DESTINATION("messaging.destination.name"),
  DESTINATION_TEMPLATE("messaging.destination.template"),
  OLD_DESTINATION("messaging.destination"),
  DESTINATION_TEMPORARY("messaging.destination.temporary"),
  DESTINATION_ANONYMOUS("messaging.destination.anonymous"),
  MESSAGING_OPERATION_TYPE("messaging.operation.type"),
  MESSAGING_OPERATION_NAME("messaging.operation.name"),
  OLD_MESSAGING_OPERATION("messaging.operation"),

  HTTP_STATUS("http.response.status_code"),
  OLD_HTTP_STATUS("http.status_code"),
  HTTP_RESEND("http.request.resend_count"),
  OLD_HTTP_RESEND("http.resend_count"),
  DB_ROWS("db.response.returned_rows");

  private static final Map<String, AttributeKey> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(AttributeKey::attribute, Function.identity()));

  private final String attribute;

  AttributeKey(String attribute) {
    this.attribute = attribute;
  }

  /// The key of that name on the wire; null when it is none of these.
  static @Nullable AttributeKey named(String attribute) {
    return BY_NAME.get(attribute);
  }

  /// The attribute's name on the wire.
  String attribute() {
    return attribute;
  }

  /// The key's place in arrays, and its bit in masks; never stored.
  @SuppressWarnings("EnumOrdinal")
  int slot() {
    return ordinal();
  }

  long bit() {
    return 1L << slot();
  }

  /// Whether the key is in the mask.
  boolean in(long mask) {
    return (mask & bit()) != 0;
  }

  static long mask(AttributeKey... keys) {
    long mask = 0;
    for (AttributeKey key : keys) {
      mask |= key.bit();
    }
    return mask;
  }
}
