package dev.headroom.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanSegment;
import dev.headroom.signal.SpanTables;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Flags, weights, rows and segments of a span.
final class SpanFlagsTest {
  private final SpanTables tables = SpanTables.create();

  private static Span.Builder span(Span.SpanKind kind) {
    return Span.newBuilder()
        .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
        .setSpanId(ByteString.copyFromUtf8("01234567"))
        .setParentSpanId(ByteString.copyFromUtf8("parent!!"))
        .setKind(kind)
        .setStartTimeUnixNano(1)
        .setEndTimeUnixNano(2);
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }

  private SpanBatch decode(SegmentKeys keys, Resource resource, Span.Builder span) {
    return new SpanDecoder(tables, keys, 5)
        .decode(
            ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(
                    ResourceSpans.newBuilder()
                        .setResource(resource)
                        .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
                .build()
                .toByteArray())
        .batch();
  }

  private SpanBatch decode(Span.Builder span) {
    return decode(SegmentKeys.DEFAULT, Resource.getDefaultInstance(), span);
  }

  @ParameterizedTest
  @CsvSource({
    "SPAN_KIND_SERVER, STATUS_CODE_UNSET, http.status_code, 500, true",
    "SPAN_KIND_SERVER, STATUS_CODE_UNSET, http.response.status_code, 503, true",
    "SPAN_KIND_SERVER, STATUS_CODE_UNSET, http.response.status_code, 404, false",
    "SPAN_KIND_SERVER, STATUS_CODE_OK, http.response.status_code, 500, false",
    "SPAN_KIND_CLIENT, STATUS_CODE_UNSET, http.response.status_code, 500, false",
    "SPAN_KIND_CLIENT, STATUS_CODE_ERROR, http.response.status_code, 200, true",
    "SPAN_KIND_INTERNAL, STATUS_CODE_ERROR, x, 1, true",
  })
  void errorsAreTold(
      Span.SpanKind kind, Status.StatusCode status, String key, long code, boolean error) {
    SpanBatch batch =
        decode(
            span(kind)
                .setStatus(Status.newBuilder().setCode(status))
                .addAttributes(number(key, code)));
    assertThat(batch.error(0)).isEqualTo(error);
  }

  @Test
  void aStatusCodeSentAsTextCounts() {
    SpanBatch batch =
        decode(
            span(Span.SpanKind.SPAN_KIND_SERVER)
                .addAttributes(RandomOtlp.keyValue("http.status_code", "502")));
    assertThat(batch.error(0)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0x001, 0", "0x101, 4", "0x301, 2", "0x201, 0"})
  void whereTheParentLives(String flags, int expected) {
    int word = Integer.decode(flags);
    SpanBatch batch = decode(span(Span.SpanKind.SPAN_KIND_SERVER).setFlags(word));
    assertThat(batch.flags(0)).isEqualTo(expected);
    SpanBatch root =
        decode(
            span(Span.SpanKind.SPAN_KIND_SERVER).setFlags(word).setParentSpanId(ByteString.EMPTY));
    assertThat(root.flags(0)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "http.request.resend_count, 1, 8",
    "http.resend_count, 2, 8",
    "http.request.resend_count, 0, 0"
  })
  void repeatedAttemptsAreMarked(String key, long count, int expected) {
    SpanBatch batch =
        decode(span(Span.SpanKind.SPAN_KIND_CLIENT).addAttributes(number(key, count)));
    assertThat(batch.flags(0)).isEqualTo(expected);
  }

  @Test
  void returnedRowsAreRead() {
    Span.Builder span = span(Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(decode(span).rows(0)).isEqualTo(-1);
    assertThat(decode(span.addAttributes(number("db.response.returned_rows", 1_000_000))).rows(0))
        .isEqualTo(1_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ot=th:8|2",
        "ot=th:0|1",
        "ot=th:c|4",
        "ot=th:f|16",
        "ot=rv:abc;th:ff|256",
        "vendor=x:y, ot=p:1;th:8 ,z=1|2",
        "ot=th:ffffffffffffff|7.205759403792794E16",
        "|NaN",
        "ot=rv:1|NaN",
        "ot=th:|NaN",
        "ot=th:xyz|NaN",
        "ot=th:fffffffffffffff|NaN",
        "xot=th:8|NaN"
      })
  void weightsComeFromTheThreshold(String traceState, Float expected) {
    String state = traceState == null ? "" : traceState;
    SpanBatch batch = decode(span(Span.SpanKind.SPAN_KIND_SERVER).setTraceState(state));
    assertThat(batch.weight(0)).isEqualTo(expected);
    byte[] bytes = state.getBytes(StandardCharsets.UTF_8);
    assertThat(SamplingWeight.of(bytes, 0, bytes.length)).isEqualTo(expected);
  }

  @Test
  void segmentsComeFromTheSpanElseTheResource() {
    Resource resource =
        Resource.newBuilder()
            .addAttributes(RandomOtlp.keyValue("headroom.tenant", "acme"))
            .addAttributes(RandomOtlp.keyValue("headroom.segment", "gold"))
            .build();
    Span.Builder span =
        span(Span.SpanKind.SPAN_KIND_SERVER)
            .addAttributes(RandomOtlp.keyValue("headroom.tenant", "globex"))
            .addAttributes(RandomOtlp.keyValue("headroom.feature", "checkout"));
    assertThat(tables.segments().value(decode(SegmentKeys.DEFAULT, resource, span).segment(0)))
        .isEqualTo(new SpanSegment("globex", "gold", "checkout"));
    assertThat(decode(span(Span.SpanKind.SPAN_KIND_SERVER)).segment(0)).isZero();
  }

  @Test
  void segmentNamesAreConfigurableAndTheFirstPresentWins() {
    SegmentKeys keys =
        new SegmentKeys(List.of("shop.tenant", "customer"), List.of("peer.service"), List.of());
    Span.Builder span =
        span(Span.SpanKind.SPAN_KIND_CLIENT)
            .addAttributes(RandomOtlp.keyValue("customer", "second"))
            .addAttributes(RandomOtlp.keyValue("peer.service", "known key"));
    SpanBatch batch = decode(keys, Resource.getDefaultInstance(), span);
    assertThat(tables.segments().value(batch.segment(0)))
        .isEqualTo(new SpanSegment("second", "known key", ""));
    span.addAttributes(RandomOtlp.keyValue("shop.tenant", "first"));
    batch = decode(keys, Resource.getDefaultInstance(), span);
    assertThat(tables.segments().value(batch.segment(0)).tenant()).isEqualTo("first");
  }
}
