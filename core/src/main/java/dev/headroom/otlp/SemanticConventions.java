package dev.headroom.otlp;

import dev.headroom.base.OperationName;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.ResourceIdentity;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanShape;
import dev.headroom.signal.Value;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what a span did, and towards whom, out of its attributes, whichever generation of the
/// OpenTelemetry semantic conventions they follow (the names before 1.20 up to the stable ones).
public final class SemanticConventions {
  private static final long URLS =
      AttributeKey.mask(AttributeKey.URL_FULL, AttributeKey.OLD_HTTP_URL);
  private static final long SERVER_NAMES =
      AttributeKey.mask(AttributeKey.SERVER_ADDRESS, AttributeKey.OLD_PEER_NAME);
  private static final long SOCKET_NAMES =
      AttributeKey.mask(AttributeKey.PEER_ADDRESS, AttributeKey.OLD_SOCK_PEER_ADDRESS);
  private static final long SERVERS =
      SERVER_NAMES
          | SOCKET_NAMES
          | AttributeKey.mask(AttributeKey.SERVER_PORT, AttributeKey.OLD_PEER_PORT);
  private static final long HTTP_ENTRY =
      AttributeKey.mask(
          AttributeKey.HTTP_METHOD, AttributeKey.OLD_HTTP_METHOD, AttributeKey.HTTP_ROUTE);
  private static final long HTTP_EXIT =
      AttributeKey.mask(
              AttributeKey.HTTP_METHOD, AttributeKey.OLD_HTTP_METHOD, AttributeKey.URL_TEMPLATE)
          | URLS;
  private static final long RPC = range(AttributeKey.RPC_SYSTEM, AttributeKey.RPC_METHOD);
  private static final long DATABASE =
      range(AttributeKey.DB_SYSTEM, AttributeKey.OLD_CASSANDRA_TABLE);
  private static final long DB_SYSTEMS =
      AttributeKey.mask(AttributeKey.DB_SYSTEM, AttributeKey.OLD_DB_SYSTEM);
  private static final long MESSAGING =
      range(AttributeKey.MESSAGING_SYSTEM, AttributeKey.OLD_MESSAGING_OPERATION);
  private static final long DESTINATIONS =
      AttributeKey.mask(AttributeKey.DESTINATION, AttributeKey.OLD_DESTINATION);
  private static final long PEERS =
      AttributeKey.mask(AttributeKey.PEER_SERVICE, AttributeKey.SERVICE_PEER_NAME);

  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");
  private static final OperationName UNNAMED = new OperationName("unnamed");

  private SemanticConventions() {}

  private static long range(AttributeKey first, AttributeKey last) {
    return (last.bit() << 1) - first.bit();
  }

  /// The shape of a span that is read whole; the same as [SpanDecoder] finds from its bytes.
  public static SpanShape shape(Span span) {
    long present = 0;
    for (String attribute : span.attributes().values().keySet()) {
      AttributeKey key = AttributeKey.named(attribute);
      present |= key == null ? 0 : key.bit();
    }
    long relevant = relevant(span.kind(), present);
    return shape(
        ResourceIdentity.of(span.resource()),
        new SpanFacts() {
          @Override
          public String name() {
            return span.name();
          }

          @Override
          public SpanKind kind() {
            return span.kind();
          }

          @Override
          public String text(AttributeKey key) {
            Value value = key.in(relevant) ? span.attributes().get(key.attribute()) : null;
            return value == null
                ? ""
                : Names.bounded(value.asText(), StatementNormalizer.INPUT_MAX);
          }
        });
  }

  /// How many rows came back to a span that is read whole; -1 when not told.
  public static long rows(Span span) {
    String told = span.attributes().text(AttributeKey.DB_ROWS.attribute());
    return COUNT.matcher(told).matches() ? Long.parseLong(told) : -1;
  }

  /// Which of the attributes present have a say in the shape of a span of that kind. Leaving out
  /// the others, above all paths and addresses of callers, keeps the number of different contents
  /// low.
  static long relevant(SpanKind kind, long present) {
    long relevant =
        present
            & switch (kind) {
              case SERVER -> HTTP_ENTRY | RPC;
              case CONSUMER -> MESSAGING | RPC | SERVERS;
              case CLIENT, PRODUCER -> HTTP_EXIT | RPC | DATABASE | MESSAGING | SERVERS | PEERS;
              case INTERNAL, UNSPECIFIED -> (present & DB_SYSTEMS) == 0 ? 0 : DATABASE | SERVERS;
            };
    if ((relevant & SERVER_NAMES) != 0) {
      relevant &= ~(URLS | SOCKET_NAMES);
    } else if ((relevant & URLS) != 0) {
      relevant &= ~SOCKET_NAMES;
    }
    if (AttributeKey.DESTINATION_TEMPLATE.in(relevant)) {
      relevant &= ~DESTINATIONS;
    }
    return relevant;
  }

  static SpanShape shape(ResourceIdentity resource, SpanFacts span) {
    SpanKind kind = span.kind();
    String database =
        DatabaseSystems.current(span.text(AttributeKey.DB_SYSTEM, AttributeKey.OLD_DB_SYSTEM));
    String messaging = span.text(AttributeKey.MESSAGING_SYSTEM);
    String destination = destination(span);
    Server server = Server.of(span);
    boolean isDatabase = !database.isEmpty();
    boolean isMessaging =
        !isDatabase && (!messaging.isEmpty() || !destination.isEmpty()) && kind != SpanKind.SERVER;
    String statement =
        isDatabase
            ? StatementNormalizer.normalize(
                database, span.text(AttributeKey.DB_TEXT, AttributeKey.OLD_DB_STATEMENT))
            : "";

    String asked =
        isDatabase
            ? databaseOperation(span, database, statement)
            : isMessaging ? messagingOperation(span, destination) : rpcOperation(span);
    if (asked.isEmpty()) {
      asked = httpOperation(span, server);
    }
    String operation = asked.isEmpty() ? Names.masked(span.name()) : Names.bounded(asked);

    NodeId peer = null;
    if (isDatabase) {
      peer = databaseNode(span, database, server);
    } else if (isMessaging) {
      peer = queueNode(messaging, destination, server);
    } else if (kind.isExit()) {
      peer = externalNode(span, server);
    }
    return new SpanShape(
        resource.service(),
        resource.version(),
        resource.environment(),
        resource.region(),
        resource.instance(),
        operation.isBlank() ? UNNAMED : new OperationName(operation),
        kind,
        peer,
        peer == null ? "" : Names.bounded(asked),
        statement.isEmpty() ? null : statement);
  }

  /// `SELECT orders`: the sender's summary, or operation and collection, or what the statement
  /// says.
  private static String databaseOperation(SpanFacts span, String system, String statement) {
    String summary = span.text(AttributeKey.DB_SUMMARY);
    if (!summary.isBlank()) {
      return summary.strip();
    }
    String operation = span.text(AttributeKey.DB_OPERATION, AttributeKey.OLD_DB_OPERATION).strip();
    String collection = span.text(AttributeKey.DB_COLLECTION, AttributeKey.OLD_SQL_TABLE);
    if (collection.isEmpty()) {
      collection = span.text(AttributeKey.OLD_MONGO_COLLECTION, AttributeKey.OLD_CASSANDRA_TABLE);
    }
    if (!operation.isEmpty() && !collection.isEmpty()) {
      return operation + ' ' + collection;
    }
    String derived = StatementNormalizer.summary(system, statement);
    return derived.isEmpty() ? operation : derived;
  }

  /// `publish orders-topic`, with the verbs of both generations brought together.
  private static String messagingOperation(SpanFacts span, String destination) {
    String type =
        span.text(AttributeKey.MESSAGING_OPERATION_TYPE, AttributeKey.OLD_MESSAGING_OPERATION)
            .toLowerCase(Locale.ROOT);
    String verb =
        switch (type) {
          case "send", "publish", "create" -> "publish";
          case "process", "deliver" -> "process";
          case "" -> span.text(AttributeKey.MESSAGING_OPERATION_NAME);
          default -> type;
        };
    if (verb.isEmpty()) {
      verb =
          switch (span.kind()) {
            case PRODUCER -> "publish";
            case CONSUMER -> "process";
            case CLIENT, SERVER, INTERNAL, UNSPECIFIED -> "";
          };
    }
    return destination.isEmpty() ? "" : (verb + ' ' + destination).strip();
  }

  private static String rpcOperation(SpanFacts span) {
    String service = span.text(AttributeKey.OLD_RPC_SERVICE);
    String method = span.text(AttributeKey.RPC_METHOD);
    if (service.isEmpty() || method.indexOf('/') >= 0) {
      return span.text(AttributeKey.RPC_SYSTEM, AttributeKey.OLD_RPC_SYSTEM).isEmpty()
          ? ""
          : method;
    }
    return method.isEmpty() ? service : service + '/' + method;
  }

  /// `GET /cart/{id}` on the server; on the client the template, else the host, else the bare
  /// method.
  private static String httpOperation(SpanFacts span, Server server) {
    String method = span.text(AttributeKey.HTTP_METHOD, AttributeKey.OLD_HTTP_METHOD);
    if (method.isEmpty()) {
      return "";
    }
    String verb = method.equals("_OTHER") ? "HTTP" : method;
    if (!span.kind().isExit()) {
      String route = span.text(AttributeKey.HTTP_ROUTE);
      return route.isEmpty() ? "" : verb + ' ' + route;
    }
    String template = span.text(AttributeKey.URL_TEMPLATE);
    if (!template.isEmpty()) {
      return verb + ' ' + template;
    }
    return server.isNamed() ? verb + ' ' + server.address() : verb;
  }

  private static String destination(SpanFacts span) {
    if (isTrue(span.text(AttributeKey.DESTINATION_TEMPORARY))) {
      return "(temporary)";
    }
    if (isTrue(span.text(AttributeKey.DESTINATION_ANONYMOUS))) {
      return "(anonymous)";
    }
    String template = span.text(AttributeKey.DESTINATION_TEMPLATE);
    return template.isEmpty()
        ? Names.masked(span.text(AttributeKey.DESTINATION, AttributeKey.OLD_DESTINATION))
        : template;
  }

  private static boolean isTrue(String text) {
    return text.equals("true");
  }

  private static NodeId databaseNode(SpanFacts span, String system, Server server) {
    String namespace = span.text(AttributeKey.DB_NAMESPACE, AttributeKey.OLD_DB_NAME);
    if (namespace.isEmpty()) {
      namespace = span.text(AttributeKey.OLD_REDIS_INDEX);
    }
    NodeType type = DatabaseSystems.isCache(system) ? NodeType.CACHE : NodeType.DATABASE;
    // Redis numbers its databases, so that the number alone would make all servers one node.
    boolean numbered = namespace.chars().allMatch(c -> c >= '0' && c <= '9');
    String name;
    if (!numbered) {
      name = system + ' ' + namespace;
    } else if (server.address().isEmpty()) {
      name = namespace.isEmpty() ? system : system + ' ' + namespace;
    } else {
      boolean first = namespace.isEmpty() || namespace.equals("0");
      name = system + '@' + server.address() + (first ? "" : '/' + namespace);
    }
    return new NodeId(type, Names.bounded(name));
  }

  private static NodeId queueNode(String system, String destination, Server server) {
    String what = system.isBlank() ? "messaging" : system;
    if (!destination.isEmpty()) {
      return new NodeId(NodeType.QUEUE, Names.bounded(what + ' ' + destination));
    }
    String name = server.address().isEmpty() ? what : what + '@' + server.address();
    return new NodeId(NodeType.QUEUE, Names.bounded(name));
  }

  private static @Nullable NodeId externalNode(SpanFacts span, Server server) {
    String told = span.text(AttributeKey.SERVICE_PEER_NAME, AttributeKey.PEER_SERVICE);
    String name = told.isBlank() ? server.name() : told;
    return name.isBlank() ? null : new NodeId(NodeType.EXTERNAL, Names.bounded(name));
  }
}
