package dev.headroom.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpRequestWriter;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.headroom.server.ServerConfig.Guard;
import dev.headroom.server.auth.AccessTokens;
import dev.headroom.signal.SignalSink.Receipt;
import dev.headroom.signal.SignalType;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every answer that OTLP over HTTP can give, over a real socket.
final class OtlpHttpServiceTest {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final byte[] REQUEST =
      ExportTraceServiceRequest.newBuilder()
          .addResourceSpans(ResourceSpans.newBuilder().setSchemaUrl("x".repeat(500)))
          .build()
          .toByteArray();

  private final RunningServer server = RunningServer.limited(10_000);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void protobufIsHandedOnAsItIs() {
    AggregatedHttpResponse response = post("/v1/traces", PROTOBUF, REQUEST);

    assertThat(response.status().code()).isEqualTo(200);
    assertThat(response.headers().get("content-type")).isEqualTo(PROTOBUF);
    assertThat(response.content().array()).isEmpty();
    assertThat(server.sink.only().signal()).isEqualTo(SignalType.TRACES);
    assertThat(server.sink.only().request()).isEqualTo(REQUEST);
  }

  @ParameterizedTest
  @CsvSource({"/v1/traces, TRACES", "/v1/metrics, METRICS", "/v1/logs, LOGS"})
  void eachSignalHasItsPath(String path, SignalType signal) {
    assertThat(post(path, PROTOBUF, new byte[0]).status().code()).isEqualTo(200);
    assertThat(server.sink.only().signal()).isEqualTo(signal);
    assertThat(server.sink.only().request()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "Application/JSON"
      })
  void jsonIsTranscodedAndAnsweredInJson(String contentType) throws Exception {
    AggregatedHttpResponse response =
        post("/v1/traces", contentType, utf8("{\"resourceSpans\":[{\"schemaUrl\":\"é\"}]}"));

    assertThat(response.status().code()).isEqualTo(200);
    assertThat(response.headers().get("content-type")).isEqualTo(JSON);
    assertThat(response.contentUtf8()).isEqualTo("{}");
    assertThat(ExportTraceServiceRequest.parseFrom(server.sink.only().request()))
        .satisfies(sent -> assertThat(sent.getResourceSpans(0).getSchemaUrl()).isEqualTo("é"));
  }

  @Test
  void emptyJsonObjectSucceeds() {
    assertThat(post("/v1/logs", JSON, utf8("{}")).contentUtf8()).isEqualTo("{}");
    assertThat(server.sink.only().request()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ContentCoding.class)
  void compressedBodiesAreUnpacked(ContentCoding coding) {
    AggregatedHttpResponse response =
        send(
            headers("/v1/traces", PROTOBUF).set("content-encoding", coding.toString()),
            Compressed.with(coding, REQUEST));

    assertThat(response.status().code()).isEqualTo(200);
    assertThat(server.sink.only().request()).isEqualTo(REQUEST);
  }

  @Test
  void compressedJsonIsUnpackedAndTranscoded() {
    AggregatedHttpResponse response =
        send(
            headers("/v1/metrics", JSON).set("content-encoding", "gzip"),
            Compressed.with(ContentCoding.GZIP, utf8("{\"resourceMetrics\":[]}")));

    assertThat(response.status().code()).isEqualTo(200);
    assertThat(server.sink.only().request()).isEmpty();
  }

  @Test
  void partialSuccessIsToldInProtobuf() throws Exception {
    server.sink.answer(new Receipt.Accepted(7, 3, "span id is all zero"));

    assertThat(
            ExportTraceServiceResponse.parseFrom(
                    post("/v1/traces", PROTOBUF, REQUEST).content().array())
                .getPartialSuccess())
        .satisfies(partial -> {
          assertThat(partial.getRejectedSpans()).isEqualTo(3);
          assertThat(partial.getErrorMessage()).isEqualTo("span id is all zero");
        });
    assertThat(
            ExportMetricsServiceResponse.parseFrom(
                    post("/v1/metrics", PROTOBUF, REQUEST).content().array())
                .getPartialSuccess()
                .getRejectedDataPoints())
        .isEqualTo(3);
    assertThat(
            ExportLogsServiceResponse.parseFrom(
                    post("/v1/logs", PROTOBUF, REQUEST).content().array())
                .getPartialSuccess()
                .getRejectedLogRecords())
        .isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/traces, rejectedSpans",
    "/v1/metrics, rejectedDataPoints",
    "/v1/logs, rejectedLogRecords"
  })
  void partialSuccessIsToldInJson(String path, String field) {
    server.sink.answer(new Receipt.Accepted(7, 3, "why"));

    assertThat(post(path, JSON, utf8("{}")).contentUtf8())
        .isEqualTo("{\"partialSuccess\":{\"" + field + "\":\"3\",\"errorMessage\":\"why\"}}");
  }

  @Test
  void warningIsAPartialSuccessThatRejectsNothing() {
    server.sink.answer(new Receipt.Accepted(7, 0, "old convention"));

    assertThat(post("/v1/traces", JSON, utf8("{}")).contentUtf8())
        .isEqualTo("{\"partialSuccess\":{\"errorMessage\":\"old convention\"}}");
  }

  @Test
  void malformedIs400WithAStatusInTheFormatOfTheRequest() {
    server.sink.answer(new Receipt.Malformed("field 2 of Span has wire type 7"));

    AggregatedHttpResponse protobuf = post("/v1/traces", PROTOBUF, REQUEST);
    assertThat(protobuf.status().code()).isEqualTo(400);
    assertThat(protobuf.headers().get("content-type")).isEqualTo(PROTOBUF);
    assertThat(RpcStatus.parse(protobuf.content().array()))
        .isEqualTo(new RpcStatus(3, "field 2 of Span has wire type 7", Optional.empty()));

    AggregatedHttpResponse json = post("/v1/traces", JSON, utf8("{}"));
    assertThat(json.status().code()).isEqualTo(400);
    assertThat(json.contentUtf8())
        .isEqualTo("{\"code\":3,\"message\":\"field 2 of Span has wire type 7\"}");
  }

  @Test
  void brokenJsonIs400AndNamesThePlace() {
    AggregatedHttpResponse response =
        post("/v1/traces", JSON, utf8("{\"resourceSpans\":[{\"scopeSpans\":7}]}"));

    assertThat(response.status().code()).isEqualTo(400);
    assertThat(response.contentUtf8())
        .isEqualTo(
            "{\"code\":3,\"message\":\"resourceSpans[0].scopeSpans is 7; expected an array\"}");
    assertThat(server.sink.requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = ContentCoding.class, mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void brokenCompressionIs400(ContentCoding coding) {
    byte[] broken = Compressed.with(coding, REQUEST);
    broken = Arrays.copyOf(broken, broken.length - 5);

    AggregatedHttpResponse response =
        send(headers("/v1/traces", PROTOBUF).set("content-encoding", coding.toString()), broken);

    assertThat(response.status().code()).isEqualTo(400);
    assertThat(RpcStatus.parse(response.content().array()).message())
        .contains("stream cannot be decompressed");
  }

  @Test
  void overloadIsRetryableWithADelay() {
    server.sink.answer(new Receipt.Overloaded(Duration.ofMillis(1500), "queue is full"));

    AggregatedHttpResponse response = post("/v1/traces", PROTOBUF, REQUEST);
    assertThat(response.status().code()).isEqualTo(503);
    assertThat(response.headers().get("retry-after")).isEqualTo("2");
    assertThat(RpcStatus.parse(response.content().array()))
        .isEqualTo(new RpcStatus(14, "queue is full", Optional.of(Duration.ofMillis(1500))));
    assertThat(post("/v1/traces", JSON, utf8("{}")).contentUtf8())
        .isEqualTo(
            "{\"code\":14,\"message\":\"queue is full\",\"details\":[{\"@type\":"
                + "\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"1.5s\"}]}");
  }

  @Test
  void fullDiskIsRetryableWithADelay() {
    server.sink.answer(new Receipt.Unavailable(Duration.ofSeconds(30), "no space left"));

    AggregatedHttpResponse response = post("/v1/traces", PROTOBUF, REQUEST);
    assertThat(response.status().code()).isEqualTo(503);
    assertThat(response.headers().get("retry-after")).isEqualTo("30");
  }

  @Test
  void bodyWithinTheLimitPassesAndOneByteMoreIs413() {
    assertThat(post("/v1/traces", PROTOBUF, new byte[10_000]).status().code()).isEqualTo(200);
    assertThat(post("/v1/traces", PROTOBUF, new byte[10_001]).status().code()).isEqualTo(413);
    assertThat(server.sink.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"h1c", "h2c"})
  void bodyOfUndeclaredLengthIsCutOffAtTheLimit(String protocol) {
    HttpRequestWriter request = HttpRequest.streaming(headers("/v1/traces", PROTOBUF).build());
    CompletableFuture<AggregatedHttpResponse> response =
        WebClient.of(protocol + "://" + server.http().getAuthority()).execute(request).aggregate();
    for (int i = 0; i < 20; i++) {
      if (!request.tryWrite(HttpData.wrap(new byte[1000]))) {
        break;
      }
    }

    assertThat(response.join().status().code()).isEqualTo(413);
    request.close();
    assertThat(server.sink.requests()).isEmpty();
    assertThat(server.stats.pendingBytes()).isZero();
  }

  @ParameterizedTest
  @EnumSource(value = ContentCoding.class, mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void bodyThatGrowsBeyondTheLimitIs413(ContentCoding coding) {
    AggregatedHttpResponse fits =
        send(
            headers("/v1/traces", PROTOBUF).set("content-encoding", coding.toString()),
            Compressed.with(coding, new byte[10_000]));
    AggregatedHttpResponse bomb =
        send(
            headers("/v1/traces", PROTOBUF).set("content-encoding", coding.toString()),
            Compressed.with(coding, new byte[2_000_000]));

    assertThat(fits.status().code()).isEqualTo(200);
    assertThat(bomb.status().code()).isEqualTo(413);
    assertThat(RpcStatus.parse(bomb.content().array()))
        .isEqualTo(
            new RpcStatus(
                8, "the request is larger than 10000 bytes after decompression", Optional.empty()));
    assertThat(server.stats.pendingBytes()).isZero();
  }

  @Test
  void otherMethodsAre405() {
    AggregatedHttpResponse response =
        client().execute(RequestHeaders.of(HttpMethod.GET, "/v1/traces")).aggregate().join();

    assertThat(response.status().code()).isEqualTo(405);
    assertThat(response.headers().get("allow")).isEqualTo("POST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain", "application/grpc", "application/json;charset=koi8-r"})
  void otherMediaTypesAre415(String contentType) {
    RequestHeadersBuilder headers = RequestHeaders.builder(HttpMethod.POST, "/v1/traces");
    if (!contentType.isEmpty()) {
      headers.add("content-type", contentType);
    }
    AggregatedHttpResponse response = send(headers, REQUEST);

    assertThat(response.status().code()).isEqualTo(415);
    assertThat(response.headers().get("accept-post")).isEqualTo(PROTOBUF + ", " + JSON);
    assertThat(response.contentUtf8()).contains("expected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "gzip, zstd", "snappy"})
  void otherEncodingsAre415(String encoding) {
    AggregatedHttpResponse response =
        send(headers("/v1/traces", PROTOBUF).set("content-encoding", encoding), REQUEST);

    assertThat(response.status().code()).isEqualTo(415);
    assertThat(response.headers().get("accept-encoding"))
        .isEqualTo("identity, gzip, zstd, deflate, zlib");
  }

  @Test
  void otherPathsAre404AndSayWhatThereIs() {
    AggregatedHttpResponse response = post("/v1/spans", JSON, utf8("{}"));

    assertThat(response.status().code()).isEqualTo(404);
    assertThat(response.contentUtf8())
        .contains("there is nothing at /v1/spans; expected /v1/traces");
  }

  @Test
  void failureOfTheSinkIs500WithoutDetails() {
    server.sink.answer(CompletableFuture.failedFuture(new IllegalStateException("secret")));

    AggregatedHttpResponse response = post("/v1/traces", JSON, utf8("{}"));
    assertThat(response.status().code()).isEqualTo(500);
    assertThat(response.contentUtf8()).doesNotContain("secret");
  }

  @Test
  void requestsBeyondTheBudgetAreToldToComeBack() {
    CompletableFuture<Receipt> durable = new CompletableFuture<>();
    server.sink.answer(durable);
    CompletableFuture<AggregatedHttpResponse> first = sendAsync(new byte[10_000]);
    CompletableFuture<AggregatedHttpResponse> second = sendAsync(new byte[9_000]);
    awaitRequests(2);

    AggregatedHttpResponse third = post("/v1/traces", PROTOBUF, new byte[2_000]);
    assertThat(third.status().code()).isEqualTo(503);
    assertThat(third.headers().get("retry-after")).isEqualTo("1");

    durable.complete(new Receipt.Accepted(1, 0, ""));
    assertThat(first.join().status().code()).isEqualTo(200);
    assertThat(second.join().status().code()).isEqualTo(200);
    assertThat(server.stats.pendingBytes()).isZero();
    assertThat(post("/v1/traces", PROTOBUF, new byte[2_000]).status().code()).isEqualTo(200);
  }

  @Test
  void requestThatTakesTooLongIsRetryable() {
    try (RunningServer impatient =
        new RunningServer(
            config -> config.toBuilder().requestTimeout(Duration.ofMillis(50)).build())) {
      impatient.sink.answer(new CompletableFuture<>());
      AggregatedHttpResponse response =
          WebClient.of(impatient.http())
              .execute(headers("/v1/traces", PROTOBUF).build(), REQUEST)
              .aggregate()
              .join();

      assertThat(response.status().code()).isEqualTo(503);
      assertThat(response.headers().get("retry-after")).isEqualTo("1");
    }
  }

  @Test
  void tokensAreAskedForWhenThereAreAny() {
    Guard guard =
        new Guard(Optional.empty(), AccessTokens.of(List.of("opensesame", "other-token")));
    try (RunningServer guarded =
        new RunningServer(config -> config.toBuilder().ingest(guard).build())) {
      WebClient client = WebClient.of(guarded.http());
      RequestHeadersBuilder headers = headers("/v1/traces", PROTOBUF);

      AggregatedHttpResponse without = client.execute(headers.build(), REQUEST).aggregate().join();
      assertThat(without.status().code()).isEqualTo(401);
      assertThat(without.headers().get("www-authenticate")).isEqualTo("Bearer");
      assertThat(RpcStatus.parse(without.content().array()).code()).isEqualTo(16);
      assertThat(
              client
                  .execute(headers.set("authorization", "Bearer wrong").build(), REQUEST)
                  .aggregate()
                  .join()
                  .status()
                  .code())
          .isEqualTo(401);
      assertThat(guarded.sink.requests()).isEmpty();
      assertThat(
              client
                  .execute(headers.set("authorization", "bearer other-token").build(), REQUEST)
                  .aggregate()
                  .join()
                  .status()
                  .code())
          .isEqualTo(200);
    }
  }

  @Test
  void browserPagesOfThisMachineMaySend() {
    AggregatedHttpResponse preflight =
        client()
            .execute(
                RequestHeaders.builder(HttpMethod.OPTIONS, "/v1/traces")
                    .add("origin", "http://localhost:3000")
                    .add("access-control-request-method", "POST")
                    .add("access-control-request-headers", "content-type,x-tenant")
                    .build())
            .aggregate()
            .join();
    assertThat(preflight.status().isSuccess()).isTrue();
    assertThat(preflight.headers().get("access-control-allow-origin"))
        .isEqualTo("http://localhost:3000");
    assertThat(preflight.headers().get("access-control-allow-methods")).isEqualTo("POST");
    assertThat(preflight.headers().get("access-control-allow-headers"))
        .contains("content-type")
        .contains("x-tenant");

    AggregatedHttpResponse actual =
        send(headers("/v1/traces", JSON).add("origin", "http://localhost:3000"), utf8("{}"));
    assertThat(actual.headers().get("access-control-allow-origin"))
        .isEqualTo("http://localhost:3000");
    assertThat(actual.headers().get("access-control-expose-headers")).isEqualTo("retry-after");
  }

  @Test
  void browserPagesFromElsewhereGetNoLeave() {
    AggregatedHttpResponse preflight =
        client()
            .execute(
                RequestHeaders.builder(HttpMethod.OPTIONS, "/v1/traces")
                    .add("origin", "https://evil.example")
                    .add("access-control-request-method", "POST")
                    .build())
            .aggregate()
            .join();

    assertThat(preflight.headers().get("access-control-allow-origin")).isNull();
  }

  @Test
  void everythingIsCounted() {
    post("/v1/traces", PROTOBUF, REQUEST);
    server.sink.answer(new Receipt.Accepted(5, 2, "why"));
    post("/v1/traces", JSON, utf8("{}"));
    post("/v1/traces", JSON, utf8("{"));
    post("/v1/traces", PROTOBUF, new byte[10_001]);

    List<ReceiverStats.Counts> counts = server.stats.counts();
    assertThat(counts)
        .filteredOn(c -> c.requests() > 0)
        .containsExactlyInAnyOrder(
            new ReceiverStats.Counts(
                SignalType.TRACES,
                OtlpTransport.HTTP_PROTOBUF,
                2,
                REQUEST.length,
                REQUEST.length,
                1,
                0,
                Map.of(RefusalReason.TOO_LARGE, 1L)),
            new ReceiverStats.Counts(
                SignalType.TRACES,
                OtlpTransport.HTTP_JSON,
                2,
                3,
                0,
                5,
                2,
                Map.of(RefusalReason.MALFORMED, 1L)));
  }

  private void awaitRequests(int count) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (server.sink.requests().size() < count) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("only " + server.sink.requests().size() + " requests came");
      }
      Thread.onSpinWait();
    }
  }

  private WebClient client() {
    return WebClient.of(server.http());
  }

  private AggregatedHttpResponse post(String path, String contentType, byte[] body) {
    return send(headers(path, contentType), body);
  }

  private AggregatedHttpResponse send(RequestHeadersBuilder headers, byte[] body) {
    return client().execute(headers.build(), body).aggregate().join();
  }

  private CompletableFuture<AggregatedHttpResponse> sendAsync(byte[] body) {
    return client().execute(headers("/v1/traces", PROTOBUF).build(), body).aggregate();
  }

  private static RequestHeadersBuilder headers(String path, String contentType) {
    return RequestHeaders.builder(HttpMethod.POST, path).add("content-type", contentType);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
