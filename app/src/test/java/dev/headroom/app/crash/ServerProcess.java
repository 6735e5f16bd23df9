package dev.headroom.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// `headroom serve` as it is shipped, in a process of its own.
final class ServerProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;
  private final JsonNode addresses;
  private final HttpClient http = HttpClient.newHttpClient();

  private ServerProcess(Process process, Path log, JsonNode addresses) {
    this.process = process;
    this.log = log;
    this.addresses = addresses;
  }

  /// Starts it on a data directory and waits until it is ready.
  ///
  /// @param wrapper the command that runs it, with `"$@"` as its last words; empty for none
  static ServerProcess start(Path scratch, Path data, List<String> wrapper, String... options)
      throws Exception {
    Path ready = scratch.resolve("ready.json");
    Path log = scratch.resolve("server.log");
    Files.deleteIfExists(ready);
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            Path.of(Objects.requireNonNull(System.getProperty("headroom.dist")))
                .resolve("bin/headroom")
                .toString(),
            "serve",
            "--data-dir",
            data.toString(),
            "--port",
            "0",
            "--otlp-grpc-port",
            "0",
            "--otlp-http-port",
            "0",
            "--ready-file",
            ready.toString()));
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("HEADROOM_AOT_DIR", "none");
    Process process = builder.start();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(ready)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new AssertionError("the server did not get ready:\n" + Files.readString(log));
      }
      process.waitFor(10, TimeUnit.MILLISECONDS);
    }
    return new ServerProcess(process, log, JSON.readTree(ready.toFile()));
  }

  URI grpc() {
    return URI.create(addresses.get("otlpGrpc").asText());
  }

  URI http() {
    return URI.create(addresses.get("otlpHttp").asText());
  }

  /// The process that serves, which a wrapper may have started.
  long pid() {
    return addresses.get("pid").asLong();
  }

  /// Ends it as the power does.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  /// Asks it to stop, and waits.
  void stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("stopped in time").isTrue();
  }

  /// What it tells of itself.
  JsonNode system() throws IOException, InterruptedException {
    return get("/api/system");
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    URI page = URI.create(addresses.get("url").asText()).resolve(path);
    HttpResponse<String> response =
        http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  /// Waits until the journal is replayed, so many traces were closed and none is open any more.
  void settle(long traces) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode system = system();
      boolean replayed = system.path("replay").isNull() || system.path("replay").isMissingNode();
      boolean closed =
          system.path("traces").path("open").asLong(-1) == 0
              && system.path("traces").path("completed").asLong(-1) >= traces;
      if (replayed && closed) {
        return;
      }
      assertThat(System.nanoTime()).as("settled in time: %s", system).isLessThan(deadline);
      process.waitFor(100, TimeUnit.MILLISECONDS);
    }
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    http.close();
  }
}
