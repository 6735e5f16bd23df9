package dev.headroom.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanTables;
import dev.headroom.signal.Value;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Spans as the official classes read them are spans as we read them, in columns and whole.
final class SpanOracleTest {

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void wholeSpansEqualTheOracle(boolean unknownFields) {
    for (int seed = 0; seed < 400; seed++) {
      ExportTraceServiceRequest request = new RandomOtlp(seed, unknownFields).traces();
      assertThat(TraceDecoder.decode(request.toByteArray()))
          .as("seed %s", seed)
          .isEqualTo(expected(request));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void columnsEqualTheOracle(boolean unknownFields) {
    SpanTables tables = SpanTables.create();
    SpanDecoder decoder = new SpanDecoder(tables, SegmentKeys.DEFAULT, 42);
    for (int seed = 0; seed < 400; seed++) {
      ExportTraceServiceRequest request = new RandomOtlp(seed, unknownFields).traces();
      byte[] bytes = request.toByteArray();
      List<Span> spans = expected(request);
      // Twice: the second time everything comes from the caches.
      for (int round = 0; round < 2; round++) {
        DecodedSpans decoded = decoder.decode(bytes);
        assertThat(decoded.rejected()).as("seed %s", seed).isZero();
        assertThat(decoded.batch().size()).as("seed %s", seed).isEqualTo(spans.size());
        for (int i = 0; i < spans.size(); i++) {
          check("seed " + seed + " span " + i, tables, decoded.batch(), i, spans.get(i));
        }
      }
    }
  }

  private static void check(String what, SpanTables tables, SpanBatch batch, int i, Span span) {
    assertThat(new TraceId(batch.traceHi(i), batch.traceLo(i))).as(what).isEqualTo(span.traceId());
    assertThat(new SpanId(batch.spanId(i))).as(what).isEqualTo(span.spanId());
    SpanId parent = span.parentId();
    assertThat(batch.parentId(i)).as(what).isEqualTo(parent == null ? 0 : parent.value());
    assertThat(batch.startNanos(i)).as(what).isEqualTo(span.startNanos());
    assertThat(batch.endNanos(i)).as(what).isEqualTo(span.endNanos());
    assertThat(tables.shapes().value(batch.shape(i)))
        .as(what)
        .isEqualTo(SemanticConventions.shape(span));
    assertThat(tables.segments().value(batch.segment(i)).tenant())
        .as(what)
        .isEqualTo(expectedTenant(span));
    assertThat((batch.flags(i) & SpanBatch.LINKED) != 0)
        .as(what)
        .isEqualTo(!span.links().isEmpty());
    if (span.status() != Span.Status.UNSET) {
      assertThat(batch.error(i)).as(what).isEqualTo(span.status() == Span.Status.ERROR);
    }
  }

  private static String expectedTenant(Span span) {
    String own = span.attributes().text("headroom.tenant");
    return Names.bounded(own.isEmpty() ? span.resource().text("headroom.tenant") : own);
  }

  static List<Span> expected(ExportTraceServiceRequest request) {
    List<Span> spans = new ArrayList<>();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (io.opentelemetry.proto.trace.v1.Span span : scope.getSpansList()) {
          spans.add(
              span(
                  span,
                  attributes(resource.getResource().getAttributesList()),
                  scope(scope.getScope())));
        }
      }
    }
    return spans;
  }

  private static Span span(
      io.opentelemetry.proto.trace.v1.Span span, Attributes resource, Scope scope) {
    return new Span(
        traceId(span.getTraceId()),
        spanId(span.getSpanId()),
        span.getParentSpanId().isEmpty() ? null : spanId(span.getParentSpanId()),
        span.getTraceState(),
        span.getFlags(),
        span.getName(),
        SpanKind.of(span.getKindValue()),
        span.getStartTimeUnixNano(),
        Math.max(span.getStartTimeUnixNano(), span.getEndTimeUnixNano()),
        attributes(span.getAttributesList()),
        span.getEventsList().stream()
            .map(event ->
                new Span.Event(
                    event.getTimeUnixNano(),
                    event.getName(),
                    attributes(event.getAttributesList()),
                    event.getDroppedAttributesCount()))
            .toList(),
        span.getLinksList().stream()
            .map(link ->
                new Span.Link(
                    traceId(link.getTraceId()),
                    spanId(link.getSpanId()),
                    link.getTraceState(),
                    attributes(link.getAttributesList()),
                    link.getFlags()))
            .toList(),
        List.of(Span.Status.values()).get(span.getStatus().getCodeValue()),
        span.getStatus().getMessage(),
        span.getDroppedAttributesCount(),
        span.getDroppedEventsCount(),
        span.getDroppedLinksCount(),
        resource,
        scope);
  }

  static TraceId traceId(ByteString bytes) {
    return TraceId.parse(HexFormat.of().formatHex(bytes.toByteArray()));
  }

  static SpanId spanId(ByteString bytes) {
    return SpanId.parse(HexFormat.of().formatHex(bytes.toByteArray()));
  }

  static Scope scope(InstrumentationScope scope) {
    return new Scope(scope.getName(), scope.getVersion(), attributes(scope.getAttributesList()));
  }

  static Attributes attributes(List<KeyValue> attributes) {
    Map<String, Value> values = new LinkedHashMap<>();
    attributes.forEach(attribute -> values.put(attribute.getKey(), value(attribute.getValue())));
    return new Attributes(values);
  }

  static Value value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> new Value.Text(value.getStringValue());
      case BOOL_VALUE -> new Value.Bool(value.getBoolValue());
      case INT_VALUE -> new Value.Int64(value.getIntValue());
      case DOUBLE_VALUE -> new Value.Float64(value.getDoubleValue());
      case ARRAY_VALUE ->
          new Value.Sequence(
              value.getArrayValue().getValuesList().stream().map(SpanOracleTest::value).toList());
      case KVLIST_VALUE -> new Value.KeyValues(attributes(value.getKvlistValue().getValuesList()));
      case BYTES_VALUE ->
          new Value.Bytes(HexFormat.of().formatHex(value.getBytesValue().toByteArray()));
      case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> new Value.Empty();
    };
  }
}
