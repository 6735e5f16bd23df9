package dev.headroom.app.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads Zipkin v2 JSON. Times are microseconds there.
///
/// Zipkin lets client and server share one span id. The server's half then gets an id of its own
/// and becomes the child of the client's half; its children follow it.
final class ZipkinJson {
  private static final long SHARED = 0x5A49504B494E5632L;

  private ZipkinJson() {}

  /// Whether the document is one of Zipkin's spans.
  static boolean isSpan(JsonNode document) {
    return document.isObject()
        && document.has("traceId")
        && document.has("id")
        && !document.has("spans");
  }

  /// A span within its trace.
  private record Key(String traceId, String id) {}

  static List<Span> spans(List<JsonNode> nodes) {
    Set<Key> clients = new HashSet<>();
    Map<Key, String> serverOf = new LinkedHashMap<>();
    for (JsonNode node : nodes) {
      if (node.path("kind").asText().equals("CLIENT")) {
        clients.add(key(node));
      }
    }
    for (JsonNode node : nodes) {
      if (isServerHalf(node) && clients.contains(key(node))) {
        serverOf.put(key(node), service(node.path("localEndpoint")));
      }
    }
    List<Span> spans = new ArrayList<>();
    for (JsonNode node : nodes) {
      spans.add(span(node, serverOf));
    }
    return spans;
  }

  private static boolean isServerHalf(JsonNode node) {
    return node.path("shared").asBoolean() || node.path("kind").asText().equals("SERVER");
  }

  private static Key key(JsonNode node) {
    return new Key(
        JaegerJson.padded(node.path("traceId").asText(), 32),
        JaegerJson.padded(node.path("id").asText(), 16));
  }

  private static Span span(JsonNode node, Map<Key, String> serverOf) {
    Key key = key(node);
    SpanId own = SpanId.parse(key.id());
    boolean serverHalf = isServerHalf(node) && serverOf.containsKey(key);
    long start = node.has("timestamp") ? JaegerJson.nanos(node, "timestamp") : 0;
    long duration = node.has("duration") ? JaegerJson.nanos(node, "duration") : 0;
    Map<String, Value> tags = new LinkedHashMap<>();
    node.path("tags")
        .properties()
        .forEach(tag -> tags.put(tag.getKey(), new Value.Text(tag.getValue().asText())));
    boolean failed = tags.containsKey("error");
    remote(node.path("remoteEndpoint"), tags);
    String name = node.path("name").asText();
    return new Span(
        TraceId.parse(key.traceId()),
        serverHalf ? new SpanId(serverId(own)) : own,
        serverHalf ? own : parent(node, key.traceId(), serverOf),
        "",
        0,
        name.isEmpty() ? "unnamed" : name,
        kind(node.path("kind").asText()),
        start,
        start + duration,
        new Attributes(tags),
        events(node),
        List.of(),
        failed ? Span.Status.ERROR : Span.Status.UNSET,
        "",
        0,
        0,
        0,
        resource(node.path("localEndpoint")),
        Scope.NONE);
  }

  private static long serverId(SpanId shared) {
    long id = shared.value() ^ SHARED;
    return id == 0 ? SHARED : id;
  }

  /// A child of a shared span belongs to the server's half when the server itself sent it.
  private static @Nullable SpanId parent(JsonNode node, String traceId, Map<Key, String> serverOf) {
    String id = node.path("parentId").asText();
    if (id.isEmpty() || id.matches("0+")) {
      return null;
    }
    Key parent = new Key(traceId, JaegerJson.padded(id, 16));
    SpanId parentId = SpanId.parse(parent.id());
    String server = serverOf.get(parent);
    return server != null && server.equals(service(node.path("localEndpoint")))
        ? new SpanId(serverId(parentId))
        : parentId;
  }

  private static String service(JsonNode endpoint) {
    return endpoint.path("serviceName").asText();
  }

  private static Attributes resource(JsonNode endpoint) {
    String service = service(endpoint);
    return service.isEmpty()
        ? Attributes.EMPTY
        : new Attributes(Map.of("service.name", new Value.Text(service)));
  }

  private static void remote(JsonNode endpoint, Map<String, Value> tags) {
    if (!service(endpoint).isEmpty()) {
      tags.putIfAbsent("peer.service", new Value.Text(service(endpoint)));
    }
    String address =
        endpoint.path("ipv4").asText().isEmpty()
            ? endpoint.path("ipv6").asText()
            : endpoint.path("ipv4").asText();
    if (!address.isEmpty()) {
      tags.putIfAbsent("network.peer.address", new Value.Text(address));
    }
    if (endpoint.path("port").asInt() > 0) {
      tags.putIfAbsent("network.peer.port", new Value.Int64(endpoint.path("port").asInt()));
    }
  }

  private static List<Span.Event> events(JsonNode node) {
    List<Span.Event> events = new ArrayList<>();
    for (JsonNode annotation : node.path("annotations")) {
      events.add(
          new Span.Event(
              JaegerJson.nanos(annotation, "timestamp"),
              annotation.path("value").asText(),
              Attributes.EMPTY,
              0));
    }
    return events;
  }

  private static SpanKind kind(String kind) {
    return switch (kind) {
      case "CLIENT" -> SpanKind.CLIENT;
      case "SERVER" -> SpanKind.SERVER;
      case "PRODUCER" -> SpanKind.PRODUCER;
      case "CONSUMER" -> SpanKind.CONSUMER;
      default -> SpanKind.INTERNAL;
    };
  }
}
