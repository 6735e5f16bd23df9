package dev.headroom.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanTables;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is not OTLP is refused with its place, and what is OTLP but impossible is rejected with a
/// reason.
final class MalformedInputTest {
  private static final byte[] TRACE_ID = new byte[16];
  private static final byte[] SPAN_ID = new byte[8];

  static {
    Arrays.fill(TRACE_ID, (byte) 7);
    Arrays.fill(SPAN_ID, (byte) 9);
  }

  private final SpanDecoder decoder = new SpanDecoder(SpanTables.create(), SegmentKeys.DEFAULT, 3);

  private static io.opentelemetry.proto.trace.v1.Span.Builder span() {
    return io.opentelemetry.proto.trace.v1.Span.newBuilder()
        .setTraceId(ByteString.copyFrom(TRACE_ID))
        .setSpanId(ByteString.copyFrom(SPAN_ID))
        .setName("work")
        .setStartTimeUnixNano(1_000)
        .setEndTimeUnixNano(2_000);
  }

  private static byte[] request(io.opentelemetry.proto.trace.v1.Span.Builder... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (io.opentelemetry.proto.trace.v1.Span.Builder span : spans) {
      scope.addSpans(span);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  @Test
  void anEmptyRequestHasNoSpans() {
    DecodedSpans decoded = decoder.decode(new byte[0]);
    assertThat(decoded.batch().size()).isZero();
    assertThat(decoded.rejected()).isZero();
  }

  @Test
  void everyTruncationIsInvalidOrAShorterMessage() {
    byte[] whole = request(span().addAttributes(RandomOtlp.keyValue("a", "b")), span());
    int refused = 0;
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      try {
        assertThat(decoder.decode(cut).batch().size()).as("length %s", length).isZero();
      } catch (HeadroomException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID);
        assertThat(e).hasMessageContaining("malformed OTLP at byte").hasMessageContaining("field");
        refused++;
      }
    }
    // Only the empty message is whole: its one field is cut everywhere else.
    assertThat(refused).isEqualTo(whole.length - 1);
  }

  @Test
  void theMessageNamesOffsetFieldAndMessage() {
    byte[] bytes = request(span());
    // The name is the last text; let its length run past the end of the span.
    int name = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("work");
    bytes[name - 1] = 100;
    assertThatThrownBy(() -> decoder.decode(bytes))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("at byte " + name)
        .hasMessageContaining("field 5 of Span")
        .hasMessageContaining("length 100 runs past the end");
  }

  @Test
  void impossibleIdsAreRejectedAndTheRestIsTaken() {
    byte[] request =
        request(
            span(),
            span().setTraceId(ByteString.EMPTY),
            span().setTraceId(ByteString.copyFrom(new byte[16])),
            span().setSpanId(ByteString.copyFrom(new byte[7])),
            span().setSpanId(ByteString.copyFrom(new byte[8])),
            span().setParentSpanId(ByteString.copyFrom(new byte[3])),
            span().setEndTimeUnixNano(-1),
            span());
    DecodedSpans decoded = decoder.decode(request);
    assertThat(decoded.batch().size()).isEqualTo(2);
    assertThat(decoded.rejected()).isEqualTo(6);
    assertThat(decoded.message()).isEqualTo("traceId has 0 bytes; expected 16");
    Tally tally = TraceDecoder.decode(request, _ -> {});
    assertThat(tally).isEqualTo(new Tally(2, 6, decoded.message()));
  }

  @Test
  void anEndBeforeTheStartIsClampedAndAZeroParentIsNone() {
    byte[] request =
        request(
            span().setStartTimeUnixNano(5_000).setParentSpanId(ByteString.copyFrom(new byte[8])));
    DecodedSpans decoded = decoder.decode(request);
    assertThat(decoded.batch().startNanos(0)).isEqualTo(5_000);
    assertThat(decoded.batch().endNanos(0)).isEqualTo(5_000);
    assertThat(decoded.batch().parentId(0)).isZero();
    Span span = TraceDecoder.decode(request).getFirst();
    assertThat(span.durationNanos()).isZero();
    assertThat(span.parentId()).isNull();
  }

  @Test
  void aLinkThatPointsNowhereCountsAsDropped() {
    Span span =
        TraceDecoder.decode(
                request(
                    span()
                        .addLinks(io.opentelemetry.proto.trace.v1.Span.Link.newBuilder())
                        .setDroppedLinksCount(2)))
            .getFirst();
    assertThat(span.links()).isEmpty();
    assertThat(span.droppedLinks()).isEqualTo(3);
  }

  @Test
  void nestedValuesAreReadTo64LevelsAndRefusedBeyond() {
    assertThat(TraceDecoder.decode(request(span().addAttributes(nested(64))))).hasSize(1);
    assertThat(decoder.decode(request(span().addAttributes(nested(64)))).batch().size())
        .isEqualTo(1);
    byte[] tooDeep = request(span().addAttributes(nested(65)));
    assertThatThrownBy(() -> decoder.decode(tooDeep)).hasMessageContaining("deeper than 64");
    assertThatThrownBy(() -> TraceDecoder.decode(tooDeep)).hasMessageContaining("deeper than 64");
  }

  private static KeyValue nested(int levels) {
    AnyValue value = AnyValue.newBuilder().setStringValue("core").build();
    for (int level = 1; level < levels; level++) {
      value = AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(value)).build();
    }
    return KeyValue.newBuilder().setKey("deep").setValue(value).build();
  }

  @Test
  void groupsAreSkippedButNotWithoutEnd() throws Exception {
    byte[] known = request(span());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) ((100 << 3 & 0x7f) | 0x80 | 3), 6});
    out.write(new byte[] {8, 1});
    byte[] open = out.toByteArray();
    out.write(new byte[] {(byte) ((100 << 3 & 0x7f) | 0x80 | 4), 6});
    out.write(known);
    assertThat(decoder.decode(out.toByteArray()).batch().size()).isEqualTo(1);
    assertThatThrownBy(() -> decoder.decode(open)).hasMessageContaining("inside a group");
    byte[] deep = new byte[1_000_000];
    Arrays.fill(deep, (byte) (5 << 3 | 3));
    assertThatThrownBy(() -> decoder.decode(deep)).hasMessageContaining("groups are nested");
  }

  @Test
  void aKnownFieldOfAnotherWireTypeIsUnknown() {
    // Field 1 as a number instead of a message.
    assertThat(decoder.decode(new byte[] {8, 1}).batch().size()).isZero();
    assertThatThrownBy(() -> decoder.decode(new byte[] {7})).hasMessageContaining("no field");
    assertThatThrownBy(() -> decoder.decode(new byte[] {15}))
        .hasMessageContaining("wire type 7 does not exist");
  }

  @Test
  void repeatedNumbersAreReadPackedAndUnpacked() throws Exception {
    byte[] packed = point(true);
    byte[] unpacked = point(false);
    assertThat(packed).isNotEqualTo(unpacked);
    Data.Histogram expected =
        new Data.Histogram(
            3,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            List.of(0.5),
            List.of(1L, 2L),
            dev.headroom.signal.MetricPoint.Temporality.UNSPECIFIED);
    assertThat(MetricDecoder.decode(packed).getFirst().data()).isEqualTo(expected);
    assertThat(MetricDecoder.decode(unpacked).getFirst().data()).isEqualTo(expected);
  }

  private static byte[] point(boolean packed) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeFixed64(3, 1_000);
    out.writeFixed64(4, 3);
    if (packed) {
      out.writeTag(6, 2);
      out.writeUInt32NoTag(16);
      out.writeFixed64NoTag(1);
      out.writeFixed64NoTag(2);
    } else {
      out.writeFixed64(6, 1);
      out.writeFixed64(6, 2);
    }
    out.writeDouble(7, 0.5);
    out.flush();
    byte[] histogram = message(1, bytes.toByteArray());
    ByteArrayOutputStream metric = new ByteArrayOutputStream();
    metric.write(message(9, histogram));
    metric.write(message(1, "m".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    return message(1, message(2, message(2, metric.toByteArray())));
  }

  private static byte[] message(int field, byte[] content) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(field, content);
    out.flush();
    return bytes.toByteArray();
  }

  @Test
  void aRequestOfNothingButEmptyRecordsStaysBounded() throws Exception {
    byte[] records = new byte[2 * (Tally.ITEMS_MAX + 5)];
    for (int i = 0; i < records.length; i += 2) {
      records[i] = 2 << 3 | 2;
    }
    byte[] request = message(1, message(2, records));
    int[] taken = new int[1];
    Tally tally = LogDecoder.decode(request, _ -> taken[0]++);
    assertThat(taken[0]).isEqualTo(Tally.ITEMS_MAX);
    assertThat(tally.accepted()).isEqualTo(Tally.ITEMS_MAX);
    assertThat(tally.rejected()).isEqualTo(5);
    assertThat(tally.message()).contains("more than 1000000 items");
  }

  @Test
  void aResourceBehindItsSpansCounts() throws Exception {
    byte[] resource =
        io.opentelemetry.proto.resource.v1.Resource.newBuilder()
            .addAttributes(RandomOtlp.keyValue("service.name", "late"))
            .build()
            .toByteArray();
    byte[] scope = ScopeSpans.newBuilder().addSpans(span()).build().toByteArray();
    ByteArrayOutputStream group = new ByteArrayOutputStream();
    group.write(message(2, scope));
    group.write(message(1, resource));
    byte[] request = message(1, group.toByteArray());
    assertThat(TraceDecoder.decode(request).getFirst().service().value()).isEqualTo("late");
    SpanTables tables = SpanTables.create();
    DecodedSpans decoded = new SpanDecoder(tables, SegmentKeys.DEFAULT, 1).decode(request);
    assertThat(tables.shapes().value(decoded.batch().shape(0)).service().value()).isEqualTo("late");
  }
}
