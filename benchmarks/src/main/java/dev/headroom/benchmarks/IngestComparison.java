package dev.headroom.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.benchmarks.ShopTraffic.SampleSpan;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Measures the CPU time per span of Headroom's server and of Zipkin's, side by side.
///
/// `IngestComparison CLASSPATH ZIPKIN_JAR DIRECTORY [spans per round] [rounds] [warm-up rounds]`:
/// the class path starts Headroom's server, the directory must not hold a store yet. Both servers
/// are children on the loopback interface. A round sends the same spans to one, waits until it has
/// done all its work, then to the other. Headroom takes OTLP over gRPC, Zipkin its protobuf v2
/// format, the cheapest it has. CPU time includes everything the server process does: JIT, garbage
/// collection, commits.
public final class IngestComparison {
  private static final int SPANS_PER_REQUEST = 200;
  private static final int QUERY_REPEATS = 20;
  private static final int STARTS = 5;

  private final PrintStream out;
  private final Path java;
  private final String classPath;
  private final Path zipkinJar;
  private final Path directory;
  private final ShopTraffic traffic = new ShopTraffic(1);
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, List<Double>> results = new TreeMap<>();

  private IngestComparison(PrintStream out, String classPath, Path zipkinJar, Path directory) {
    this.out = out;
    this.java = Path.of(System.getProperty("java.home"), "bin", "java");
    this.classPath = classPath;
    this.zipkinJar = zipkinJar;
    this.directory = directory;
  }

  /// Runs it.
  public static void main(String[] args) throws IOException, InterruptedException {
    int spans = args.length > 3 ? Integer.parseInt(args[3]) : 200_000;
    int rounds = args.length > 4 ? Integer.parseInt(args[4]) : 5;
    int warmUps = args.length > 5 ? Integer.parseInt(args[5]) : 3;
    Path directory = Path.of(args[2]).toAbsolutePath();
    Files.createDirectories(directory);
    new IngestComparison(System.out, args[0], Path.of(args[1]), directory)
        .run(spans, rounds, warmUps);
    System.exit(0);
  }

  private void run(int spans, int rounds, int warmUps) throws IOException, InterruptedException {
    int zipkinPort = freePort();
    try (ChildServer headroom = startHeadroom();
        ChildServer zipkin = startZipkin(zipkinPort, 2L * spans * (rounds + warmUps))) {
      JsonNode addresses = awaitHeadroom(headroom);
      String page = addresses.path("url").asText();
      String zipkinUrl = "http://127.0.0.1:" + zipkinPort;
      zipkin.await("Zipkin", Duration.ofMinutes(3), 500, () -> answers(zipkinUrl + "/health"));
      Rounds both =
          new Rounds(headroom, zipkin, page, addresses.path("otlpGrpc").asText(), zipkinUrl);
      for (int i = -warmUps; i < 0; i++) {
        both.round(spans, false, i);
        both.round(spans, true, i);
      }
      Map<String, Double> before = headroom.cpuSecondsByThread();
      for (int i = 0; i < rounds; i++) {
        both.round(spans, false, i);
        both.round(spans, true, i);
      }
      summary();
      threads(before, headroom.cpuSecondsByThread(), 2 * spans * rounds);
      long all = 2L * spans * (rounds + warmUps);
      out.printf("Headroom says %d spans, Zipkin %s%n", both.headroomSpans(), both.zipkinSpans());
      disk(all);
      queries(headroom, page);
    }
    starts();
  }

  /// Both servers and the rounds.
  private final class Rounds {
    private final ChildServer headroom;
    private final ChildServer zipkin;
    private final String page;
    private final String grpc;
    private final String zipkinUrl;

    Rounds(ChildServer headroom, ChildServer zipkin, String page, String grpc, String zipkinUrl) {
      this.headroom = headroom;
      this.zipkin = zipkin;
      this.page = page;
      this.grpc = grpc;
      this.zipkinUrl = zipkinUrl;
    }

    void round(int spans, boolean gzip, int number) throws IOException, InterruptedException {
      List<byte[]> otlp = new ArrayList<>();
      List<byte[]> list = new ArrayList<>();
      long bytes = 0;
      long otherBytes = 0;
      for (int i = 0; i < spans / SPANS_PER_REQUEST; i++) {
        List<SampleSpan> some =
            traffic.traces(
                SPANS_PER_REQUEST / ShopTraffic.SPANS_PER_TRACE,
                System.currentTimeMillis() * 1_000_000);
        byte[] first = SpanEncodings.otlp(some);
        byte[] second = SpanEncodings.zipkin(some);
        bytes += first.length;
        otherBytes += second.length;
        otlp.add(SpanSender.frame(gzip ? SpanSender.gzip(first) : first, gzip));
        list.add(gzip ? SpanSender.gzip(second) : second);
      }
      String name = gzip ? "gzip" : "plain";
      SpanSender toHeadroom = SpanSender.grpc(grpc, gzip);
      double before = headroom.cpuSeconds();
      toHeadroom.send(otlp);
      double sent = headroom.cpuSeconds();
      headroom.await("folding", Duration.ofMinutes(2), 1_000, this::folded);
      double a = perSpan(headroom.cpuSeconds() - before, spans);
      double accepted = perSpan(sent - before, spans);
      double zipkinBefore = zipkin.cpuSeconds();
      SpanSender.zipkin(zipkinUrl, gzip).send(list);
      zipkin.awaitQuiet(Duration.ofSeconds(30));
      double b = perSpan(zipkin.cpuSeconds() - zipkinBefore, spans);
      out.printf(
          Locale.ROOT,
          "%-8s %-5s Headroom %6.2f µs/span (%.2f until accepted, %d repeats), RSS %d MiB;"
              + " Zipkin %6.2f µs/span, RSS %d MiB; %.1f times; %d and %d B/span%n",
          number < 0 ? "warm-up" : "round " + number,
          name,
          a,
          accepted,
          toHeadroom.refused(),
          headroom.residentMebibytes(),
          b,
          zipkin.residentMebibytes(),
          b / a,
          bytes / spans,
          otherBytes / spans);
      if (number >= 0) {
        results.computeIfAbsent("Headroom " + name, _ -> new ArrayList<>()).add(a);
        results.computeIfAbsent("Zipkin " + name, _ -> new ArrayList<>()).add(b);
      }
    }

    /// Every span is in a complete trace, and everything is committed.
    private boolean folded() {
      JsonNode system = read(page + "/api/system");
      return system.path("traces").path("open").asLong(-1) == 0
          && system.path("journal").path("waitingBytes").asLong(-1) == 0
          && system.path("journal").path("unfoldedBytes").asLong(-1) == 0;
    }

    long headroomSpans() {
      return read(page + "/api/system").path("ingest").path(0).path("items").asLong();
    }

    String zipkinSpans() {
      JsonNode metrics = read(zipkinUrl + "/metrics");
      return metrics.path("counter.zipkin_collector.spans.http").asText()
          + " and dropped "
          + metrics.path("counter.zipkin_collector.spans_dropped.http").asText();
    }
  }

  private static double perSpan(double seconds, int spans) {
    return seconds * 1e6 / spans;
  }

  private void summary() {
    results.forEach((name, values) -> {
      double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      out.printf(
          Locale.ROOT,
          "%-16s min %6.2f, median %6.2f, max %6.2f µs CPU per span, %d rounds%n",
          name,
          sorted[0],
          sorted[sorted.length / 2],
          sorted[sorted.length - 1],
          sorted.length);
    });
  }

  private void threads(Map<String, Double> before, Map<String, Double> after, int spans) {
    after.forEach((name, seconds) -> {
      double micros = perSpan(seconds - before.getOrDefault(name, 0.0), spans);
      if (micros >= 0.05) {
        out.printf(Locale.ROOT, "Headroom's thread %-18s %6.2f µs per span%n", name, micros);
      }
    });
  }

  private void disk(long spans) {
    Path data = directory.resolve("data");
    long journal = ChildServer.bytesBelow(data.resolve("journal"));
    long all = ChildServer.bytesBelow(data);
    out.printf(
        Locale.ROOT,
        "%.1f MB on disk per million spans without the journal; the journal has %.1f MB in all%n",
        (all - journal) / (double) spans,
        journal / 1e6);
  }

  private void queries(ChildServer headroom, String page) {
    JsonNode traces = read(page + "/api/traces?range=1h");
    String id = traces.findPath("traceId").asText();
    out.println("trace asked for: " + (id.isEmpty() ? "none found" : id));
    for (String path :
        List.of(
            "/api/limits",
            "/api/map",
            "/api/services/orders",
            "/api/traces/" + id,
            "/",
            "/map",
            "/service?name=" + URLEncoder.encode("orders", StandardCharsets.UTF_8),
            "/trace/" + id)) {
      time(headroom, page, path);
    }
  }

  private void time(ChildServer headroom, String page, String path) {
    double[] millis = new double[QUERY_REPEATS];
    fetch(page + path);
    double cpu = headroom.cpuSeconds();
    int size = 0;
    for (int i = 0; i < QUERY_REPEATS; i++) {
      long started = System.nanoTime();
      size = fetch(page + path).body().length();
      millis[i] = (System.nanoTime() - started) / 1e6;
    }
    cpu = (headroom.cpuSeconds() - cpu) * 1_000 / QUERY_REPEATS;
    Arrays.sort(millis);
    out.printf(
        Locale.ROOT,
        "%-24s min %6.1f, median %6.1f, max %6.1f ms; CPU %5.1f ms; %d characters%n",
        path.length() > 24 ? path.substring(0, 24) : path,
        millis[0],
        millis[QUERY_REPEATS / 2],
        millis[QUERY_REPEATS - 1],
        cpu,
        size);
  }

  /// Starts on the data that was written.
  private void starts() throws IOException, InterruptedException {
    for (int i = 0; i < STARTS; i++) {
      Files.deleteIfExists(directory.resolve("ready"));
      long started = System.nanoTime();
      try (ChildServer headroom = startHeadroom()) {
        awaitHeadroom(headroom);
        out.printf(
            Locale.ROOT,
            "start %d: ready after %.2f s by the clock, %.2f s CPU%n",
            i + 1,
            (System.nanoTime() - started) / 1e9,
            headroom.cpuSeconds());
      }
    }
  }

  private ChildServer startHeadroom() throws IOException {
    Files.deleteIfExists(directory.resolve("ready"));
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-XX:+UseCompactObjectHeaders", "-Dio.netty.allocator.type=pooled"));
    command.add("-Dheadroom.home=" + directory);
    command.addAll(List.of("-cp", classPath, "dev.headroom.app.Main", "serve"));
    command.addAll(List.of("--data-dir", directory.resolve("data").toString()));
    command.addAll(List.of("--port", "0", "--otlp-grpc-port", "0", "--otlp-http-port", "0"));
    command.addAll(List.of("--commit-interval-seconds", "10"));
    command.addAll(List.of("--ready-file", directory.resolve("ready").toString()));
    return new ChildServer(command, directory.resolve("headroom.log"));
  }

  private JsonNode awaitHeadroom(ChildServer headroom) throws IOException, InterruptedException {
    Path ready = directory.resolve("ready");
    headroom.await("Headroom", Duration.ofMinutes(2), 5, () -> Files.exists(ready));
    return json.readTree(Files.readString(ready));
  }

  private ChildServer startZipkin(int port, long spans) throws IOException {
    return new ChildServer(
        List.of(
            "/usr/bin/env",
            "STORAGE_TYPE=mem",
            "MEM_MAX_SPANS=" + (spans + 100_000),
            "SELF_TRACING_ENABLED=false",
            java.toString(),
            "-Xmx" + Math.max(2, ((spans * 2_000) >> 30) + 2) + "g",
            "-jar",
            zipkinJar.toString(),
            "--armeria.ports[0].ip=127.0.0.1",
            "--armeria.ports[0].port=" + port,
            "--armeria.ports[0].protocols[0]=http"),
        directory.resolve("zipkin.log"));
  }

  private JsonNode read(String url) {
    try {
      return json.readTree(fetch(url).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> fetch(String url) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMinutes(1)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private boolean answers(String url) {
    try {
      return fetch(url).statusCode() == 200;
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
