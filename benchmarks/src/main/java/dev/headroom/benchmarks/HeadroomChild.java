package dev.headroom.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Headroom's server as a child process that was started and is ready: what it answers, and what it
/// costs.
final class HeadroomChild implements AutoCloseable {
  private static final int PAGE_REPEATS = 15;
  private static final int PAGE_WARM_UPS = 10;

  private final ChildServer server;
  private final JsonNode addresses;
  private final double readySeconds;
  private final double readyCpuSeconds;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  private HeadroomChild(ChildServer server, Path ready, double readySeconds) throws IOException {
    this.server = server;
    this.readySeconds = readySeconds;
    this.readyCpuSeconds = server.cpuSeconds();
    this.addresses = json.readTree(Files.readString(ready));
  }

  /// Starts it and waits until it is ready.
  ///
  /// @param home an unpacked distribution, started by its launcher; or a class path
  /// @param directory gets the data, below `data`, and the log
  /// @param options of the server's command line
  static HeadroomChild start(String home, Path directory, List<String> options)
      throws IOException, InterruptedException {
    Path ready = directory.resolve("ready");
    Files.deleteIfExists(ready);
    List<String> command = new ArrayList<>(starter(home, directory));
    command.addAll(List.of("--data-dir", directory.resolve("data").toString()));
    command.addAll(List.of("--port", "0", "--otlp-grpc-port", "0", "--otlp-http-port", "0"));
    command.addAll(List.of("--ready-file", ready.toString()));
    command.addAll(options);
    long started = System.nanoTime();
    ChildServer server = new ChildServer(command, directory.resolve("headroom.log"));
    try {
      server.await("Headroom", Duration.ofMinutes(2), 5, () -> Files.exists(ready));
      return new HeadroomChild(server, ready, (System.nanoTime() - started) / 1e9);
    } catch (IOException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static List<String> starter(String home, Path directory) {
    Path launcher = Path.of(home.split(File.pathSeparator, 2)[0], "bin", "headroom");
    if (Files.isExecutable(launcher)) {
      // Of the same Java as this process.
      return List.of(
          "/usr/bin/env",
          "JAVA_HOME=" + System.getProperty("java.home"),
          launcher.toString(),
          "serve");
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-XX:+UseCompactObjectHeaders",
        "-Dio.netty.allocator.type=pooled",
        "-Dheadroom.home=" + directory,
        "-cp",
        home,
        "dev.headroom.app.Main",
        "serve");
  }

  ChildServer process() {
    return server;
  }

  /// From the start of the process until it said that it is ready, by the clock.
  double readySeconds() {
    return readySeconds;
  }

  /// The CPU time the process had used when it was ready.
  double readyCpuSeconds() {
    return readyCpuSeconds;
  }

  String grpc() {
    return addresses.path("otlpGrpc").asText();
  }

  /// What the API answers.
  JsonNode read(String path) {
    try {
      return json.readTree(fetch(path).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> fetch(String path) {
    String url = addresses.path("url").asText() + path;
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMinutes(1)).build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(path + " was answered with " + answer.statusCode());
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Spans accepted so far.
  long spans() {
    return read("/api/system").path("ingest").path(0).path("items").asLong();
  }

  /// Waits until every span is in a complete trace and everything is committed.
  void awaitFolded() throws InterruptedException {
    server.await(
        "folding",
        Duration.ofMinutes(2),
        1_000,
        () -> {
          JsonNode system = read("/api/system");
          return system.path("traces").path("open").asLong(-1) == 0
              && system.path("journal").path("waitingBytes").asLong(-1) == 0
              && system.path("journal").path("unfoldedBytes").asLong(-1) == 0;
        });
  }

  /// One kept trace's id, empty when there is none.
  String someTrace() {
    return read("/api/traces?range=1h").findPath("traceId").asText();
  }

  /// Asks for a page or an answer of the API often, and tells how long it took.
  String time(String path) {
    for (int i = 0; i < PAGE_WARM_UPS; i++) {
      fetch(path);
    }
    double[] millis = new double[PAGE_REPEATS];
    double cpu = server.cpuSeconds();
    int size = 0;
    for (int i = 0; i < PAGE_REPEATS; i++) {
      long started = System.nanoTime();
      size = fetch(path).body().length();
      millis[i] = (System.nanoTime() - started) / 1e6;
    }
    cpu = (server.cpuSeconds() - cpu) * 1_000 / PAGE_REPEATS;
    Arrays.sort(millis);
    return String.format(
        Locale.ROOT,
        "%-44s min %6.1f, median %6.1f, max %6.1f ms; CPU %5.1f ms; %d characters",
        path.length() > 44 ? path.substring(0, 44) : path,
        millis[0],
        millis[PAGE_REPEATS / 2],
        millis[PAGE_REPEATS - 1],
        cpu,
        size);
  }

  /// The class path of a distribution, or the argument itself when it is none.
  static String classPath(String home) throws IOException {
    Path lib = Path.of(home).resolve("lib");
    if (!Files.isDirectory(lib)) {
      return home;
    }
    try (var jars = Files.list(lib)) {
      return jars.filter(jar -> jar.toString().endsWith(".jar"))
          .sorted()
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
