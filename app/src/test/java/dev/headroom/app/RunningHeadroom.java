package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.app.serve.HeadroomProcess;
import dev.headroom.app.serve.Setting;
import dev.headroom.app.serve.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// A whole Headroom within the test, on free ports, with the means to talk to it.
final class RunningHeadroom implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HeadroomProcess process;
  private final HttpClient http = HttpClient.newHttpClient();

  private RunningHeadroom(HeadroomProcess process) {
    this.process = process;
  }

  static RunningHeadroom start(Path data) {
    return start(data, Map.of(), InstantSource.system());
  }

  /// @param more settings besides the ports and the data directory
  static RunningHeadroom start(Path data, Map<Setting, String> more, InstantSource clock) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    flags.putAll(more);
    flags.putAll(
        Map.of(
            Setting.DATA_DIR, data.toString(),
            Setting.PORT, "0",
            Setting.OTLP_GRPC_PORT, "0",
            Setting.OTLP_HTTP_PORT, "0",
            Setting.COMMIT_INTERVAL_SECONDS, "1"));
    Settings settings = Settings.resolve(flags, Map.of(), Optional.empty());
    return new RunningHeadroom(HeadroomProcess.start(settings, "test", clock));
  }

  /// Where pages and API are.
  URI pages() {
    return process.addresses().pages();
  }

  /// Where OTLP over HTTP is taken in.
  URI otlp() {
    return process.addresses().otlpHttp();
  }

  /// Sends one OTLP request, which must be accepted whole.
  void send(String path, String contentType, byte[] body) throws IOException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(otlp().resolve(path))
            .header("Content-Type", contentType)
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<String> reply = http.send(post, HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    assertThat(reply.body()).doesNotContain("rejected");
  }

  /// Sends something to the API, which must take it.
  void post(String path, String contentType, String body) throws IOException, InterruptedException {
    posted(path, contentType, body);
  }

  /// The JSON that answers a JSON.
  JsonNode postedJson(String path, String body) throws IOException, InterruptedException {
    return JSON.readTree(posted(path, "application/json", body));
  }

  private String posted(String path, String contentType, String body)
      throws IOException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(pages().resolve(path))
            .header("Content-Type", contentType)
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> reply = http.send(post, HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).as("%s: %s", path, reply.body()).isLessThan(300);
    return reply.body();
  }

  /// What a browser or a script gets.
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(path, Map.of());
  }

  /// The same, with headers of the asker's own.
  HttpResponse<String> get(String path, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder get = HttpRequest.newBuilder(pages().resolve(path)).timeout(PATIENCE);
    headers.forEach(get::header);
    return http.send(get.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /// The JSON of a successful answer.
  JsonNode json(String path) throws IOException, InterruptedException {
    HttpResponse<String> reply = get(path);
    assertThat(reply.statusCode()).as("%s: %s", path, reply.body()).isEqualTo(200);
    return JSON.readTree(reply.body());
  }

  /// Asks again until the answer is as wanted.
  JsonNode await(String path, Predicate<JsonNode> wanted) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    JsonNode answer = json(path);
    while (!wanted.test(answer)) {
      assertThat(System.nanoTime()).as("%s still answers %s", path, answer).isLessThan(deadline);
      LockSupport.parkNanos(100_000_000);
      answer = json(path);
    }
    return answer;
  }

  @Override
  public void close() {
    http.close();
    process.close();
  }
}
