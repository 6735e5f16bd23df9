package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.app.OtlpSpans.Sent;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One checkout of which the times are worked out by hand, written in each format that is read:
/// `critical-path` and `import` find the same in all of them, a year after it happened.
///
/// ```
/// web  GET /checkout   0 ······························ 100 ms
/// web  POST              10 ················ 60
/// pay  POST /pay            20 ······ 50
/// pay  SELECT cards            30 · 45
/// web  internal, hidden     20 · 40       (behind POST, so not on the path)
/// ```
@Timeout(300)
final class FilesE2eTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TRACE = "00000000000000000000000000c0ffee";

  private static final Map<String, Long> BY_HAND =
      Map.of(
          "web GET /checkout", 50_000_000L,
          "web POST pay", 20_000_000L,
          "pay POST /pay", 15_000_000L,
          "pay SELECT cards", 15_000_000L);

  private static final Map<String, String> SERVED =
      Map.of("http.request.method", "GET", "http.route", "/checkout");
  private static final Map<String, String> CALLED =
      Map.of("http.request.method", "POST", "server.address", "pay");
  private static final Map<String, String> PAID =
      Map.of("http.request.method", "POST", "http.route", "/pay");
  private static final Map<String, String> QUERIED =
      Map.of("db.system.name", "postgresql", "db.query.text", "SELECT name FROM cards");

  private final Instant at =
      Instant.now().minus(Duration.ofDays(365)).truncatedTo(ChronoUnit.HOURS).plusSeconds(90);

  @TempDir private Path directory;

  enum Format {
    OTLP_JSON,
    OTLP_JSON_LINES,
    OTLP_PROTOBUF,
    OTLP_JSON_GZIP,
    OTLP_PROTOBUF_GZIP,
    JAEGER,
    ZIPKIN
  }

  @ParameterizedTest
  @EnumSource
  void theCriticalPathIsTheSameInAllFormats(Format format) throws Exception {
    Path file = written(format);

    Cli json = Cli.run("critical-path", file.toString(), "--json");
    assertThat(json.code()).as(json.err()).isZero();
    assertThat(json.out().lines()).hasSize(1);
    JsonNode line = JSON.readTree(json.out());
    assertThat(line.path("traceId").asText()).isEqualTo(TRACE);
    assertThat(line.path("root").path("service").asText()).isEqualTo("web");
    assertThat(line.path("root").path("operation").asText()).isEqualTo("GET /checkout");
    assertThat(line.path("durationNanos").asLong()).isEqualTo(100_000_000);
    assertThat(line.path("droppedSpans").asInt()).isZero();
    assertThat(exclusive(line.path("exclusiveByOperation"))).isEqualTo(BY_HAND);

    Cli text = Cli.run("critical-path", file.toString());
    assertThat(text.out().lines().map(String::strip))
        .first()
        .asString()
        .startsWith("web GET /checkout  100 ms  trace " + TRACE);
    assertThat(text.out()).containsPattern("50 % +50 ms +web GET /checkout");
  }

  @ParameterizedTest
  @EnumSource
  void anImportIsFoundAtItsOwnTime(Format format) throws Exception {
    Path data = directory.resolve("data");
    Cli imported = Cli.run("import", "--data-dir", data.toString(), written(format).toString());
    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out().strip()).isEqualTo("imported 5 spans");

    try (RunningHeadroom server = RunningHeadroom.start(data)) {
      String window = "from=" + at.minusSeconds(600) + "&to=" + at.plusSeconds(600);
      JsonNode routes = server.json("/api/limits?" + window).path("routes");
      assertThat(routes).as(routes.toString()).hasSize(1);
      assertThat(routes.get(0).path("operation").asText()).isEqualTo("GET /checkout");
      assertThat(routes.get(0).path("traffic").path("count").asDouble()).isEqualTo(1);
      JsonNode trace = server.json("/api/traces/" + TRACE);
      assertThat(trace.path("durationNanos").asLong()).isEqualTo(100_000_000);
      assertThat(exclusive(trace.path("exclusive"))).isEqualTo(BY_HAND);
      assertThat(server.json("/api/limits").path("routes")).isEmpty();
    }
  }

  private static Map<String, Long> exclusive(JsonNode rows) {
    Map<String, Long> times = new LinkedHashMap<>();
    rows.forEach(row ->
        times.merge(
            row.path("service").asText() + " " + row.path("operation").asText(),
            row.path("nanos").asLong(),
            Long::sum));
    return times;
  }

  @Test
  void whatCannotBeReadIsNamed() throws Exception {
    assertRefused(directory.resolve("missing.json"), "no such file");
    assertRefused(file("text.json", "hello"), "neither JSON nor OTLP protobuf");
    assertRefused(file("torn.json", "{\"resourceSpans\": [\n  {"), "line 2, column", "no JSON");
    assertRefused(file("other.json", "{\"spam\": 1}"), "document 1", "[spam]", "resourceSpans");
    assertRefused(
        file("id.json", "[{\"traceId\": \"xyz\", \"id\": \"1\"}]"), "id 'xyz'", "hexadecimal");
    assertRefused(
        file(
            "time.json",
            "{\"data\": [{\"traceID\": \"1\", \"spans\": [{\"traceID\": \"1\", \"spanID\": \"2\","
                + " \"operationName\": \"x\", \"startTime\": \"soon\"}], \"processes\": {}}]}"),
        "startTime",
        "soon",
        "microseconds");
    byte[] packed = gzip("{\"resourceSpans\": []}".getBytes(StandardCharsets.UTF_8));
    Path torn = directory.resolve("torn.gz");
    Files.write(torn, Arrays.copyOf(packed, packed.length - 6));
    assertRefused(torn, "cannot be read");

    Cli empty = Cli.run("critical-path", file("empty.json", "").toString());
    assertThat(empty.code()).isEqualTo(1);
    assertThat(empty.err()).contains("no span in", "empty.json");
  }

  /// Both commands refuse it with the name of the file, the reason, and the code of a mistake.
  private void assertRefused(Path file, String... reasons) {
    Path data = directory.resolve("refused");
    for (Cli refused :
        List.of(
            Cli.run("critical-path", file.toString()),
            Cli.run("import", "--data-dir", data.toString(), file.toString()))) {
      assertThat(refused.code()).as(refused.toString()).isEqualTo(2);
      assertThat(refused.out()).isEmpty();
      assertThat(refused.err())
          .startsWith("headroom: ")
          .contains(file.toString())
          .contains(reasons);
    }
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private Path written(Format format) throws IOException {
    byte[] content =
        switch (format) {
          case OTLP_JSON -> OtlpSpans.json(otlp());
          case OTLP_JSON_LINES -> lines();
          case OTLP_PROTOBUF -> OtlpSpans.protobuf(otlp());
          case OTLP_JSON_GZIP -> gzip(OtlpSpans.json(otlp()));
          case OTLP_PROTOBUF_GZIP -> gzip(OtlpSpans.protobuf(otlp()));
          case JAEGER -> jaeger().getBytes(StandardCharsets.UTF_8);
          case ZIPKIN -> zipkin().getBytes(StandardCharsets.UTF_8);
        };
    return Files.write(directory.resolve("trace"), content);
  }

  /// Each span on a line of its own.
  private byte[] lines() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Sent span : otlp()) {
      bytes.write(OtlpSpans.json(List.of(span)));
      bytes.write('\n');
    }
    return bytes.toByteArray();
  }

  private List<Sent> otlp() {
    return List.of(
        sent(1, 0, "web", "GET /checkout", SpanKind.SPAN_KIND_SERVER, 0, 100, SERVED),
        sent(2, 1, "web", "POST", SpanKind.SPAN_KIND_CLIENT, 10, 60, CALLED),
        sent(3, 2, "pay", "POST /pay", SpanKind.SPAN_KIND_SERVER, 20, 50, PAID),
        sent(4, 3, "pay", "SELECT cards", SpanKind.SPAN_KIND_CLIENT, 30, 45, QUERIED),
        sent(5, 1, "web", "hidden", SpanKind.SPAN_KIND_INTERNAL, 20, 40, Map.of()));
  }

  private Sent sent(
      int id,
      int parent,
      String service,
      String name,
      SpanKind kind,
      int from,
      int to,
      Map<String, String> attributes) {
    return new Sent(
        service,
        TRACE,
        id(id),
        parent == 0 ? "" : id(parent),
        name,
        kind,
        micros(from) * 1_000,
        micros(to) * 1_000,
        false,
        attributes);
  }

  private static String id(int number) {
    return String.format(Locale.ROOT, "%016x", number);
  }

  private long micros(int millis) {
    return (at.toEpochMilli() + millis) * 1_000;
  }

  /// As the query API of Jaeger answers; trace ids come without leading zeros from some versions.
  private String jaeger() {
    return otlp().stream()
        .map(FilesE2eTest::jaegerSpan)
        .collect(
            Collectors.joining(
                ",",
                "{\"data\": [{\"traceID\": \"c0ffee\", \"spans\": [",
                "], \"processes\": {\"web\": {\"serviceName\": \"web\", \"tags\": []},"
                    + " \"pay\": {\"serviceName\": \"pay\", \"tags\": []}}}],"
                    + " \"total\": 0, \"errors\": null}"));
  }

  private static String jaegerSpan(Sent span) {
    StringBuilder tags = new StringBuilder();
    String kind = span.kind().name().substring("SPAN_KIND_".length()).toLowerCase(Locale.ROOT);
    Map<String, String> all = new LinkedHashMap<>(span.attributes());
    all.put("span.kind", kind);
    all.forEach((key, value) ->
        tags.append(tags.isEmpty() ? "" : ",")
            .append("{\"key\": \"" + key + "\", \"type\": \"string\", \"value\": \"" + value)
            .append("\"}"));
    String references =
        span.parent().isEmpty()
            ? ""
            : "{\"refType\": \"CHILD_OF\", \"traceID\": \"c0ffee\", \"spanID\": \""
                + span.parent()
                + "\"}";
    return String.format(
        Locale.ROOT,
        "{\"traceID\": \"c0ffee\", \"spanID\": \"%s\", \"operationName\": \"%s\","
            + " \"references\": [%s], \"startTime\": %d, \"duration\": %d, \"tags\": [%s],"
            + " \"logs\": [], \"processID\": \"%s\"}",
        span.id(),
        span.name(),
        references,
        span.startNanos() / 1_000,
        (span.endNanos() - span.startNanos()) / 1_000,
        tags,
        span.service());
  }

  /// As Zipkin has it: the call and its server share the id 2, and what the server does is told to
  /// be below it.
  private String zipkin() {
    return otlp().stream().map(FilesE2eTest::zipkinSpan).collect(Collectors.joining(",", "[", "]"));
  }

  private static String zipkinSpan(Sent span) {
    boolean shared = span.id().equals(id(3));
    String parent = shared ? id(1) : span.parent().equals(id(3)) ? id(2) : span.parent();
    StringBuilder tags = new StringBuilder();
    span.attributes()
        .forEach((key, value) ->
            tags.append(tags.isEmpty() ? "" : ",").append("\"" + key + "\": \"" + value + "\""));
    String kind = span.kind().name().substring("SPAN_KIND_".length());
    return String.format(
        Locale.ROOT,
        "{\"traceId\": \"%s\", \"id\": \"%s\", %s%s%s\"name\": \"%s\", \"timestamp\": %d,"
            + " \"duration\": %d, \"localEndpoint\": {\"serviceName\": \"%s\"}, \"tags\": {%s}}",
        span.traceId().substring(16),
        shared ? id(2) : span.id(),
        parent.isEmpty() ? "" : "\"parentId\": \"" + parent + "\", ",
        kind.equals("INTERNAL") ? "" : "\"kind\": \"" + kind + "\", ",
        shared ? "\"shared\": true, " : "",
        span.name(),
        span.startNanos() / 1_000,
        (span.endNanos() - span.startNanos()) / 1_000,
        span.service(),
        tags);
  }
}
