package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.app.OtlpSpans.Sent;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The commands that show one thing, and how long lists are read page by page.
@Timeout(300)
final class ReadCommandsE2eTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path directory;
  private RunningHeadroom server;
  private ShopTraffic shop;

  @BeforeEach
  void start() throws Exception {
    shop = ShopTraffic.recent(Instant.now());
    server = RunningHeadroom.start(directory.resolve("data"));
    shop.sendTo(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Cli ask(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", server.pages().toString()));
    all.addAll(List.of("--from", shop.from().toString(), "--to", shop.to().toString()));
    return Cli.run(all.toArray(String[]::new));
  }

  @Test
  void aServiceIsShownWithItsRoutesCallsAndStatements() throws Exception {
    Cli shown = ask("service", "stock");
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out().lines().toList())
        .startsWith("stock")
        .contains("Routes", "Called by", "Calls", "Statements")
        .anyMatch(line -> line.startsWith("40 requests, "))
        .anyMatch(line -> line.startsWith("GET /stock ") && line.contains("SERVER"))
        .anyMatch(line -> line.startsWith("shop ") && line.contains("GET /stock"))
        .anyMatch(line -> line.contains("SELECT name FROM items WHERE id = ?"));

    Cli json = ask("service", "stock", "--json");
    assertThat(JSON.readTree(json.out()).path("statements"))
        .isEqualTo(server.json("/api/services/stock?" + shop.window()).path("statements"));
  }

  @Test
  void aRouteIsShownWithWhereItsTimeGoes() throws Exception {
    Cli shown = ask("route", "shop", ShopTraffic.ROUTE);
    assertThat(shown.code()).as(shown.err()).isZero();
    JsonNode view =
        server.json(
            "/api/services/shop/route?operation="
                + URLEncoder.encode(ShopTraffic.ROUTE, StandardCharsets.UTF_8)
                + "&"
                + shop.window());
    assertThat(shown.out().lines().toList())
        .startsWith("shop  " + ShopTraffic.ROUTE)
        .contains("Where the time goes", "Calls", "Traces")
        .anyMatch(line ->
            line.endsWith(view.path("whereTimeGoes").get(0).path("operation").asText())
                && line.contains(" %"))
        .anyMatch(line -> line.startsWith(view.path("exemplars").get(0).path("traceId").asText()));
  }

  @Test
  void unknownNamesEndWithCode1AndASuggestion() {
    assertThat(ask("service", "stok"))
        .isEqualTo(new Cli(1, "", "headroom: unknown service 'stok', did you mean 'stock'?\n"));
    assertThat(ask("route", "shop", "GET /orders/{di}").err())
        .contains("unknown operation of shop 'GET /orders/{di}', did you mean");
    assertThat(ask("metric", "shop.baskte").code()).isEqualTo(1);
  }

  @Test
  void aMetricIsShownByItsSeries() {
    Cli list = ask("metrics");
    assertThat(list.out()).contains("shop.basket");
    Cli shown = ask("metric", "shop.basket", "--service", "shop");
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out().lines().toList())
        .startsWith("shop.basket  GAUGE  {item}, 1 series")
        .anyMatch(line -> line.matches("shop .* max +40 item +40 item +40 item +40 item .*█?▁?.*"));
  }

  @Test
  void logsAreNarrowedBySeverityAndReadPageByPage() throws IOException {
    assertThat(ask("logs", "--severity", "warn").out()).isEqualTo("no record fits\n");
    assertThat(ask("logs", "--severity", "loud").code()).isEqualTo(2);

    Cli page = ask("logs", "--limit", "15");
    assertThat(page.out().lines()).hasSize(16);
    assertThat(page.err()).startsWith("there is more: --all, or --cursor ");
    Cli next = ask("logs", "--limit", "15", "--cursor", page.err().strip().split(" ")[6]);
    assertThat(next.out().lines().skip(1))
        .hasSize(15)
        .doesNotContainAnyElementsOf(page.out().lines().skip(1).toList());

    Cli all = ask("logs", "--limit", "15", "--all");
    assertThat(all.err()).isEmpty();
    assertThat(all.out().lines().distinct()).hasSize(1 + ShopTraffic.ORDERS);
    int records = 0;
    for (String line : ask("logs", "--limit", "15", "--all", "--json").out().lines().toList()) {
      records += JSON.readTree(line).path("logs").size();
    }
    assertThat(records).isEqualTo(ShopTraffic.ORDERS);
  }

  @Test
  void tracesAreReadPageByPageToo() throws IOException {
    Cli json = ask("traces", "--limit", "10", "--all", "--json");
    List<String> ids = json.out().lines().flatMap(ReadCommandsE2eTest::traceIds).toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ask("traces", "--limit", "10", "--all").out().lines()).hasSize(1 + ids.size());
    assertThat(ask("traces", "--limit", "10").out().lines()).hasSizeLessThanOrEqualTo(11);
  }

  @Test
  void aTraceIsShownWithTheOrderItsCriticalPathTakesForGranted() throws Exception {
    String id = "7111" + "0".repeat(28);
    server.send(
        "/v1/traces",
        "application/x-protobuf",
        OtlpSpans.protobuf(
            List.of(
                checkout(id, 1, "POST /checkout", 0, 900),
                checkout(id, 2, "reserve", 10, 400),
                checkout(id, 3, "charge", 410, 880))));
    server.await("/api/traces?" + shop.window(), view -> view.toString().contains(id));
    JsonNode orders = server.json("/api/traces/" + id).path("orders");
    assertThat(orders).hasSize(1);
    String order = orders.get(0).path("text").asText();
    assertThat(order).startsWith("'till reserve' before 'till charge': ");

    Cli shown = ask("trace", id);
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out().lines()).anyMatch(line -> line.endsWith(order));
  }

  private Sent checkout(String trace, int number, String name, int fromMillis, int toMillis) {
    long start = (shop.from().getEpochSecond() + 60) * 1_000_000_000L;
    return new Sent(
        "till",
        trace,
        "000000000000000" + number,
        number == 1 ? "" : "0000000000000001",
        name,
        number == 1 ? SpanKind.SPAN_KIND_SERVER : SpanKind.SPAN_KIND_INTERNAL,
        start + fromMillis * 1_000_000L,
        start + toMillis * 1_000_000L,
        true,
        Map.of());
  }

  private static Stream<String> traceIds(String line) {
    try {
      return StreamSupport.stream(JSON.readTree(line).path("traces").spliterator(), false)
          .map(trace -> trace.path("traceId").asText());
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  @Test
  void logTemplatesAreListed() {
    Cli shown = ask("log-templates");
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out().lines().skip(1).toList())
        .singleElement()
        .asString()
        .matches(" +40 +INFO +shop .* order <\\*> looked up");
  }
}
