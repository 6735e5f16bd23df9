package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.server.web.Format;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A known set of traces, sent over the wire: API, command line and pages tell the same figures of
/// it, also after a restart, and mistakes end the way scripts rely on.
@Timeout(300)
final class SameNumbersE2eTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path directory;

  @Test
  void apiCommandLineAndPagesTellTheSame() throws Exception {
    ShopTraffic shop = ShopTraffic.recent(Instant.now());
    Path data = directory.resolve("data");
    JsonNode before;
    try (RunningHeadroom server = RunningHeadroom.start(data)) {
      shop.sendTo(server);
      before = checked(server, shop);
    }
    try (RunningHeadroom server = RunningHeadroom.start(data)) {
      assertThat(checked(server, shop)).isEqualTo(before);
    }
  }

  /// Compares everything, with the truth and with each other.
  private static JsonNode checked(RunningHeadroom server, ShopTraffic shop) throws Exception {
    JsonNode limits = server.json("/api/limits?" + shop.window());
    assertThat(limits.path("routes")).hasSize(1);
    JsonNode route = limits.path("routes").get(0);
    assertThat(route.path("service").asText()).isEqualTo("shop");
    assertThat(route.path("operation").asText()).isEqualTo(ShopTraffic.ROUTE);
    JsonNode traffic = route.path("traffic");
    assertThat(traffic.path("count").asDouble()).isEqualTo(ShopTraffic.ORDERS);
    assertThat(traffic.path("errors").asDouble()).isEqualTo(ShopTraffic.FAILED);
    double p95 = traffic.path("latency").path("p95Nanos").asDouble();
    assertThat(p95).isCloseTo(380e6, Percentage.withPercentage(3));

    checkCommandLine(server, shop, limits, traffic);
    checkPages(server, shop, traffic);
    checkQueries(server, shop);
    return route.path("traffic");
  }

  private static void checkCommandLine(
      RunningHeadroom server, ShopTraffic shop, JsonNode limits, JsonNode traffic)
      throws IOException {
    Cli json = ask(server, shop, "routes", "--json");
    assertThat(json.code()).as(json.err()).isZero();
    assertThat(JSON.readTree(json.out()).path("routes")).isEqualTo(limits.path("routes"));

    Cli table = ask(server, shop, "routes");
    assertThat(table.code()).as(table.err()).isZero();
    assertThat(table.out().lines()).hasSize(2);
    assertThat(table.out().lines().skip(1).findFirst().orElseThrow())
        .startsWith("shop ")
        .contains(ShopTraffic.ROUTE)
        .contains(Format.rate(traffic.path("perSecond").asDouble()))
        .contains("12.5 %")
        .contains(Format.nanos(traffic.path("latency").path("p95Nanos").asDouble()));
  }

  private static void checkPages(RunningHeadroom server, ShopTraffic shop, JsonNode traffic)
      throws IOException, InterruptedException {
    String p95 = Format.nanos(traffic.path("latency").path("p95Nanos").asDouble());
    String rate = Format.rate(traffic.path("perSecond").asDouble());
    String route =
        "/route?service=shop&operation="
            + URLEncoder.encode(ShopTraffic.ROUTE, StandardCharsets.UTF_8)
            + "&"
            + shop.window();
    HttpResponse<String> home = server.get("/?" + shop.window());
    assertThat(home.statusCode()).isEqualTo(200);
    assertThat(home.body()).contains(ShopTraffic.ROUTE, "40 requests", "5 failed", p95, rate);
    HttpResponse<String> page = server.get(route);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("40 counted", "5 failed", "12.5 %", p95, rate);
  }

  /// Five queries a request: what an N+1 looks like.
  private static void checkQueries(RunningHeadroom server, ShopTraffic shop) throws Exception {
    JsonNode map = server.json("/api/map?" + shop.window());
    JsonNode queries =
        StreamSupport.stream(map.path("edges").spliterator(), false)
            .filter(edge -> edge.path("from").asText().equals("stock"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no edge from stock in " + map));
    assertThat(queries.path("calls").path("count").asDouble())
        .isEqualTo(ShopTraffic.ORDERS * ShopTraffic.QUERIES);
    assertThat(queries.path("callsPerRequest").asDouble()).isEqualTo(ShopTraffic.QUERIES);
    assertThat(ask(server, shop, "map").out().lines())
        .anyMatch(line -> line.matches("stock +" + queries.path("to").asText() + " .* 5 .*"));
  }

  private static Cli ask(RunningHeadroom server, ShopTraffic shop, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", server.pages().toString()));
    all.addAll(List.of("--from", shop.from().toString(), "--to", shop.to().toString()));
    return Cli.run(all.toArray(String[]::new));
  }

  @Test
  void anUnknownServiceIsNotFoundAndTheRightOneIsSuggested() throws Exception {
    ShopTraffic shop = ShopTraffic.recent(Instant.now());
    try (RunningHeadroom server = RunningHeadroom.start(directory.resolve("data"))) {
      shop.sendTo(server);

      HttpResponse<String> reply = server.get("/api/services/shpo?" + shop.window());
      assertThat(reply.statusCode()).isEqualTo(404);
      assertThat(reply.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      JsonNode problem = JSON.readTree(reply.body());
      assertThat(problem.path("code").asText()).isEqualTo("NOT_FOUND");
      assertThat(problem.path("detail").asText()).contains("shpo", "did you mean 'shop'?");

      Cli asked = ask(server, shop, "traces", "--service", "shpo");
      assertThat(asked.code()).isEqualTo(1);
      assertThat(asked.out()).isEmpty();
      assertThat(asked.err()).contains("did you mean 'shop'?");
    }
  }

  @Test
  void withoutAServerTheCommandSaysSoAndEndsWithCode3() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Cli asked = Cli.run("routes", "--server", "http://127.0.0.1:" + free);

    assertThat(asked.code()).isEqualTo(3);
    assertThat(asked.out()).isEmpty();
    assertThat(asked.err()).contains("127.0.0.1:" + free, "headroom serve");
  }

  @Test
  void aWrongOptionEndsWithCode2() {
    Cli asked = Cli.run("routes", "--rnage", "1h");

    assertThat(asked.code()).isEqualTo(2);
    assertThat(asked.out()).isEmpty();
    assertThat(asked.err()).contains("--rnage");
  }
}
