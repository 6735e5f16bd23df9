package dev.headroom.load.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.QueueServer;
import dev.headroom.load.plan.Answer;
import dev.headroom.load.plan.Check;
import dev.headroom.load.plan.Target;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The engine over each protocol, and against servers that misbehave.
final class EngineTest {
  private static final String EARLY_HINTS = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";

  @TempDir private Path directory;

  /// What came of a request.
  private record Outcome(@Nullable Answer answer, long bytes, @Nullable Failure failure) {
    int status() {
      return answer == null ? -1 : answer.status();
    }

    boolean contains(String text) {
      return answer != null && new Check.Contains(text).holds(answer);
    }

    boolean header(String name, String value) {
      return answer != null && new Check.Header(name, value).holds(answer);
    }
  }

  private static final class Call implements Exchange {
    private final Request request;
    private final long due = System.nanoTime();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    Call(Request request) {
      this.request = request;
    }

    @Override
    public Request request() {
      return request;
    }

    @Override
    public long due() {
      return due;
    }

    @Override
    public void sent(long nanos) {}

    @Override
    public void answered(Answer answer, long bytes, long nanos) {
      assertThat(outcome.complete(new Outcome(answer, bytes, null))).isTrue();
    }

    @Override
    public void failed(Failure failure, long nanos) {
      assertThat(outcome.complete(new Outcome(null, 0, failure))).isTrue();
    }
  }

  private static EngineSettings settings(
      Protocol protocol, @Nullable Path trust, boolean insecure) {
    return new EngineSettings(1, 4, Duration.ofSeconds(20), protocol, trust, insecure);
  }

  private static Request request(
      Target target, String method, String path, String body, boolean grpc) {
    List<Request.Field> headers =
        grpc ? List.of(new Request.Field("content-type", "application/grpc")) : List.of();
    return new Request(
        target,
        method,
        path,
        headers,
        body.isEmpty() ? null : body.getBytes(StandardCharsets.UTF_8),
        true,
        grpc);
  }

  /// Sends all at once and waits for what comes of them.
  private static List<Outcome> ask(Engine engine, List<Request> requests) {
    Client client = engine.clients().getFirst();
    List<Call> calls = requests.stream().map(Call::new).toList();
    client.execute(() -> calls.forEach(client::send));
    List<Outcome> outcomes = new ArrayList<>();
    calls.forEach(call -> outcomes.add(call.outcome.join()));
    return outcomes;
  }

  private static Outcome askOnce(
      Target target, EngineSettings settings, String method, String path) {
    try (Engine engine = Engine.open(target, settings)) {
      return ask(engine, List.of(request(target, method, path, "", false))).getFirst();
    }
  }

  @Test
  void manyRequestsShareAConnectionOfHttp2() {
    try (Http2Server server = new Http2Server(null, 10, 20)) {
      Target target = Target.of("t", "http://127.0.0.1:" + server.port());
      try (Engine engine = Engine.open(target, settings(Protocol.HTTP2, null, false))) {
        ask(engine, List.of(request(target, "GET", "/first", "", false)));
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          requests.add(request(target, "POST", "/p" + i, "body" + i, false));
        }
        List<Outcome> outcomes = ask(engine, requests);
        assertThat(outcomes)
            .allMatch(o -> o.status() == 200 && o.contains("ok") && o.header("X-Answer", "yes"));
      }
      // One reached it before the engine connected; no more than four may be open at a time.
      assertThat(server.connections.get()).isBetween(2, 5);
      assertThat(server.seen).hasSize(201);
      assertThat(server.seen)
          .anySatisfy(seen -> {
            assertThat(seen.path()).isEqualTo("/p77");
            assertThat(seen.method()).isEqualTo("POST");
            assertThat(seen.scheme()).isEqualTo("http");
            assertThat(new String(seen.body(), StandardCharsets.UTF_8)).isEqualTo("body77");
          });
    }
  }

  @Test
  void bigBodiesNeedTheWindowToBeGivenBack() {
    try (Http2Server server = new Http2Server(null, 100, 0)) {
      Target target = Target.of("t", "http://127.0.0.1:" + server.port());
      try (Engine engine = Engine.open(target, settings(Protocol.HTTP2, null, false))) {
        for (int round = 0; round < 4; round++) {
          List<Request> requests = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            requests.add(new Request(target, "GET", "/big", List.of(), null, false, false));
          }
          assertThat(ask(engine, requests))
              .allMatch(o -> o.status() == 200 && o.bytes() == Http2Server.BIG);
        }
        // Too long to be kept for checks.
        assertThat(
                ask(engine, List.of(request(target, "GET", "/big", "", false)))
                    .getFirst()
                    .failure())
            .isEqualTo(Failure.TOO_LARGE);
        assertThat(
                ask(engine, List.of(request(target, "GET", "/reset", "", false)))
                    .getFirst()
                    .failure())
            .isEqualTo(Failure.CLOSED);
        assertThat(ask(engine, List.of(request(target, "GET", "/", "", false))).getFirst().status())
            .isEqualTo(200);
      }
    }
  }

  @Test
  void grpcTellsItsStatusInTrailers() {
    try (Http2Server server = new Http2Server(null, 100, 0)) {
      Target target = Target.of("t", "http://127.0.0.1:" + server.port());
      try (Engine engine = Engine.open(target, settings(Protocol.HTTP2, null, false))) {
        List<Outcome> outcomes =
            ask(
                engine,
                List.of(
                    request(target, "POST", "/shop.Cart/0", "m", true),
                    request(target, "POST", "/shop.Cart/14", "m", true)));
        assertThat(outcomes.getFirst().header("grpc-status", "0")).isTrue();
        assertThat(outcomes.getLast().header("grpc-status", "14")).isTrue();
      }
    }
  }

  @Test
  void tlsAgreesOnTheProtocolAndChecksTheCertificate() throws Exception {
    TestCertificate certificate = new TestCertificate(directory);
    try (Http2Server http2 = new Http2Server(certificate.server("h2"), 100, 0);
        QueueServer http1 =
            new QueueServer(
                4, _ -> 0, _ -> QueueServer.text(200, "ok"), certificate.server("http/1.1"))) {
      Target two = Target.of("t", "https://127.0.0.1:" + http2.port());
      Target one = Target.of("t", "https://127.0.0.1:" + http1.port());
      EngineSettings trusting = settings(Protocol.AUTO, certificate.pem(), false);
      assertThat(askOnce(two, trusting, "GET", "/").contains("ok")).isTrue();
      assertThat(http2.seen.getFirst().scheme()).isEqualTo("https");
      assertThat(askOnce(one, trusting, "GET", "/").contains("ok")).isTrue();
      refused(one, settings(Protocol.AUTO, null, false), "TLS: ");
      assertThat(askOnce(one, settings(Protocol.AUTO, null, true), "GET", "/").status())
          .isEqualTo(200);
      refused(one, settings(Protocol.HTTP2, certificate.pem(), false), "cannot be reached");
    }
    Path broken = Files.writeString(directory.resolve("broken.pem"), "no certificate");
    assertThatThrownBy(
            () -> {
              try (ServerSocket socket = new ServerSocket(0)) {
                Engine.open(
                    Target.of("t", "https://127.0.0.1:" + socket.getLocalPort()),
                    settings(Protocol.AUTO, broken, false));
              }
            })
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("broken.pem'; expected PEM certificates");
  }

  private static void refused(Target target, EngineSettings settings, String why) {
    assertThatThrownBy(() -> askOnce(target, settings, "GET", "/"))
        .isInstanceOfSatisfying(
            HeadroomException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE))
        .hasMessageContaining(target.origin() + " cannot be reached: ")
        .hasMessageContaining(why);
  }

  @Test
  void answersOfHttp1ComeInManyForms() throws IOException {
    assertThat(
            raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "GET"))
        .matches(o -> o.status() == 200 && o.contains("ok") && o.bytes() == 2);
    assertThat(raw("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end", "GET"))
        .matches(o -> o.status() == 200 && o.contains("until the end"));
    assertThat(raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", "HEAD"))
        .matches(o -> o.status() == 200 && o.bytes() == 0);
    assertThat(raw("HTTP/1.1 204 No Content\r\n\r\n", "GET")).matches(o -> o.status() == 204);
    assertThat(
            raw(
                EARLY_HINTS + "" + "HTTP/1.1 200 OK\r\n" + "Content-Length: 2\r\n\r\n" + "ok",
                "GET"))
        .matches(o -> o.status() == 200 && o.contains("ok"));
    assertThat(raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "GET").failure())
        .isIn(Failure.CLOSED, Failure.PROTOCOL);
    assertThat(raw("this is no HTTP\r\n\r\n", "GET").failure()).isEqualTo(Failure.PROTOCOL);
    assertThat(raw("", "GET").failure()).isEqualTo(Failure.CLOSED);
  }

  /// Asks a server that answers with these bytes and closes.
  private static Outcome raw(String bytes, String method) throws IOException {
    try (ServerSocket server = new ServerSocket(0)) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              server.accept().close();
              try (Socket socket = server.accept()) {
                byte[] head = new byte[4096];
                assertThat(socket.getInputStream().read(head)).isPositive();
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
              }
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      Target target = Target.of("t", "http://127.0.0.1:" + server.getLocalPort());
      return askOnce(target, settings(Protocol.AUTO, null, false), method, "/");
    }
  }
}
