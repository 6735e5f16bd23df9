package dev.headroom.benchmarks;

import dev.headroom.benchmarks.ShopTraffic.SampleSpan;
import dev.headroom.signal.SpanKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes the same spans as an OTLP request and as a Zipkin v2 list, both in protobuf.
///
/// The Zipkin list has the attributes as tags and leaves the resource's out, which spares Zipkin
/// some work.
final class SpanEncodings {
  private SpanEncodings() {}

  /// An `ExportTraceServiceRequest`, one `ResourceSpans` per service.
  static byte[] otlp(List<SampleSpan> spans) {
    Map<String, List<SampleSpan>> byService = new LinkedHashMap<>();
    for (SampleSpan span : spans) {
      byService.computeIfAbsent(span.service(), _ -> new java.util.ArrayList<>()).add(span);
    }
    ProtoBytes request = new ProtoBytes();
    byService.forEach((service, list) ->
        request.message(
            1,
            group -> {
              group.message(1, resource -> resource(resource, service));
              group.message(2, scope -> scope(scope, list));
            }));
    return request.toByteArray();
  }

  /// A Zipkin `ListOfSpans`.
  static byte[] zipkin(List<SampleSpan> spans) {
    ProtoBytes list = new ProtoBytes();
    for (SampleSpan span : spans) {
      list.message(1, into -> zipkinSpan(into, span));
    }
    return list.toByteArray();
  }

  private static void resource(ProtoBytes into, String service) {
    attribute(into, 1, "service.name", service);
    attribute(into, 1, "service.version", "1.4.2");
    attribute(into, 1, "service.instance.id", service + "-1");
    attribute(into, 1, "deployment.environment.name", "prod");
    attribute(into, 1, "telemetry.sdk.language", "java");
  }

  private static void scope(ProtoBytes into, List<SampleSpan> spans) {
    into.message(1, scope -> scope.text(1, "io.opentelemetry.tomcat-10.0"));
    for (SampleSpan span : spans) {
      into.message(2, message -> otlpSpan(message, span));
    }
  }

  private static void otlpSpan(ProtoBytes into, SampleSpan span) {
    into.bytes(1, ProtoBytes.id(span.traceHigh(), span.traceLow()));
    into.bytes(2, ProtoBytes.id(span.spanId()));
    if (span.parentId() != 0) {
      into.bytes(4, ProtoBytes.id(span.parentId()));
    }
    into.text(5, span.name());
    into.varint(6, otlpKind(span.kind()));
    into.fixed64(7, span.startNanos());
    into.fixed64(8, span.endNanos());
    span.attributes().forEach((key, value) -> attribute(into, 9, key, value));
    if (span.failed()) {
      into.message(15, status -> status.varint(3, 2));
    }
  }

  private static void attribute(ProtoBytes into, int field, String key, Object value) {
    into.message(
        field,
        pair -> {
          pair.text(1, key);
          pair.message(
              2,
              any -> {
                if (value instanceof Long number) {
                  any.varint(3, number);
                } else {
                  any.text(1, value.toString());
                }
              });
        });
  }

  private static void zipkinSpan(ProtoBytes into, SampleSpan span) {
    into.bytes(1, ProtoBytes.id(span.traceHigh(), span.traceLow()));
    if (span.parentId() != 0) {
      into.bytes(2, ProtoBytes.id(span.parentId()));
    }
    into.bytes(3, ProtoBytes.id(span.spanId()));
    into.varint(4, zipkinKind(span.kind()));
    into.text(5, span.name());
    into.fixed64(6, span.startNanos() / 1_000);
    into.varint(7, Math.max(1, (span.endNanos() - span.startNanos()) / 1_000));
    into.message(8, endpoint -> endpoint.text(1, span.service()));
    span.attributes().forEach((key, value) -> tag(into, key, value.toString()));
    if (span.failed()) {
      tag(into, "error", "true");
    }
  }

  private static void tag(ProtoBytes into, String key, String value) {
    into.message(
        11,
        entry -> {
          entry.text(1, key);
          entry.text(2, value);
        });
  }

  private static int otlpKind(SpanKind kind) {
    return switch (kind) {
      case UNSPECIFIED -> 0;
      case INTERNAL -> 1;
      case SERVER -> 2;
      case CLIENT -> 3;
      case PRODUCER -> 4;
      case CONSUMER -> 5;
    };
  }

  private static int zipkinKind(SpanKind kind) {
    return switch (kind) {
      case UNSPECIFIED, INTERNAL -> 0;
      case CLIENT -> 1;
      case SERVER -> 2;
      case PRODUCER -> 3;
      case CONSUMER -> 4;
    };
  }
}
