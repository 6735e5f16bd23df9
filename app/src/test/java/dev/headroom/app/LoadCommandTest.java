package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `headroom load run` and `report` against a server of the JDK.
final class LoadCommandTest {
  @TempDir private Path directory;
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch enough = new CountDownLatch(10);
  private final Set<String> runs = ConcurrentHashMap.newKeySet();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          enough.countDown();
          runs.add(exchange.getRequestHeaders().getFirst("Headroom-Load"));
          byte[] body = exchange.getRequestBody().readAllBytes();
          int status = exchange.getRequestURI().getPath().equals("/broken") ? 500 : 200;
          byte[] answer = body.length == 0 ? "ok".getBytes(StandardCharsets.UTF_8) : body;
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private Cli run(String path, String... options) {
    List<String> arguments = new ArrayList<>(List.of("load", "run", "--target", url() + path));
    arguments.addAll(List.of("--allow", url(), "--warm-up", "0", "--arrivals", "even"));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray(String[]::new));
  }

  @Test
  void makesTheLoadAndTellsItInEveryForm() throws IOException {
    Path out = directory.resolve("run.json");
    Path html = directory.resolve("run.html");
    Path junit = directory.resolve("run.xml");
    Path log = directory.resolve("run.hlog");
    Cli ran =
        run(
            "/a?b=c",
            "--rate=40",
            "--duration=1s",
            "--json",
            "--out=" + out,
            "--html=" + html,
            "--junit=" + junit,
            "--hlog=" + log);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    JsonNode json = new JsonMapper().readTree(ran.out());
    assertThat(json.at("/step/offered").asLong()).isEqualTo(40);
    assertThat(json.at("/step/completed").asLong()).isEqualTo(40);
    assertThat(json.at("/statuses/200").asLong()).isEqualTo(40);
    assertThat(json.at("/target").asText()).isEqualTo(url() + "/a?b=c");
    assertThat(json.at("/load").asText()).isEqualTo("40.0/s, even arrivals");
    assertThat(asked).hasValue(40);
    assertThat(runs).containsExactly(json.at("/id").asText());
    assertThat(Files.readString(html)).contains("<svg", "Latency by percentile", url());
    assertThat(Files.readString(junit)).contains("<testsuite", "comes to its end");
    assertThat(Files.readString(log)).contains("Tag=from-intended", json.at("/id").asText());

    Cli told = Cli.run("load", "report", out.toString());
    assertThat(told.code()).isZero();
    assertThat(told.out()).contains("offered 40 (40.0/s), completed 40", "from intended");
    Cli again = Cli.run("load", "report", out.toString(), "--json");
    assertThat(again.out()).isEqualTo(ran.out());
  }

  @Test
  void brokenThresholdsEndWithOne() {
    Cli ran =
        run(
            "/broken",
            "--rate=20",
            "--duration=1s",
            "--no-abort",
            "--fail-if=errors>1%",
            "--fail-if=max>1h");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .contains("BROKEN errors>1%, measured 100 %")
        .contains("ok     max>1h")
        .contains("500: 20")
        .contains("not: status 200-399: 20");
  }

  @Test
  void bodiesAreSentAndScenariosRead() throws IOException {
    assertThat(run("/", "--rate=10", "--duration=1s", "--body=hello", "-H", "A: b").out())
        .contains("completed 10");
    Path plan =
        Files.writeString(
            directory.resolve("plan.yaml"),
            """
            target: %s
            rate: 20
            duration: 1s
            warm-up: 0
            arrivals: even
            scenarios:
              echo:
                requests:
                  - {name: echo, post: /echo, body: hello, checks: {contains: hello}}
                  - {get: /b}
            """
                .formatted(url()));
    Cli ran = Cli.run("load", "run", "--scenario", plan.toString(), "--allow", url());
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("echo", "GET /b", "20.0/s, even arrivals");
  }

  @Test
  void mistakesAreToldBeforeAnythingIsSent() {
    assertThat(run("/", "--rate=5000", "--duration=1s").err())
        .contains("rate is '5000.0'; expected at most 1000.0 per second, or a higher --max-rate");
    assertThat(run("/", "--users=101", "--duration=1s").err())
        .contains("users is '101'; expected at most 100, or a higher --max-users");
    assertThat(run("/", "--rate=5", "--duration=1h").err())
        .contains("expected at most 600.0 s, or a higher --max-duration");
    assertThat(run("/", "--rate=5", "--users=3", "--duration=1s").err())
        .contains("expected one of");
    assertThat(run("/", "--duration=1s").err()).contains("there is no rate");
    assertThat(run("/", "--rate=5").err()).contains("--duration is missing");
    assertThat(run("/", "--rate=5", "--duration=1s", "--insecure").err())
        .contains("--insecure is said once; expected it twice");
    assertThat(run("/", "--rate=5", "--duration=1s", "--http=3").err())
        .contains("--http is '3'; expected auto, 1.1 or 2");
    Cli other =
        Cli.run("load", "run", "--target", url(), "--allow", "http://127.0.0.1:1", "--rate", "1");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("target is '" + url() + "', which is no test target");
    assertThat(asked).hasValue(0);
  }

  /// In a process of its own, as a signal ends it.
  @Test
  void aSignalEndsTheRunAndStillTellsIt() throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(List.of(java.toString(), "-XX:+UseSerialGC"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("load", "run", "--target", url(), "--allow", url(), "--rate=50"));
    command.addAll(List.of("--duration=5m", "--warm-up=0"));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertThat(enough.await(5, TimeUnit.MINUTES)).as("requests come").isTrue();
      process.toHandle().destroy();
      assertThat(process.waitFor()).as(() -> read(out)).isEqualTo(128 + 15);
    } finally {
      process.destroyForcibly();
    }
    assertThat(read(out)).contains("PARTIAL: stopped before its end", "200: ", "from intended");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsNotThereCannotBeReached() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String gone = "http://127.0.0.1:" + port;
    Cli ran =
        Cli.run("load", "run", "--target", gone, "--allow", gone, "--rate=1", "--duration=1s");
    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err()).contains(gone + " cannot be reached");
  }
}
