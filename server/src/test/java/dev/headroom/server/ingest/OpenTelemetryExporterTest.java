package dev.headroom.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.signal.SignalSink.Receipt;
import dev.headroom.signal.SignalType;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The exporters of the OpenTelemetry SDK, as the Java agent uses them, against the real ports.
final class OpenTelemetryExporterTest {
  private static final Resource SHOP =
      Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "shop"));

  private final RunningServer server = RunningServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void spansArriveOverGrpc(String compression) throws Exception {
    try (SpanExporter exporter =
        OtlpGrpcSpanExporter.builder()
            .setEndpoint(server.grpc().toString())
            .setCompression(compression)
            .build()) {
      assertSpansArrive(exporter);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void spansArriveOverHttp(String compression) throws Exception {
    try (SpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(server.http() + "/v1/traces")
            .setCompression(compression)
            .build()) {
      assertSpansArrive(exporter);
    }
  }

  private void assertSpansArrive(SpanExporter exporter) throws Exception {
    CompletableResultCode result = exporter.export(spans(200)).join(10, TimeUnit.SECONDS);

    assertThat(result.isSuccess()).isTrue();
    assertThat(server.sink.only().signal()).isEqualTo(SignalType.TRACES);
    ExportTraceServiceRequest sent =
        ExportTraceServiceRequest.parseFrom(server.sink.only().request());
    assertThat(sent.getResourceSpans(0).getScopeSpans(0).getSpansList())
        .hasSize(200)
        .allSatisfy(span -> assertThat(span.getName()).isEqualTo("GET /cart/{id}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void metricsArriveOverGrpc(String compression) throws Exception {
    assertMetricsArrive(
        OtlpGrpcMetricExporter.builder()
            .setEndpoint(server.grpc().toString())
            .setCompression(compression)
            .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void metricsArriveOverHttp(String compression) throws Exception {
    assertMetricsArrive(
        OtlpHttpMetricExporter.builder()
            .setEndpoint(server.http() + "/v1/metrics")
            .setCompression(compression)
            .build());
  }

  private void assertMetricsArrive(MetricExporter exporter) throws Exception {
    try (SdkMeterProvider meters =
        SdkMeterProvider.builder()
            .setResource(SHOP)
            .registerMetricReader(
                PeriodicMetricReader.builder(exporter).setInterval(Duration.ofHours(1)).build())
            .build()) {
      meters.get("test").counterBuilder("orders").build().add(42);
      assertThat(meters.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();

      assertThat(server.sink.only().signal()).isEqualTo(SignalType.METRICS);
      ExportMetricsServiceRequest sent =
          ExportMetricsServiceRequest.parseFrom(server.sink.only().request());
      assertThat(
              sent.getResourceMetrics(0).getScopeMetrics(0).getMetrics(0).getSum().getDataPoints(0))
          .satisfies(point -> assertThat(point.getAsInt()).isEqualTo(42));
    }
  }

  @Test
  void logsArriveOverGrpc() throws Exception {
    assertLogsArrive(
        OtlpGrpcLogRecordExporter.builder().setEndpoint(server.grpc().toString()).build());
  }

  @Test
  void logsArriveOverHttp() throws Exception {
    assertLogsArrive(
        OtlpHttpLogRecordExporter.builder().setEndpoint(server.http() + "/v1/logs").build());
  }

  private void assertLogsArrive(LogRecordExporter exporter) throws Exception {
    try (SdkLoggerProvider logs =
        SdkLoggerProvider.builder()
            .setResource(SHOP)
            .addLogRecordProcessor(SimpleLogRecordProcessor.create(exporter))
            .build()) {
      logs.get("test").logRecordBuilder().setBody("order 17 placed").emit();
      assertThat(logs.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();

      assertThat(server.sink.only().signal()).isEqualTo(SignalType.LOGS);
      ExportLogsServiceRequest sent =
          ExportLogsServiceRequest.parseFrom(server.sink.only().request());
      assertThat(sent.getResourceLogs(0).getScopeLogs(0).getLogRecords(0).getBody())
          .satisfies(body -> assertThat(body.getStringValue()).isEqualTo("order 17 placed"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http"})
  void overloadIsRetriedUntilTakenIn(String transport) throws Exception {
    server.sink.answer(new Receipt.Overloaded(Duration.ofMillis(10), "queue is full"));
    RetryPolicy policy =
        RetryPolicy.builder()
            .setMaxAttempts(5)
            .setInitialBackoff(Duration.ofMillis(50))
            .setMaxBackoff(Duration.ofMillis(500))
            .build();
    try (SpanExporter exporter =
        transport.equals("grpc")
            ? OtlpGrpcSpanExporter.builder()
                .setEndpoint(server.grpc().toString())
                .setRetryPolicy(policy)
                .build()
            : OtlpHttpSpanExporter.builder()
                .setEndpoint(server.http() + "/v1/traces")
                .setRetryPolicy(policy)
                .build()) {
      CompletableFuture<Receipt> later = new CompletableFuture<>();
      CompletableResultCode result = exporter.export(spans(1));
      awaitRequests(1);
      server.sink.answer(later);
      awaitRequests(2);
      later.complete(new Receipt.Accepted(1, 0, ""));

      assertThat(result.join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
  }

  @Test
  void tooLargeIsRefusedAndCounted() {
    try (RunningServer small = RunningServer.limited(2048);
        SpanExporter exporter =
            OtlpGrpcSpanExporter.builder()
                .setEndpoint(small.grpc().toString())
                // The SDK repeats RESOURCE_EXHAUSTED even where the specification forbids it.
                .setRetryPolicy(null)
                .build()) {
      CompletableResultCode result = exporter.export(spans(200)).join(10, TimeUnit.SECONDS);

      assertThat(result.isSuccess()).isFalse();
      assertThat(small.sink.requests()).isEmpty();
      assertThat(small.stats.counts().getFirst().requests()).isEqualTo(1);
      assertThat(small.stats.counts().getFirst().refused())
          .containsOnlyKeys(RefusalReason.TOO_LARGE);
    }
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

  private static List<SpanData> spans(int count) {
    List<SpanData> spans = new ArrayList<>();
    try (SdkTracerProvider tracers =
        SdkTracerProvider.builder()
            .setResource(SHOP)
            .addSpanProcessor(SimpleSpanProcessor.create(new Capture(spans)))
            .build()) {
      for (int i = 0; i < count; i++) {
        tracers
            .get("test")
            .spanBuilder("GET /cart/{id}")
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.route", "/cart/{id}")
            .setAttribute("http.response.status_code", 200)
            .startSpan()
            .end();
      }
    }
    return spans;
  }

  /// Keeps finished spans.
  private record Capture(List<SpanData> spans) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> finished) {
      spans.addAll(finished);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
