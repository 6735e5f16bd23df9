package dev.headroom.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.signal.SignalType;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTranscoderTest {
  private final JsonTranscoder transcoder = new JsonTranscoder(1 << 20);

  @ParameterizedTest
  @EnumSource(SignalType.class)
  void randomMessagesComeBackEqual(SignalType signal) throws Exception {
    long seed = ThreadLocalRandom.current().nextLong();
    RandomOtlp otlp = new RandomOtlp(new SplittableRandom(seed));
    for (int i = 0; i < 300; i++) {
      Message message = otlp.message(signal);
      String json = otlp.json(message);
      byte[] protobuf = transcoder.toProtobuf(signal, utf8(json));

      assertThat(RandomOtlp.builder(signal).mergeFrom(protobuf).build())
          .as("seed %d, message %d: %s", seed, i, json)
          .isEqualTo(message);
    }
  }

  @Test
  void exampleOfTheSpecificationIsRead() throws Exception {
    Span span =
        span(
            """
            {"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174",
             "parentSpanId":"eee19b7ec3c1b173","name":"I'm a server span",
             "startTimeUnixNano":"1544712660000000000","endTimeUnixNano":1544712661000000000,
             "kind":2,"attributes":[{"key":"my.span.attr","value":{"stringValue":"some value"}}]}
            """);

    assertThat(span.getTraceId().size()).isEqualTo(16);
    assertThat(span.getTraceId().byteAt(0)).isEqualTo((byte) 0x5b);
    assertThat(span.getParentSpanId().byteAt(0)).isEqualTo((byte) 0xee);
    assertThat(span.getStartTimeUnixNano()).isEqualTo(1_544_712_660_000_000_000L);
    assertThat(span.getEndTimeUnixNano()).isEqualTo(1_544_712_661_000_000_000L);
    assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(span.getAttributes(0).getValue().getStringValue()).isEqualTo("some value");
  }

  @Test
  void valuesThatAreZeroButSetAreKept() throws Exception {
    assertThat(value("{\"intValue\":0}").getValueCase()).isEqualTo(AnyValue.ValueCase.INT_VALUE);
    assertThat(value("{\"stringValue\":\"\"}").getValueCase())
        .isEqualTo(AnyValue.ValueCase.STRING_VALUE);
    assertThat(value("{\"arrayValue\":{}}").getValueCase())
        .isEqualTo(AnyValue.ValueCase.ARRAY_VALUE);
    assertThat(value("{}").getValueCase()).isEqualTo(AnyValue.ValueCase.VALUE_NOT_SET);
    assertThat(value("{\"intValue\":null}").getValueCase())
        .isEqualTo(AnyValue.ValueCase.VALUE_NOT_SET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          0                      | 0
          "0"                    | 0
          -7                     | -7
          "-9223372036854775808" | -9223372036854775808
          9223372036854775807    | 9223372036854775807
          "9223372036854775807"  | 9223372036854775807
          1e3                    | 1000
          "1.5e3"                | 1500
          12.0                   | 12
          1000000000000000000    | 1000000000000000000
          """)
  void integersMayBeWrittenInManyWays(String json, long expected) throws Exception {
    assertThat(value("{\"intValue\":" + json + "}").getIntValue()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.5",
        "\"\"",
        "\"abc\"",
        "\"1_000\"",
        "9223372036854775808",
        "\"-9223372036854775809\"",
        "true",
        "[]",
        "{}",
        "1e999999999",
        "\"1e999999999\"",
        "\"0x10\"",
        "\"٣\"",
        "\"1d\"",
        "\"NaN\"",
        "\" 1\""
      })
  void otherIntegersAreRefused(String json) {
    assertInvalid(
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"value\":{\"intValue\":"
            + json
            + "}}]}}]}",
        "resourceSpans[0].resource.attributes[0].value.intValue is ",
        "expected an integer from -9223372036854775808 to 9223372036854775807");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1          | 1
          0.1        | 0.1
          "0.1"      | 0.1
          -2.5e-3    | -0.0025
          "NaN"      | NaN
          "Infinity" | Infinity
          "-Infinity"| -Infinity
          """)
  void doublesMayBeWrittenInManyWays(String json, double expected) throws Exception {
    assertThat(value("{\"doubleValue\":" + json + "}").getDoubleValue())
        .isEqualTo(Double.valueOf(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e400", "\"1e400\"", "\"inf\"", "\"\"", "\"1.5f\"", "false", "\"0x1p3\""})
  void otherDoublesAreRefused(String json) {
    assertInvalid(
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"value\":{\"doubleValue\":"
            + json
            + "}}]}}]}",
        "value.doubleValue is ",
        "expected a number, or one of \"NaN\", \"Infinity\" and \"-Infinity\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"18446744073709551615", "\"18446744073709551615\""})
  void unsignedNumbersReachToTheirEnd(String json) throws Exception {
    assertThat(span("{\"startTimeUnixNano\":" + json + "}").getStartTimeUnixNano()).isEqualTo(-1L);
  }

  @ParameterizedTest
  @CsvSource({
    "startTimeUnixNano, -1, 18446744073709551615",
    "startTimeUnixNano, 18446744073709551616, 18446744073709551615",
    "droppedEventsCount, 4294967296, 4294967295",
    "droppedEventsCount, -1, 4294967295",
    "flags, 4294967296, 4294967295"
  })
  void unsignedNumbersEndThere(String field, String json, String max) {
    assertInvalid(
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{},{\""
            + field
            + "\":"
            + json
            + "}]}]}]}",
        "resourceSpans[0].scopeSpans[0].spans[1]." + field + " is " + json,
        "expected an integer from 0 to " + max);
  }

  @ParameterizedTest
  @CsvSource({"2, SPAN_KIND_SERVER", "'\"SPAN_KIND_SERVER\"', SPAN_KIND_SERVER"})
  void enumsAreNumbersOrNames(String json, Span.SpanKind expected) throws Exception {
    assertThat(span("{\"kind\":" + json + "}").getKind()).isEqualTo(expected);
  }

  @Test
  void enumNumbersOfLaterVersionsAreKept() throws Exception {
    assertThat(span("{\"kind\":99}").getKindValue()).isEqualTo(99);
  }

  @Test
  void otherEnumNamesAreRefused() {
    assertInvalid(
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"kind\":\"SERVER\"}]}]}]}",
        "resourceSpans[0].scopeSpans[0].spans[0].kind is 'SERVER'",
        "expected the number of a SPAN_KIND");
  }

  @ParameterizedTest
  @CsvSource({
    "W47/95gDgQPSabYzgT/GDA==, hexadecimal digits (OTLP does not use base64 for ids)",
    "5b8, an even number of hexadecimal digits",
    "５ｂ, hexadecimal digits (OTLP does not use base64 for ids)"
  })
  void otherIdsAreRefused(String id, String expectation) {
    assertInvalid(
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"" + id + "\"}]}]}]}",
        "resourceSpans[0].scopeSpans[0].spans[0].traceId is '" + id + "'",
        "expected " + expectation);
  }

  @Test
  void idsOfOddLengthAreLeftToTheDecoder() throws Exception {
    assertThat(span("{\"traceId\":\"00ff\",\"spanId\":\"\"}").getTraceId().size()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"resourceSpans":7}               | resourceSpans is 7; expected an array
          {"resourceSpans":[7]}             | resourceSpans[0] is 7; expected a JSON object
          {"resourceSpans":[null]}          | resourceSpans[0] is null; expected a JSON object
          {"resourceSpans":{}}              | resourceSpans is an object; expected an array
          {"resourceSpans":[[]]}            | resourceSpans[0] is an array; expected a JSON object
          {"resourceSpans":[{"schemaUrl":1}]} | resourceSpans[0].schemaUrl is 1; expected a string
          {"resourceSpans":[],"resourceSpans":[]}  | resourceSpans is given twice; expected it once
          {"resourceSpans":[],"resource_spans":[]} | resource_spans is given twice; expected it once
          []                                | the request is an array; expected a JSON object (ExportTraceServiceRequest)
          null                              | the request is null; expected a JSON object (ExportTraceServiceRequest)
          {} {}                             | the request is an object; expected nothing after the end of the JSON object
          """)
  void mistakesAreNamedWithTheirPlace(String json, String message) {
    assertInvalid(json, message, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"resourceSpans\":[}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"resourceSpans\":[{}]",
        "x",
        "{\"a\":\"\u0001\"}",
        "{\"a\":01}"
      })
  void brokenJsonIsNamedWithItsLine(String json) {
    assertInvalid(json, "not valid JSON at line 1, column ", "");
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] json = utf8("{\"resourceSpans\":[{\"schemaUrl\":\"??\"}]}");
    json[json.length - 6] = (byte) 0xc3;

    assertThatThrownBy(() -> transcoder.toProtobuf(SignalType.TRACES, json))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("not valid JSON")
        .hasMessageContaining("UTF-8");
  }

  @Test
  void emptyInputIsRefused() {
    assertInvalid("", "the request is empty; expected a JSON object, at least {}", "");
    assertInvalid("  \n", "the request is empty", "");
  }

  @Test
  void valuesThatExcludeEachOtherAreRefused() {
    assertInvalid(
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"value\":"
            + "{\"intValue\":1,\"stringValue\":\"a\"}}]}}]}",
        "value.stringValue stands beside another of the values that exclude each other",
        "");
  }

  @Test
  void loneSurrogatesBecomeReplacementCharacters() throws Exception {
    assertThat(value("{\"stringValue\":\"a\\ud800b\\udc00\"}").getStringValue())
        .isEqualTo("a\ufffdb\ufffd");
    assertThat(value("{\"stringValue\":\"\\ud83d\\ude00\"}").getStringValue()).isEqualTo("😀");
  }

  @Test
  void unknownFieldsAreSkippedAtAnyDepth() throws Exception {
    assertThat(
            span(
                """
                {"future":{"spans":[{"name":"no"}],"x":[[[{}]]]},"name":"yes","other":[1,2,{"name":3}]}
                """))
        .isEqualTo(Span.newBuilder().setName("yes").build());
  }

  @Test
  void deepValuesAreTakenUpToALimit() throws Exception {
    assertThat(value(nestedArrays(30)).getArrayValue().getValuesCount()).isEqualTo(1);

    assertInvalid(
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"value\":"
            + nestedArrays(60)
            + "}]}}]}",
        "is nested too deeply; expected at most 100 messages",
        "");
    assertInvalid(
        "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}", "not valid JSON", "");
  }

  private static String nestedArrays(int depth) {
    return "{\"arrayValue\":{\"values\":[".repeat(depth) + "{}" + "]}}".repeat(depth);
  }

  @Test
  void packedNumbersAndSignedScalesAreWritten() throws Exception {
    var point =
        ExportMetricsServiceRequest.parseFrom(
                transcoder.toProtobuf(
                    SignalType.METRICS,
                    utf8(
                        """
                        {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"exponentialHistogram":
                        {"aggregationTemporality":"AGGREGATION_TEMPORALITY_DELTA","dataPoints":[
                        {"count":"6","sum":0,"scale":-4,"positive":{"offset":-3,
                        "bucketCounts":["1",2,"3"]},"negative":{"bucketCounts":[]}}]}}]}]}]}
                        """)))
            .getResourceMetrics(0)
            .getScopeMetrics(0)
            .getMetrics(0)
            .getExponentialHistogram()
            .getDataPoints(0);

    assertThat(point.hasSum()).isTrue();
    assertThat(point.hasMin()).isFalse();
    assertThat(point.getScale()).isEqualTo(-4);
    assertThat(point.getPositive().getOffset()).isEqualTo(-3);
    assertThat(point.getPositive().getBucketCountsList()).containsExactly(1L, 2L, 3L);
    assertThat(point.hasNegative()).isTrue();
  }

  @Test
  void integerPointsMayBeNegative() throws Exception {
    NumberDataPoint point =
        ExportMetricsServiceRequest.parseFrom(
                transcoder.toProtobuf(
                    SignalType.METRICS,
                    utf8(
                        """
                        {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[
                        {"asInt":"-5"}]}}]}]}]}
                        """)))
            .getResourceMetrics(0)
            .getScopeMetrics(0)
            .getMetrics(0)
            .getGauge()
            .getDataPoints(0);

    assertThat(point.getAsInt()).isEqualTo(-5);
  }

  @Test
  void logsAreRead() throws Exception {
    LogRecord log =
        ExportLogsServiceRequest.parseFrom(
                transcoder.toProtobuf(
                    SignalType.LOGS,
                    utf8(
                        """
                        {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"5",
                        "severityNumber":9,"severityText":"INFO","eventName":"order.placed",
                        "body":{"kvlistValue":{"values":[{"key":"raw","value":
                        {"bytesValue":"AQI"}}]}}}]}]}]}
                        """)))
            .getResourceLogs(0)
            .getScopeLogs(0)
            .getLogRecords(0);

    assertThat(log.getSeverityNumberValue()).isEqualTo(9);
    assertThat(log.getEventName()).isEqualTo("order.placed");
    assertThat(log.getBody().getKvlistValue().getValues(0).getValue().getBytesValue().toByteArray())
        .containsExactly(1, 2);
  }

  @Test
  void resultBeyondTheLimitIsTooLarge() {
    JsonTranscoder small = new JsonTranscoder(1000);
    String json =
        "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"histogram\":{\"dataPoints\":["
            + "{\"bucketCounts\":["
            + "1,".repeat(200)
            + "1]}]}}]}]}]}";

    assertThatThrownBy(() -> small.toProtobuf(SignalType.METRICS, utf8(json)))
        .isInstanceOfSatisfying(
            HeadroomException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_LARGE));
  }

  @Test
  void signalIsToldByTheContent() {
    assertThat(transcoder.detect(utf8("{\"x\":{\"resourceLogs\":[]},\"resourceSpans\":[]}")))
        .contains(SignalType.TRACES);
    assertThat(transcoder.detect(utf8("{\"resourceMetrics\":[]}"))).contains(SignalType.METRICS);
    assertThat(transcoder.detect(utf8("{\"resource_logs\":[]}"))).contains(SignalType.LOGS);
    assertThat(transcoder.detect(utf8("{}"))).isEmpty();
    assertThat(transcoder.detect(utf8("[1]"))).isEmpty();
    assertThat(transcoder.detect(new byte[0])).isEmpty();
    assertThat(transcoder.toProtobuf(utf8("{\"resourceLogs\":[{}]}")))
        .satisfies(export -> {
          assertThat(export.signal()).isEqualTo(SignalType.LOGS);
          assertThat(export.request()).containsExactly(0x0a, 0);
        });
    assertThatThrownBy(() -> transcoder.toProtobuf(utf8("{\"data\":[]}")))
        .hasMessageContaining("expected an OTLP export request");
  }

  @Test
  void streamsAreReadToTheirEnd() throws IOException {
    byte[] json = utf8("{\"resourceSpans\":[{\"schemaUrl\":\"" + "x".repeat(100_000) + "\"}]}");

    assertThat(transcoder.toProtobuf(SignalType.TRACES, new ByteArrayInputStream(json)))
        .isEqualTo(transcoder.toProtobuf(SignalType.TRACES, json));
  }

  private void assertInvalid(String json, String start, String end) {
    assertThatThrownBy(() -> transcoder.toProtobuf(SignalType.TRACES, utf8(json)))
        .isInstanceOfSatisfying(
            HeadroomException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID))
        .hasMessageContaining(start)
        .hasMessageEndingWith(end);
  }

  private Span span(String json) throws IOException {
    return ExportTraceServiceRequest.parseFrom(
            transcoder.toProtobuf(
                SignalType.TRACES,
                utf8("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + json + "]}]}]}")))
        .getResourceSpans(0)
        .getScopeSpans(0)
        .getSpans(0);
  }

  private AnyValue value(String json) throws IOException {
    return span("{\"attributes\":[{\"key\":\"k\",\"value\":" + json + "}]}")
        .getAttributes(0)
        .getValue();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
