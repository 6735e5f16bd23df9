package dev.headroom.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Spans as exporters write them, in protobuf by the generated classes of OpenTelemetry and in
/// JSON; nothing of it is made by the code under test.
final class OtlpSpans {
  private static final JsonMapper JSON = new JsonMapper();

  private OtlpSpans() {}

  /// One span.
  ///
  /// @param traceId 32 hexadecimal digits
  /// @param id 16 hexadecimal digits
  /// @param parent the same, or empty for a root
  record Sent(
      String service,
      String traceId,
      String id,
      String parent,
      String name,
      Span.SpanKind kind,
      long startNanos,
      long endNanos,
      boolean error,
      Map<String, String> attributes) {}

  static byte[] protobuf(List<Sent> spans) {
    return protobuf(spans, "1.0");
  }

  /// @param version of all services
  static byte[] protobuf(List<Sent> spans, String version) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    byService(spans)
        .forEach((service, members) -> {
          ScopeSpans.Builder scope = ScopeSpans.newBuilder();
          members.forEach(span -> scope.addSpans(message(span)));
          request.addResourceSpans(
              ResourceSpans.newBuilder()
                  .setResource(
                      Resource.newBuilder()
                          .addAttributes(pair("service.name", service))
                          .addAttributes(pair("service.version", version))
                          .addAttributes(pair("service.instance.id", service + "-0")))
                  .addScopeSpans(scope));
        });
    return request.build().toByteArray();
  }

  private static Map<String, List<Sent>> byService(List<Sent> spans) {
    Map<String, List<Sent>> services = new LinkedHashMap<>();
    for (Sent span : spans) {
      services.computeIfAbsent(span.service(), _ -> new ArrayList<>()).add(span);
    }
    return services;
  }

  private static Span message(Sent span) {
    Span.Builder message =
        Span.newBuilder()
            .setTraceId(bytes(span.traceId()))
            .setSpanId(bytes(span.id()))
            .setParentSpanId(bytes(span.parent()))
            .setName(span.name())
            .setKind(span.kind())
            .setStartTimeUnixNano(span.startNanos())
            .setEndTimeUnixNano(span.endNanos());
    span.attributes().forEach((key, value) -> message.addAttributes(pair(key, value)));
    if (span.error()) {
      message.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    }
    return message.build();
  }

  private static ByteString bytes(String hexadecimal) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hexadecimal));
  }

  private static KeyValue pair(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  static byte[] json(List<Sent> spans) {
    ObjectNode request = JSON.createObjectNode();
    ArrayNode resources = request.putArray("resourceSpans");
    byService(spans)
        .forEach((service, members) -> {
          ObjectNode resource = resources.addObject();
          ArrayNode attributes = resource.putObject("resource").putArray("attributes");
          attribute(attributes, "service.name", service);
          attribute(attributes, "service.version", "1.0");
          attribute(attributes, "service.instance.id", service + "-0");
          ArrayNode list = resource.putArray("scopeSpans").addObject().putArray("spans");
          members.forEach(span -> object(list.addObject(), span));
        });
    try {
      return JSON.writeValueAsString(request).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void object(ObjectNode object, Sent span) {
    object.put("traceId", span.traceId()).put("spanId", span.id());
    object.put("parentSpanId", span.parent()).put("name", span.name());
    object.put("kind", span.kind().getNumber());
    object.put("startTimeUnixNano", Long.toString(span.startNanos()));
    object.put("endTimeUnixNano", Long.toString(span.endNanos()));
    ArrayNode attributes = object.putArray("attributes");
    span.attributes().forEach((key, value) -> attribute(attributes, key, value));
    if (span.error()) {
      object.putObject("status").put("code", 2);
    }
  }

  private static void attribute(ArrayNode attributes, String key, String value) {
    attributes.addObject().put("key", key).putObject("value").put("stringValue", value);
  }
}
