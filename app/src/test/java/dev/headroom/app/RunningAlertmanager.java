package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// A real Alertmanager in a process of its own, on a free port of the loopback address.
final class RunningAlertmanager implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path directory;
  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();

  private RunningAlertmanager(Process process, Path directory, URI address) {
    this.process = process;
    this.directory = directory;
    this.address = address;
  }

  static RunningAlertmanager start(Path directory) throws IOException, InterruptedException {
    assertThat(NeedsAlertmanager.PROGRAM).as(NeedsAlertmanager.MISSING).isExecutable();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.writeString(directory.resolve("config.yml"), configuration("http://127.0.0.1:1/"));
    Process process =
        new ProcessBuilder(
                NeedsAlertmanager.PROGRAM.toString(),
                "--config.file=" + directory.resolve("config.yml"),
                "--storage.path=" + Files.createDirectories(directory.resolve("data")),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    RunningAlertmanager running =
        new RunningAlertmanager(process, directory, URI.create("http://127.0.0.1:" + port));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!running.ready()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        running.close();
        throw new AssertionError(Files.readString(directory.resolve("log")));
      }
      LockSupport.parkNanos(50_000_000);
    }
    return running;
  }

  private static String configuration(String webhook) {
    return """
    route:
      receiver: back
      group_by: ['...']
      group_wait: 0s
      group_interval: 1s
      repeat_interval: 1h
    receivers:
      - name: back
        webhook_configs:
          - url: %s
            send_resolved: true
    """
        .formatted(webhook);
  }

  private boolean ready() throws InterruptedException {
    try {
      return exchange("GET", "/-/ready", "").statusCode() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  URI address() {
    return address;
  }

  /// Has it send what it gets to an address.
  void sendTo(URI webhook) throws IOException, InterruptedException {
    Files.writeString(directory.resolve("config.yml"), configuration(webhook.toString()));
    assertThat(exchange("POST", "/-/reload", "").statusCode()).isEqualTo(200);
  }

  HttpResponse<String> exchange(String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  JsonNode json(String path) throws IOException, InterruptedException {
    HttpResponse<String> reply = exchange("GET", path, "");
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return JSON.readTree(reply.body());
  }

  /// Asks again until the answer is as wanted.
  JsonNode await(String path, Predicate<JsonNode> wanted) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    JsonNode answer = json(path);
    while (!wanted.test(answer)) {
      assertThat(System.nanoTime()).as("%s still answers %s", path, answer).isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
      answer = json(path);
    }
    return answer;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
