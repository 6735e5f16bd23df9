package dev.headroom.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.headroom.server.ServerConfig.Guard;
import dev.headroom.server.auth.AccessTokens;
import dev.headroom.signal.SignalSink.Receipt;
import dev.headroom.signal.SignalType;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every answer that OTLP over gRPC can give, in raw HTTP/2 over a real socket.
final class OtlpGrpcServiceTest {
  private static final String TRACES =
      "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
  private static final byte[] REQUEST =
      ExportTraceServiceRequest.newBuilder()
          .addResourceSpans(ResourceSpans.newBuilder().setSchemaUrl("x".repeat(500)))
          .build()
          .toByteArray();

  private final RunningServer server = RunningServer.limited(10_000);

  /// What a call came to: code, message and details of gRPC.
  private record Answer(int code, String message, Optional<String> details, byte[] body) {}

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void successIsAnEmptyMessageAndStatusZeroInTrailers() {
    AggregatedHttpResponse response = send(headers(TRACES), frame(0, REQUEST));

    assertThat(response.status().code()).isEqualTo(200);
    assertThat(response.headers().get("content-type")).isEqualTo("application/grpc");
    assertThat(response.headers().get("grpc-accept-encoding")).isEqualTo("identity,gzip,zstd");
    assertThat(response.headers().get("grpc-status")).isNull();
    assertThat(response.content().array()).isEqualTo(new byte[5]);
    assertThat(response.trailers().get("grpc-status")).isEqualTo("0");
    assertThat(server.sink.only().request()).isEqualTo(REQUEST);
  }

  @ParameterizedTest
  @CsvSource({
    "opentelemetry.proto.collector.trace.v1.TraceService, TRACES",
    "opentelemetry.proto.collector.metrics.v1.MetricsService, METRICS",
    "opentelemetry.proto.collector.logs.v1.LogsService, LOGS"
  })
  void eachSignalHasItsMethodAndEmptyRequestsSucceed(String service, SignalType signal) {
    assertThat(call("/" + service + "/Export", frame(0, new byte[0])).code()).isZero();
    assertThat(server.sink.only().signal()).isEqualTo(signal);
    assertThat(server.sink.only().request()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentCoding.class,
      names = {"GZIP", "ZSTD"})
  void compressedMessagesAreUnpacked(ContentCoding coding) {
    byte[] frame = frame(1, Compressed.with(coding, REQUEST));

    assertThat(answer(send(headers(TRACES).add("grpc-encoding", coding.toString()), frame)).code())
        .isZero();
    assertThat(server.sink.only().request()).isEqualTo(REQUEST);
  }

  @Test
  void messagesMayStayPlainWhereCompressionWasAgreed() {
    assertThat(answer(send(headers(TRACES).add("grpc-encoding", "gzip"), frame(0, REQUEST))).code())
        .isZero();
    assertThat(server.sink.only().request()).isEqualTo(REQUEST);
  }

  @Test
  void partialSuccessIsTold() throws Exception {
    server.sink.answer(new Receipt.Accepted(7, 3, "span id is all zero"));

    Answer answer = call(TRACES, frame(0, REQUEST));
    assertThat(answer.code()).isZero();
    byte[] message = Arrays.copyOfRange(answer.body(), 5, answer.body().length);
    assertThat(ByteBuffer.wrap(answer.body()).getInt(1)).isEqualTo(message.length);
    assertThat(ExportTraceServiceResponse.parseFrom(message).getPartialSuccess())
        .satisfies(partial -> {
          assertThat(partial.getRejectedSpans()).isEqualTo(3);
          assertThat(partial.getErrorMessage()).isEqualTo("span id is all zero");
        });
  }

  @Test
  void malformedIsInvalidArgument() {
    server.sink.answer(new Receipt.Malformed("100 % broken: größer"));

    assertRefused(call(TRACES, frame(0, REQUEST)), 3, "100 %25 broken: gr%C3%B6%C3%9Fer");
  }

  @Test
  void overloadIsUnavailableWithRetryInfo() {
    server.sink.answer(new Receipt.Overloaded(Duration.ofMillis(1500), "queue is full"));

    Answer answer = call(TRACES, frame(0, REQUEST));
    assertThat(answer.code()).isEqualTo(14);
    assertThat(RpcStatus.parse(Base64.getDecoder().decode(answer.details().orElseThrow())))
        .isEqualTo(new RpcStatus(14, "queue is full", Optional.of(Duration.ofMillis(1500))));
  }

  @Test
  void fullDiskIsUnavailableWithRetryInfo() {
    server.sink.answer(new Receipt.Unavailable(Duration.ofSeconds(30), "no space left"));

    Answer answer = call(TRACES, frame(0, REQUEST));
    assertThat(answer.code()).isEqualTo(14);
    assertThat(
            RpcStatus.parse(Base64.getDecoder().decode(answer.details().orElseThrow()))
                .retryDelay())
        .contains(Duration.ofSeconds(30));
  }

  @Test
  void messageWithinTheLimitPassesAndOneByteMoreIsExhausted() {
    assertThat(call(TRACES, frame(0, new byte[10_000])).code()).isZero();
    assertRefused(
        call(TRACES, frame(0, new byte[10_001])),
        8,
        "the request is larger than 10000 bytes as sent");
  }

  @Test
  void muchTooLargeMessageIsRefusedWhileItIsStillComing() {
    assertRefused(
        call(TRACES, frame(0, new byte[5_000_000])),
        8,
        "the request is larger than 10000 bytes as sent");
    assertThat(server.stats.pendingBytes()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentCoding.class,
      names = {"GZIP", "ZSTD"})
  void messageThatGrowsBeyondTheLimitIsExhausted(ContentCoding coding) {
    byte[] bomb = frame(1, Compressed.with(coding, new byte[2_000_000]));

    assertRefused(
        answer(send(headers(TRACES).add("grpc-encoding", coding.toString()), bomb)),
        8,
        "the request is larger than 10000 bytes after decompression");
    assertThat(server.stats.pendingBytes()).isZero();
  }

  @Test
  void brokenFramingIsInternal() {
    byte[] whole = frame(0, REQUEST);
    assertRefused(
        call(TRACES, Arrays.copyOf(whole, 3)), 13, "the message prefix has 3 bytes; expected 5");
    assertRefused(
        call(TRACES, Arrays.copyOf(whole, 100)),
        13,
        "the message ends after 95 of " + REQUEST.length + " bytes");
    assertRefused(
        call(TRACES, frame(2, REQUEST)), 13, "the flags of the message are 2; expected 0 or 1");
    assertRefused(
        call(TRACES, frame(1, REQUEST)),
        13,
        "the message is flagged as compressed, but grpc-encoding is identity");
    assertThat(server.sink.requests()).isEmpty();
  }

  @Test
  void lengthsBeyondTwoGigabytesAreTooLarge() {
    byte[] frame = frame(0, REQUEST);
    frame[1] = (byte) 0xff;

    assertRefused(call(TRACES, frame), 8, "the request is larger than 10000 bytes as sent");
  }

  @Test
  void otherThanOneMessageIsUnimplemented() {
    assertRefused(call(TRACES, new byte[0]), 12, "the call carries no message; expected one");
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    two.writeBytes(frame(0, REQUEST));
    two.writeBytes(frame(0, REQUEST));
    assertRefused(
        call(TRACES, two.toByteArray()),
        12,
        "the call carries more than one message; expected one");
  }

  @Test
  void brokenCompressionIsInvalidArgument() {
    Answer answer = answer(send(headers(TRACES).add("grpc-encoding", "gzip"), frame(1, REQUEST)));

    assertRefused(answer, 3, "the gzip stream cannot be decompressed: no gzip header at byte 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "deflate", "GZIP"})
  void otherEncodingsAreUnimplemented(String encoding) {
    assertRefused(
        answer(send(headers(TRACES).add("grpc-encoding", encoding), frame(1, REQUEST))),
        12,
        "grpc-encoding is '" + encoding + "'; expected one of identity,gzip,zstd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/opentelemetry.proto.collector.trace.v1.TraceService/Import",
        "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export",
        "/"
      })
  void otherMethodsAreUnimplemented(String path) {
    assertRefused(call(path, frame(0, REQUEST)), 12, "there is no method " + path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/grpc+json", "application/grpcx"})
  void otherMediaTypesAre415(String contentType) {
    AggregatedHttpResponse response =
        send(
            RequestHeaders.builder(HttpMethod.POST, TRACES).add("content-type", contentType),
            REQUEST);

    assertThat(response.status().code()).isEqualTo(415);
    assertThat(response.contentUtf8()).contains("4318");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/grpc+proto", "application/grpc;charset=utf-8"})
  void relatedMediaTypesAreTaken(String contentType) {
    AggregatedHttpResponse response =
        send(
            RequestHeaders.builder(HttpMethod.POST, TRACES).add("content-type", contentType),
            frame(0, REQUEST));

    assertThat(answer(response).code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"50m", "50000u", "1n"})
  void deadlineOfTheClientIsKept(String timeout) {
    server.sink.answer(new CompletableFuture<>());

    assertThat(answer(send(headers(TRACES).add("grpc-timeout", timeout), frame(0, REQUEST))).code())
        .isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "m", "123456789S", "-1S", "1s"})
  void brokenDeadlineIsInternal(String timeout) {
    assertRefused(
        answer(send(headers(TRACES).add("grpc-timeout", timeout), frame(0, REQUEST))),
        13,
        "grpc-timeout is '" + timeout + "'; expected up to 8 digits and one of H M S m u n");
  }

  @Test
  void deadlineOfTheServerIsKeptToo() {
    try (RunningServer impatient =
        new RunningServer(
            config -> config.toBuilder().requestTimeout(Duration.ofMillis(50)).build())) {
      impatient.sink.answer(new CompletableFuture<>());

      assertThat(
              answer(
                      WebClient.of("h2c://" + impatient.grpc().getAuthority())
                          .execute(
                              headers(TRACES).add("grpc-timeout", "1H").build(), frame(0, REQUEST))
                          .aggregate()
                          .join())
                  .code())
          .isEqualTo(4);
    }
  }

  @Test
  void tokensAreAskedForWhenThereAreAny() {
    Guard guard = new Guard(Optional.empty(), AccessTokens.of(List.of("opensesame")));
    try (RunningServer guarded =
        new RunningServer(config -> config.toBuilder().ingest(guard).build())) {
      WebClient client = WebClient.of("h2c://" + guarded.grpc().getAuthority());

      assertRefused(
          answer(client.execute(headers(TRACES).build(), frame(0, REQUEST)).aggregate().join()),
          16,
          "no authorization header; expected 'Bearer' and a token that this server knows");
      assertThat(
              answer(
                      client
                          .execute(
                              headers(TRACES).add("authorization", "Bearer opensesame").build(),
                              frame(0, REQUEST))
                          .aggregate()
                          .join())
                  .code())
          .isZero();
    }
  }

  private static void assertRefused(Answer answer, int code, String message) {
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.message()).isEqualTo(message);
    assertThat(answer.details()).isEmpty();
  }

  private Answer call(String path, byte[] body) {
    return answer(send(headers(path), body));
  }

  private AggregatedHttpResponse send(RequestHeadersBuilder headers, byte[] body) {
    return WebClient.of("h2c://" + server.grpc().getAuthority())
        .execute(headers.build(), body)
        .aggregate()
        .join();
  }

  private static Answer answer(AggregatedHttpResponse response) {
    assertThat(response.status().code()).isEqualTo(200);
    assertThat(response.headers().get("content-type")).isEqualTo("application/grpc");
    HttpHeaders trailers = response.trailers().isEmpty() ? response.headers() : response.trailers();
    return new Answer(
        trailers.getInt("grpc-status", -1),
        trailers.get("grpc-message", ""),
        Optional.ofNullable(trailers.get("grpc-status-details-bin")),
        response.content().array());
  }

  private static RequestHeadersBuilder headers(String path) {
    return RequestHeaders.builder(HttpMethod.POST, path)
        .add("content-type", "application/grpc")
        .add("te", "trailers");
  }

  private static byte[] frame(int flags, byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) flags)
        .putInt(message.length)
        .put(message)
        .array();
  }
}
