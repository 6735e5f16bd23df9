package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.app.OtlpSpans.Sent;
import dev.headroom.server.web.Format;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A service with a known demand, sent over the wire: its ceiling is the same in the API, on the
/// command line and on the pages, and it is the right one.
@Timeout(300)
final class LimitsE2eTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ROUTE = "GET /quote";
  private static final int MINUTES = 50;
  private static final double DEMAND_SECONDS = 0.4;
  private static final int CORES = 2;
  private static final String CEILING_PATH = "/ceiling/limits/0/perSecond";

  @TempDir private Path directory;

  private final Instant end = Instant.now().truncatedTo(ChronoUnit.MINUTES);

  /// Between 20 and 60 in a minute.
  private static int requests(int minute) {
    return 40 + (int) Math.round(20 * Math.sin(minute / 8.0));
  }

  private Instant start(int minute) {
    return end.minus(Duration.ofMinutes(MINUTES - minute));
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L;
  }

  private byte[] spans() {
    List<Sent> spans = new ArrayList<>();
    for (int minute = 0; minute < MINUTES; minute++) {
      for (int i = 0; i < requests(minute); i++) {
        long begin = nanos(start(minute)) + i * 900_000_000L;
        String id = String.format(Locale.ROOT, "%08x%08x", minute + 1, i + 1);
        spans.add(
            new Sent(
                "quotes",
                "77" + "0".repeat(14) + id,
                id,
                "",
                ROUTE,
                SpanKind.SPAN_KIND_SERVER,
                begin,
                begin + 500_000_000L,
                false,
                Map.of("http.request.method", "GET", "http.route", "/quote")));
      }
    }
    return OtlpSpans.protobuf(spans);
  }

  private byte[] metrics() {
    Sum.Builder time =
        Sum.newBuilder()
            .setIsMonotonic(true)
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
    Gauge.Builder cores = Gauge.newBuilder();
    for (int minute = 0; minute < MINUTES; minute++) {
      long at = nanos(start(minute).plusSeconds(59));
      time.addDataPoints(
          NumberDataPoint.newBuilder()
              .setStartTimeUnixNano(at - 59_000_000_000L)
              .setTimeUnixNano(at)
              .setAsDouble(requests(minute) * DEMAND_SECONDS));
      cores.addDataPoints(NumberDataPoint.newBuilder().setTimeUnixNano(at).setAsInt(CORES));
    }
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(attribute("service.name", "quotes"))
                        .addAttributes(attribute("service.instance.id", "quotes-0")))
                .addScopeMetrics(
                    ScopeMetrics.newBuilder()
                        .addMetrics(
                            Metric.newBuilder().setName("jvm.cpu.time").setUnit("s").setSum(time))
                        .addMetrics(
                            Metric.newBuilder()
                                .setName("jvm.cpu.count")
                                .setUnit("{cpu}")
                                .setGauge(cores))))
        .build()
        .toByteArray();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  @Test
  void theCeilingIsTheSameEverywhere() throws Exception {
    try (RunningHeadroom server = RunningHeadroom.start(directory.resolve("data"))) {
      server.send("/v1/metrics", "application/x-protobuf", metrics());
      server.send("/v1/traces", "application/x-protobuf", spans());
      server.await(
          "/api/limits?range=1h",
          view -> view.path("routes").path(0).at(CEILING_PATH).asDouble() > 0);
      JsonNode before;
      JsonNode after;
      do {
        // A new minute in between has other ceilings.
        before = server.json("/api/limits?range=1h").path("routes").get(0);
        check(server, before);
        after = server.json("/api/limits?range=1h").path("routes").get(0);
      } while (!after.path("ceiling").equals(before.path("ceiling")));
    }
  }

  @Test
  void aTestedCeilingStandsBesideIt() throws Exception {
    try (RunningHeadroom server = RunningHeadroom.start(directory.resolve("tested"))) {
      server.send("/v1/metrics", "application/x-protobuf", metrics());
      server.send("/v1/traces", "application/x-protobuf", spans());
      server.await(
          "/api/limits?range=1h",
          view -> view.path("routes").path(0).at(CEILING_PATH).asDouble() > 0);
      server.post(
          "/api/capacity-tests",
          "application/json",
          CapacityTestJson.search("quotes", ROUTE, 0.01));
      JsonNode before;
      JsonNode after;
      do {
        // A new minute in between has other ceilings.
        before = server.json("/api/capacity-tests");
        checkTested(server, before);
        after = server.json("/api/capacity-tests");
      } while (!after.equals(before));
    }
  }

  private static void checkTested(RunningHeadroom server, JsonNode view)
      throws IOException, InterruptedException {
    JsonNode against = view.at("/routes/0/against");
    double peak = against.at("/production/peakPerSecond").asDouble();
    assertThat(view.at("/routes/0/test/perSecond").asDouble()).isEqualTo(4.2);
    assertThat(against.path("headroom").asDouble())
        .isCloseTo(4.2 / peak, Percentage.withPercentage(0.001));
    String difference = against.path("difference").asText();
    assertThat(difference).contains("4.7/s", "agrees with", "CPU of quotes");

    String url = server.pages().toString();
    JsonNode one = server.json("/api/capacity-tests/" + CapacityTestJson.ID);
    Cli json = Cli.run("capacity", "--json", "--server", url);
    Cli list = Cli.run("capacity", "--server", url);
    Cli test = Cli.run("capacity", CapacityTestJson.ID, "--server", url);
    String overview = server.get("/capacity").body();
    String page = server.get("/capacity/test?id=" + CapacityTestJson.ID).body();
    if (!server.json("/api/capacity-tests").equals(view)) {
      return;
    }
    assertThat(one.path("against")).isEqualTo(against);
    assertThat(one.path("test")).isEqualTo(view.at("/tests/0"));
    assertThat(JSON.readTree(json.out())).isEqualTo(view);
    String headroom = Format.number(against.path("headroom").asDouble()) + "×";
    assertThat(list.out()).contains("Ceilings", "quotes", ROUTE, "4.2/s", "4.05/s", headroom);
    assertThat(test.out()).contains(difference, headroom, Format.rate(peak), "overloaded");
    assertThat(overview).contains(difference, headroom, "4.2/s", "4.05 – 4.4/s", Format.rate(peak));
    assertThat(page).contains(difference, headroom, "4.2/s", "Universal Scalability Law", "<svg");
    assertThat(page).contains("/api/capacity-tests/" + CapacityTestJson.ID + "/document");
    assertThat(server.json("/api/capacity-tests/" + CapacityTestJson.ID + "/document"))
        .isEqualTo(JSON.readTree("{\"form\":1}"));
  }

  private static void check(RunningHeadroom server, JsonNode row)
      throws IOException, InterruptedException {
    JsonNode ceiling = row.path("ceiling");
    double perSecond = row.at(CEILING_PATH).asDouble();
    assertThat(perSecond).isCloseTo(CORES / DEMAND_SECONDS, Percentage.withPercentage(5));
    assertThat(row.at("/ceiling/limits/0/kind").asText()).isEqualTo("CPU");
    assertThat(ceiling.path("headroom").asDouble())
        .isCloseTo(
            perSecond / ceiling.path("peakPerSecond").asDouble(), Percentage.withPercentage(0.1));

    JsonNode detail =
        server.json(
            "/api/services/quotes/route?operation="
                + URLEncoder.encode(ROUTE, StandardCharsets.UTF_8)
                + "&range=1h");
    if (!detail.path("ceiling").equals(ceiling)) {
      return;
    }
    assertThat(detail.path("scalability").path("levels").size()).isGreaterThan(1);

    String shown = Format.rate(perSecond);
    String url = server.pages().toString();
    Cli json = Cli.run("limits", "--json", "--range", "1h", "--server", url);
    Cli table = Cli.run("limits", "--range", "1h", "--server", url);
    Cli one = Cli.run("route", "quotes", ROUTE, "--range", "1h", "--server", url);
    String home = server.get("/?range=1h").body();
    String page =
        server
            .get(
                "/route?service=quotes&operation="
                    + URLEncoder.encode(ROUTE, StandardCharsets.UTF_8)
                    + "&range=1h")
            .body();
    if (!server
        .json("/api/limits?range=1h")
        .path("routes")
        .get(0)
        .path("ceiling")
        .equals(ceiling)) {
      return;
    }
    assertThat(JSON.readTree(json.out()).at("/routes/0/ceiling")).isEqualTo(ceiling);
    assertThat(table.out()).contains("quotes", ROUTE, shown, "CPU of quotes");
    assertThat(one.out()).contains("Limits", shown, "400 ms");
    assertThat(home).contains(shown, "CPU of quotes");
    assertThat(page).contains(shown, "CPU of quotes", "id=\"limits\"");
  }
}
