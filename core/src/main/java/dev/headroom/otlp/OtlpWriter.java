package dev.headroom.otlp;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.LogRecord;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Span;
import dev.headroom.signal.Value;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes telemetry as OTLP export requests (the same bytes as `TracesData`, `MetricsData` and
/// `LogsData`), grouped by resource and scope in the order of their first appearance. Without state
/// and thread-safe.
public final class OtlpWriter {
  private OtlpWriter() {}

  /// The spans as `ExportTraceServiceRequest`.
  public static byte[] traces(List<Span> spans) {
    return grouped(spans, Span::resource, Span::scope, OtlpWriter::spans);
  }

  /// The points as `ExportMetricsServiceRequest`.
  public static byte[] metrics(List<MetricPoint> points) {
    return grouped(points, MetricPoint::resource, MetricPoint::scope, PointWriter::metrics);
  }

  /// The records as `ExportLogsServiceRequest`.
  public static byte[] logs(List<LogRecord> records) {
    return grouped(records, LogRecord::resource, LogRecord::scope, OtlpWriter::records);
  }

  private interface Items<T> {
    void write(ProtoWriter scope, List<T> items);
  }

  private static <T> byte[] grouped(
      List<T> items,
      Function<T, Attributes> resourceOf,
      Function<T, Scope> scopeOf,
      Items<T> writer) {
    Map<Attributes, Map<Scope, List<T>>> groups = new LinkedHashMap<>();
    for (T item : items) {
      groups
          .computeIfAbsent(resourceOf.apply(item), _ -> new LinkedHashMap<>())
          .computeIfAbsent(scopeOf.apply(item), _ -> new ArrayList<>())
          .add(item);
    }
    ProtoWriter out = new ProtoWriter(1024);
    groups.forEach((resource, scopes) ->
        out.message(
            1,
            group -> {
              group.message(1, message -> attributes(message, 1, resource));
              scopes.forEach((scope, members) ->
                  group.message(
                      2,
                      message -> {
                        message.message(1, s -> scope(s, scope));
                        writer.write(message, members);
                      }));
            }));
    return out.toByteArray();
  }

  private static void scope(ProtoWriter out, Scope scope) {
    out.text(1, scope.name());
    out.text(2, scope.version());
    attributes(out, 3, scope.attributes());
  }

  private static void spans(ProtoWriter scope, List<Span> spans) {
    spans.forEach(span -> scope.message(2, out -> span(out, span)));
  }

  private static void span(ProtoWriter out, Span span) {
    out.id(1, span.traceId().hi(), span.traceId().lo());
    out.id(2, span.spanId().value());
    out.text(3, span.traceState());
    SpanId parent = span.parentId();
    if (parent != null) {
      out.id(4, parent.value());
    }
    out.text(5, span.name());
    out.varint(6, kind(span));
    out.fixed64(7, span.startNanos());
    out.fixed64(8, span.endNanos());
    attributes(out, 9, span.attributes());
    out.varint(10, span.droppedAttributes());
    span.events().forEach(event -> out.message(11, message -> event(message, event)));
    out.varint(12, span.droppedEvents());
    span.links().forEach(link -> out.message(13, message -> link(message, link)));
    out.varint(14, span.droppedLinks());
    if (span.status() != Span.Status.UNSET || !span.statusMessage().isEmpty()) {
      out.message(
          15,
          message -> {
            message.text(2, span.statusMessage());
            message.varint(3, status(span.status()));
          });
    }
    out.fixed32(16, span.flags());
  }

  private static int kind(Span span) {
    return switch (span.kind()) {
      case UNSPECIFIED -> 0;
      case INTERNAL -> 1;
      case SERVER -> 2;
      case CLIENT -> 3;
      case PRODUCER -> 4;
      case CONSUMER -> 5;
    };
  }

  private static int status(Span.Status status) {
    return switch (status) {
      case UNSET -> 0;
      case OK -> 1;
      case ERROR -> 2;
    };
  }

  private static void event(ProtoWriter out, Span.Event event) {
    out.fixed64(1, event.timeNanos());
    out.text(2, event.name());
    attributes(out, 3, event.attributes());
    out.varint(4, event.droppedAttributes());
  }

  private static void link(ProtoWriter out, Span.Link link) {
    out.id(1, link.traceId().hi(), link.traceId().lo());
    out.id(2, link.spanId().value());
    out.text(3, link.traceState());
    attributes(out, 4, link.attributes());
    out.fixed32(6, link.flags());
  }

  private static void records(ProtoWriter scope, List<LogRecord> records) {
    records.forEach(log -> scope.message(2, out -> log(out, log)));
  }

  private static void log(ProtoWriter out, LogRecord log) {
    out.fixed64(1, log.timeNanos());
    out.varint(2, log.severity());
    out.text(3, log.severityText());
    if (!(log.body() instanceof Value.Empty)) {
      out.message(5, message -> value(message, log.body()));
    }
    attributes(out, 6, log.attributes());
    out.varint(7, log.droppedAttributes());
    ids(out, 9, log.traceId(), 10, log.spanId());
    out.fixed64(11, log.observedNanos());
    out.text(12, log.eventName());
  }

  static void ids(
      ProtoWriter out,
      int traceField,
      @Nullable TraceId traceId,
      int spanField,
      @Nullable SpanId spanId) {
    if (traceId != null) {
      out.id(traceField, traceId.hi(), traceId.lo());
    }
    if (spanId != null) {
      out.id(spanField, spanId.value());
    }
  }

  static void attributes(ProtoWriter out, int field, Attributes attributes) {
    attributes
        .values()
        .forEach((key, value) ->
            out.message(
                field,
                pair -> {
                  pair.text(1, key);
                  pair.message(2, any -> value(any, value));
                }));
  }

  private static void value(ProtoWriter out, Value value) {
    switch (value) {
      case Value.Text(String text) -> out.presentText(1, text);
      case Value.Bool(boolean bool) -> out.presentVarint(2, bool ? 1 : 0);
      case Value.Int64(long number) -> out.presentVarint(3, number);
      case Value.Float64(double number) -> out.float64(4, number);
      case Value.Sequence(List<Value> values) ->
          out.message(
              5, array -> values.forEach(v -> array.message(1, element -> value(element, v))));
      case Value.KeyValues(Attributes values) ->
          out.message(6, list -> attributes(list, 1, values));
      case Value.Bytes(String hex) -> {
        byte[] bytes = HexFormat.of().parseHex(hex);
        out.bytes(7, bytes, 0, bytes.length);
      }
      case Value.Empty() -> {}
    }
  }
}
