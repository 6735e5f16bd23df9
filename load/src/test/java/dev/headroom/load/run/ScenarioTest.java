package dev.headroom.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.load.QueueServer;
import dev.headroom.load.arrival.RateFunction;
import dev.headroom.load.arrival.Spacing;
import dev.headroom.load.http.Engine;
import dev.headroom.load.http.EngineSettings;
import dev.headroom.load.http.Http2Server;
import dev.headroom.load.http.Protocol;
import dev.headroom.load.plan.Abort;
import dev.headroom.load.plan.LoadModel;
import dev.headroom.load.plan.LoadPlan;
import dev.headroom.load.plan.PlanFile;
import dev.headroom.load.plan.Target;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scenarios from a file against a server that remembers what it was asked.
final class ScenarioTest {
  private static final String PLAN =
      """
      target: http://127.0.0.1:1
      headers: {Accept: application/json}
      feeds:
        people: {file: people.csv}
      scenarios:
        shop:
          weight: 3
          requests:
            - name: search
              get: /search?q=${word}
              captures:
                id: {json: /items/0/id}
                token: {regex: 'token=([a-z]+)'}
                next: {header: X-Next}
              checks: {status: 2xx, contains: items, json: {/total: 1}}
              think: 10ms..20ms
            - name: buy
              post: /cart/${next}
              headers: {X-Token: '${token}', Content-Type: application/json}
              body: '{"id": "${id}", "who": "${name}"}'
              checks: {status: 201, matches: '^bought'}
        broken:
          requests:
            - get: /missing
            - get: /never
      """;

  @TempDir private Path directory;
  private final List<String> seen = new CopyOnWriteArrayList<>();

  private FullHttpResponse answer(FullHttpRequest request) {
    String body = request.content().toString(StandardCharsets.UTF_8);
    String token = request.headers().get("X-Token", "");
    seen.add(request.method() + " " + request.uri() + " " + token + " " + body);
    assertThat(request.headers().get("Accept")).isEqualTo("application/json");
    if (request.uri().startsWith("/search")) {
      FullHttpResponse found =
          QueueServer.text(200, "{\"items\": [{\"id\": 42}], \"total\": 1, \"x\": \"token=abc\"}");
      found.headers().set("X-Next", "a b/c");
      return found;
    }
    return request.uri().startsWith("/cart")
        ? QueueServer.text(201, "bought")
        : QueueServer.text(404, "no");
  }

  @Test
  void requestsFollowEachOtherWithWhatWasCaptured() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("people.csv"), "name,word\nAda,a&b\n\"Bo, B\",c\n");
    Path file = Files.writeString(directory.resolve("plan.yaml"), PLAN);
    try (QueueServer server = new QueueServer(16, _ -> 0, this::answer, null)) {
      PlanFile plan = PlanFile.read(file, Target.of("--target", server.url()));
      RunResult result = run(plan, Protocol.AUTO);

      Map<String, RunResult.Part> parts =
          result.parts().stream()
              .collect(java.util.stream.Collectors.toMap(RunResult.Part::name, part -> part));
      assertThat(parts.keySet())
          .containsExactlyInAnyOrder("search", "buy", "GET /missing", "GET /never");
      long searched = parts.get("search").completed();
      long missing = parts.get("GET /missing").failed();
      // A weight of 3 against 1, 200 draws: a share of 0.75 with a standard deviation of 0.03.
      assertThat(searched + missing).isEqualTo(200);
      assertThat(searched).isBetween(125L, 175L);
      // Those that would go on after the end are not gone on with.
      assertThat(parts.get("buy").completed()).isBetween(1L, searched);
      assertThat(parts.get("GET /never").completed() + parts.get("GET /never").failed()).isZero();
      assertThat(result.failures()).containsExactly(Map.entry("not: status 200-399", missing));
      assertThat(result.step().failed()).isEqualTo(missing);
      assertThat(result.step().fromIntended().getTotalCount())
          .isEqualTo(
              result.parts().stream().mapToLong(part -> part.fromIntended().getTotalCount()).sum());
    }
    assertThat(seen)
        .contains(
            "GET /search?q=a%26b  ",
            "GET /search?q=c  ",
            "POST /cart/a%20b%2Fc abc {\"id\": \"42\", \"who\": \"Ada\"}",
            "POST /cart/a%20b%2Fc abc {\"id\": \"42\", \"who\": \"Bo, B\"}");
    assertThat(seen).noneMatch(each -> each.contains("never"));
  }

  @Test
  void grpcCallsCompleteByTheStatusInTheirTrailers() throws IOException, InterruptedException {
    Path file =
        Files.writeString(
            directory.resolve("grpc.yaml"),
            """
            target: http://127.0.0.1:1
            scenarios:
              good: {requests: [{grpc: /shop.Cart/0, message: CgNhYmM=}]}
              bad: {requests: [{grpc: /shop.Cart/14}]}
            """);
    try (Http2Server server = new Http2Server(null, 100, 0)) {
      PlanFile plan =
          PlanFile.read(file, Target.of("--target", "http://127.0.0.1:" + server.port()));
      RunResult result = run(plan, Protocol.HTTP2);
      long completed = result.parts().getFirst().completed();
      long failed = result.parts().getLast().failed();
      assertThat(completed + failed).isEqualTo(200);
      assertThat(completed).isPositive();
      assertThat(result.failures())
          .containsExactly(Map.entry("not: header grpc-status = 0", failed));
      assertThat(server.seen.stream().filter(seen -> seen.path().equals("/shop.Cart/0")))
          .hasSize((int) completed)
          .allSatisfy(seen -> {
            assertThat(seen.contentType()).isEqualTo("application/grpc");
            // Not compressed, five bytes: field 1 is abc.
            assertThat(seen.body()).containsExactly(0, 0, 0, 0, 5, 10, 3, 'a', 'b', 'c');
          });
    }
  }

  private static RunResult run(PlanFile file, Protocol protocol) throws InterruptedException {
    LoadPlan plan =
        new LoadPlan(
            file.target(),
            new LoadModel.Open(new RateFunction.Constant(40), Spacing.EVEN),
            file.scenarios(),
            file.feeds(),
            file.variables(),
            Duration.ofSeconds(5),
            Duration.ZERO,
            file.slow(),
            file.seed(),
            Abort.NEVER,
            List.of());
    EngineSettings settings =
        new EngineSettings(2, 64, Duration.ofSeconds(10), protocol, null, false);
    try (Engine engine = Engine.open(plan.target(), settings)) {
      return Runs.on(engine, plan).run();
    }
  }
}
