package dev.headroom.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.benchmarks.ShopTraffic.SampleSpan;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Measures the CPU time per span of Headroom's server and of Zipkin's, side by side.
///
/// `IngestComparison HOME ZIPKIN_JAR DIRECTORY [spans per round] [rounds] [warm-up rounds] [further
/// warm-up rounds of Headroom]`: HOME is a distribution of Headroom, started by its launcher, or a
/// class path; the directory must not hold a store yet; without Zipkin its jar is `-`. Both servers
/// are children on the loopback interface. A round sends the same spans to one, waits until it has
/// done all its work, then to the other. Headroom takes OTLP over gRPC, Zipkin its protobuf v2
/// format, the cheapest it has. CPU time includes everything the server process does: JIT, garbage
/// collection, commits.
///
/// A server runs for months, so the counted rounds should begin when the compilers have little left
/// to do; the share of every thread is printed, theirs as well. Zipkin keeps every span in memory,
/// which limits its warm-up: the further rounds are Headroom's alone and come first.
public final class IngestComparison {
  private static final int SPANS_PER_REQUEST = 200;

  private final PrintStream out;
  private final Path directory;
  private final int spans;
  private final ShopTraffic traffic = new ShopTraffic(1);
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, List<Double>> results = new TreeMap<>();

  private IngestComparison(PrintStream out, Path directory, int spans) {
    this.out = out;
    this.directory = directory;
    this.spans = spans;
  }

  /// Runs it.
  public static void main(String[] args) throws IOException, InterruptedException {
    Path directory = Path.of(args[2]).toAbsolutePath();
    Files.createDirectories(directory);
    new IngestComparison(System.out, directory, number(args, 3, 250_000))
        .run(args[0], args[1], number(args, 4, 5), number(args, 5, 3), number(args, 6, 0));
    System.exit(0);
  }

  private static int number(String[] args, int at, int usual) {
    return args.length > at ? Integer.parseInt(args[at]) : usual;
  }

  private void run(String home, String zipkinJar, int rounds, int warmUps, int further)
      throws IOException, InterruptedException {
    try (HeadroomChild headroom =
        HeadroomChild.start(home, directory, List.of("--commit-interval-seconds", "10"))) {
      for (int i = 0; i < further; i++) {
        round("alone", headroom, null, i % 2 == 1);
      }
      if (zipkinJar.equals("-")) {
        rounds(headroom, null, rounds, warmUps);
      } else {
        try (Zipkin zipkin = new Zipkin(Path.of(zipkinJar), 2L * spans * (rounds + warmUps))) {
          rounds(headroom, zipkin, rounds, warmUps);
          out.printf("Zipkin says %s%n", zipkin.spans());
        }
      }
      out.printf("Headroom says %d spans%n", headroom.spans());
      disk((2L * (rounds + warmUps) + further) * spans);
    }
  }

  private void rounds(HeadroomChild headroom, @Nullable Zipkin zipkin, int rounds, int warmUps)
      throws IOException, InterruptedException {
    for (int i = 0; i < 2 * warmUps; i++) {
      round("warm-up", headroom, zipkin, i % 2 == 1);
    }
    results.clear();
    Map<String, Double> before = headroom.process().cpuSecondsByThread();
    Map<String, Double> zipkinBefore =
        zipkin == null ? Map.of() : zipkin.server.cpuSecondsByThread();
    for (int i = 0; i < 2 * rounds; i++) {
      round("round " + i / 2, headroom, zipkin, i % 2 == 1);
    }
    summary();
    long counted = 2L * rounds * spans;
    out.printf(
        "Headroom's threads, µs per span: %s%n",
        ChildServer.perSpan(before, headroom.process().cpuSecondsByThread(), counted));
    if (zipkin != null) {
      out.printf(
          "Zipkin's threads, µs per span: %s%n",
          ChildServer.perSpan(zipkinBefore, zipkin.server.cpuSecondsByThread(), counted));
    }
  }

  /// The same spans in both formats.
  private final class Requests {
    private final List<byte[]> otlp = new ArrayList<>();
    private final List<byte[]> zipkin = new ArrayList<>();
    private long otlpBytes;
    private long zipkinBytes;

    Requests(boolean gzip, boolean both) throws IOException {
      for (int i = 0; i < spans / SPANS_PER_REQUEST; i++) {
        List<SampleSpan> some =
            traffic.traces(
                SPANS_PER_REQUEST / ShopTraffic.SPANS_PER_TRACE,
                System.currentTimeMillis() * 1_000_000);
        byte[] first = SpanEncodings.otlp(some);
        otlpBytes += first.length;
        otlp.add(SpanSender.frame(gzip ? SpanSender.gzip(first) : first, gzip));
        if (both) {
          byte[] second = SpanEncodings.zipkin(some);
          zipkinBytes += second.length;
          zipkin.add(gzip ? SpanSender.gzip(second) : second);
        }
      }
    }
  }

  private void round(String name, HeadroomChild headroom, @Nullable Zipkin zipkin, boolean gzip)
      throws IOException, InterruptedException {
    Requests requests = new Requests(gzip, zipkin != null);
    String coding = gzip ? "gzip" : "plain";
    SpanSender sender = SpanSender.grpc(headroom.grpc(), gzip);
    double before = headroom.process().cpuSeconds();
    sender.send(requests.otlp);
    double accepted = perSpan(headroom.process().cpuSeconds() - before);
    headroom.awaitFolded();
    double all = perSpan(headroom.process().cpuSeconds() - before);
    results.computeIfAbsent("Headroom " + coding, _ -> new ArrayList<>()).add(all);
    out.printf(
        Locale.ROOT,
        "%-8s %-5s Headroom %6.2f µs/span (%.2f until accepted, %d repeats), RSS %d MiB, %d B/span",
        name,
        coding,
        all,
        accepted,
        sender.refused(),
        headroom.process().residentMebibytes(),
        requests.otlpBytes / spans);
    if (zipkin != null) {
      double other = zipkin.take(requests.zipkin, gzip);
      results.computeIfAbsent("Zipkin " + coding, _ -> new ArrayList<>()).add(other);
      out.printf(
          Locale.ROOT,
          "; Zipkin %6.2f µs/span, RSS %d MiB, %d B/span; %.1f times",
          other,
          zipkin.server.residentMebibytes(),
          requests.zipkinBytes / spans,
          other / all);
    }
    out.println();
  }

  private double perSpan(double seconds) {
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

  private void disk(long sent) {
    Path data = directory.resolve("data");
    long journal = ChildServer.bytesBelow(data.resolve("journal"));
    long all = ChildServer.bytesBelow(data);
    out.printf(
        Locale.ROOT,
        "%.1f MB on disk per million spans without the journal; the journal has %.1f MB in all%n",
        (all - journal) / (double) sent,
        journal / 1e6);
  }

  /// Zipkin as a child process, with everything in memory.
  private final class Zipkin implements AutoCloseable {
    private final ChildServer server;
    private final String url;

    Zipkin(Path jar, long mostSpans) throws IOException, InterruptedException {
      int port = freePort();
      url = "http://127.0.0.1:" + port;
      server =
          new ChildServer(
              List.of(
                  "/usr/bin/env",
                  "STORAGE_TYPE=mem",
                  "MEM_MAX_SPANS=" + (mostSpans + 100_000),
                  "SELF_TRACING_ENABLED=false",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx" + Math.max(2, ((mostSpans * 2_000) >> 30) + 2) + "g",
                  "-jar",
                  jar.toString(),
                  "--armeria.ports[0].ip=127.0.0.1",
                  "--armeria.ports[0].port=" + port,
                  "--armeria.ports[0].protocols[0]=http"),
              directory.resolve("zipkin.log"));
      server.await("Zipkin", Duration.ofMinutes(3), 500, this::answers);
    }

    private static int freePort() throws IOException {
      try (ServerSocket socket = new ServerSocket(0)) {
        return socket.getLocalPort();
      }
    }

    private boolean answers() {
      try {
        return fetch("/health").statusCode() == 200;
      } catch (UncheckedIOException _) {
        return false;
      }
    }

    private HttpResponse<String> fetch(String path) {
      try {
        return http.send(
            HttpRequest.newBuilder(URI.create(url + path)).build(),
            HttpResponse.BodyHandlers.ofString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /// Sends all and waits until it is at rest.
    ///
    /// @return µs of CPU a span
    double take(List<byte[]> requests, boolean gzip) throws InterruptedException {
      double before = server.cpuSeconds();
      SpanSender.zipkin(url, gzip).send(requests);
      server.awaitQuiet(Duration.ofSeconds(30));
      return perSpan(server.cpuSeconds() - before);
    }

    String spans() throws IOException {
      JsonNode metrics = json.readTree(fetch("/metrics").body());
      return metrics.path("counter.zipkin_collector.spans.http").asText()
          + " and dropped "
          + metrics.path("counter.zipkin_collector.spans_dropped.http").asText();
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
