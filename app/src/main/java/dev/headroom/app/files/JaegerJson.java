package dev.headroom.app.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.Value;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the JSON of Jaeger's query API and UI: `{"data": [trace…]}`, or one trace. Times are
/// microseconds there.
final class JaegerJson {
  private JaegerJson() {}

  /// Whether the document is Jaeger's.
  static boolean is(JsonNode document) {
    return isTrace(document)
        || (document.isObject()
            && document.path("data").isArray()
            && (document.path("data").isEmpty() || isTrace(document.path("data").get(0))));
  }

  private static boolean isTrace(JsonNode node) {
    return node.path("spans").isArray() && (node.has("processes") || node.has("traceID"));
  }

  static List<Span> spans(JsonNode document) {
    List<Span> spans = new ArrayList<>();
    if (isTrace(document)) {
      trace(document, spans);
    } else {
      document.path("data").forEach(trace -> trace(trace, spans));
    }
    return spans;
  }

  private static void trace(JsonNode trace, List<Span> spans) {
    Map<String, Attributes> processes = new LinkedHashMap<>();
    trace
        .path("processes")
        .properties()
        .forEach(entry -> processes.put(entry.getKey(), resource(entry.getValue())));
    for (JsonNode span : trace.path("spans")) {
      Attributes resource =
          span.has("process")
              ? resource(span.path("process"))
              : processes.getOrDefault(span.path("processID").asText(), Attributes.EMPTY);
      spans.add(span(span, resource));
    }
  }

  private static Attributes resource(JsonNode process) {
    Map<String, Value> values = new LinkedHashMap<>();
    if (process.has("serviceName")) {
      values.put("service.name", new Value.Text(process.path("serviceName").asText()));
    }
    values.putAll(tags(process.path("tags")));
    return new Attributes(values);
  }

  private static Span span(JsonNode span, Attributes resource) {
    Map<String, Value> tags = tags(span.path("tags"));
    long start = nanos(span, "startTime");
    long duration = span.has("duration") ? nanos(span, "duration") : 0;
    TraceId trace = TraceId.parse(padded(span.path("traceID").asText(), 32));
    SpanKind kind = kind(tags.remove("span.kind"));
    Value error = tags.get("error");
    boolean failed =
        (error != null && error.asText().equals("true"))
            || textOf(tags.get("otel.status_code")).equals("ERROR");
    return new Span(
        trace,
        SpanId.parse(padded(span.path("spanID").asText(), 16)),
        parent(span, trace),
        textOf(tags.remove("w3c.tracestate")),
        span.path("flags").asInt() & 1,
        span.path("operationName").asText(),
        kind,
        start,
        start + duration,
        new Attributes(tags),
        events(span),
        List.of(),
        failed ? Span.Status.ERROR : Span.Status.UNSET,
        textOf(tags.get("otel.status_description")),
        0,
        0,
        0,
        resource,
        new Scope(textOf(tags.get("otel.scope.name")), "", Attributes.EMPTY));
  }

  private static @Nullable SpanId parent(JsonNode span, TraceId trace) {
    SpanId follows = null;
    for (JsonNode reference : span.path("references")) {
      TraceId of = TraceId.parse(padded(reference.path("traceID").asText(), 32));
      if (of.equals(trace)) {
        SpanId id = SpanId.parse(padded(reference.path("spanID").asText(), 16));
        if (reference.path("refType").asText().equals("CHILD_OF")) {
          return id;
        }
        follows = follows == null ? id : follows;
      }
    }
    String old = span.path("parentSpanID").asText();
    return old.isEmpty() || old.matches("0+") ? follows : SpanId.parse(padded(old, 16));
  }

  private static List<Span.Event> events(JsonNode span) {
    List<Span.Event> events = new ArrayList<>();
    for (JsonNode log : span.path("logs")) {
      Map<String, Value> fields = tags(log.path("fields"));
      Value name = fields.remove("event");
      events.add(
          new Span.Event(
              nanos(log, "timestamp"),
              name == null ? "log" : name.asText(),
              new Attributes(fields),
              0));
    }
    return events;
  }

  private static Map<String, Value> tags(JsonNode tags) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (JsonNode tag : tags) {
      JsonNode value = tag.path("value");
      values.put(
          tag.path("key").asText(),
          value.isBoolean()
              ? new Value.Bool(value.booleanValue())
              : value.isIntegralNumber()
                  ? new Value.Int64(value.longValue())
                  : value.isNumber()
                      ? new Value.Float64(value.doubleValue())
                      : new Value.Text(value.asText()));
    }
    return values;
  }

  private static SpanKind kind(@Nullable Value tag) {
    return switch (textOf(tag).toLowerCase(Locale.ROOT)) {
      case "server" -> SpanKind.SERVER;
      case "client" -> SpanKind.CLIENT;
      case "producer" -> SpanKind.PRODUCER;
      case "consumer" -> SpanKind.CONSUMER;
      default -> SpanKind.INTERNAL;
    };
  }

  private static String textOf(@Nullable Value value) {
    return value == null ? "" : value.asText();
  }

  static long nanos(JsonNode node, String field) {
    JsonNode micros = node.path(field);
    if (!micros.isNumber() || micros.asLong() < 0 || micros.asLong() > Long.MAX_VALUE / 1_000) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          field + " is " + micros + "; expected microseconds as a number of 0 or more");
    }
    return micros.asLong() * 1_000;
  }

  /// Ids are written without leading zeros by some versions.
  static String padded(String id, int digits) {
    if (id.isEmpty() || id.length() > 32 || !id.chars().allMatch(HexFormat::isHexDigit)) {
      throw new HeadroomException(
          ErrorCode.INVALID, "id '" + id + "'; expected up to " + digits + " hexadecimal digits");
    }
    return "0".repeat(Math.max(0, digits - id.length())) + id;
  }
}
