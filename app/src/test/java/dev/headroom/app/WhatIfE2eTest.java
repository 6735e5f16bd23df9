package dev.headroom.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.headroom.app.OtlpSpans.Sent;
import dev.headroom.server.web.Format;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// One question, asked of page, API and commands; all give the same numbers, and the right ones.
///
/// Hundred carts take 10 ms, and 2 × 1, 2 × 2 … 2 × 100 ms for two calls of the prices in turn.
@Timeout(300)
final class WhatIfE2eTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int CARTS = 100;
  private static final long MILLI = 1_000_000;
  private static final String ROUTE = "GET /cart";
  private static final String EDIT = "faster=4 service=prices operation=\"POST /quotes\"";

  private static Path file;
  private static RunningHeadroom server;
  private static Instant start;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    start = Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(1_200);
    file = Files.write(directory.resolve("carts.pb"), OtlpSpans.protobuf(carts()));
    Path data = directory.resolve("data");
    Cli imported = Cli.run("import", "--data-dir", data.toString(), file.toString());
    assertThat(imported.code()).as(imported.err()).isZero();
    server = RunningHeadroom.start(data);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static List<Sent> carts() {
    List<Sent> spans = new ArrayList<>();
    for (int cart = 1; cart <= CARTS; cart++) {
      long at = start.getEpochSecond() * 1_000_000_000L + cart * 10_000L * MILLI;
      long quote = cart * MILLI;
      spans.add(
          span(cart, 1, 0, "shop", ROUTE, SpanKind.SPAN_KIND_SERVER, at, 10 * MILLI + 2 * quote));
      for (int call = 0; call < 2; call++) {
        long begin = at + 4 * MILLI + call * (quote + 2 * MILLI);
        int client = 2 + 2 * call;
        spans.add(span(cart, client, 1, "shop", "POST", SpanKind.SPAN_KIND_CLIENT, begin, quote));
        spans.add(
            span(
                cart,
                client + 1,
                client,
                "prices",
                "POST /quotes",
                SpanKind.SPAN_KIND_SERVER,
                begin,
                quote));
      }
    }
    return spans;
  }

  private static Sent span(
      int cart,
      int id,
      int parent,
      String service,
      String name,
      SpanKind kind,
      long start,
      long length) {
    String[] parts = name.split(" ", 2);
    Map<String, String> attributes =
        parts.length == 1
            ? Map.of("http.request.method", parts[0], "server.address", "prices")
            : Map.of("http.request.method", parts[0], "http.route", parts[1]);
    return new Sent(
        service,
        String.format(Locale.ROOT, "c0de%028x", cart),
        String.format(Locale.ROOT, "%014x%02x", cart, id),
        parent == 0 ? "" : String.format(Locale.ROOT, "%014x%02x", cart, parent),
        name,
        kind,
        start,
        start + length,
        false,
        attributes);
  }

  private static String window() {
    return "from=" + start + "&to=" + start.plusSeconds(1_200);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String question(String edit) {
    return "service=shop&operation=" + encoded(ROUTE) + "&edit=" + encoded(edit) + "&" + window();
  }

  private static Cli ask(String... more) {
    List<String> words =
        new ArrayList<>(List.of("what-if", "--service", "shop", "--operation", ROUTE));
    words.addAll(List.of(more));
    return Cli.run(words.toArray(String[]::new));
  }

  private static Cli askServer(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--server",
                server.pages().toString(),
                "--from",
                start.toString(),
                "--to",
                start.plusSeconds(1_200).toString()));
    words.addAll(List.of(more));
    return ask(words.toArray(String[]::new));
  }

  @Test
  void pageApiAndCommandsSayTheSame() throws Exception {
    JsonNode answer = server.json("/api/what-if?" + question(EDIT));
    assertThat(answer.path("traces").asInt()).isEqualTo(CARTS);
    JsonNode p95 = answer.at("/quantiles/2");
    assertThat(p95.path("q").asDouble()).isEqualTo(0.95);
    // What was counted stands in a sketch, which is exact to 1.1 %.
    assertThat(p95.path("nowNanos").asDouble()).isCloseTo(200e6, withinPercentage(1.2));
    assertThat(p95.path("thenNanos").asDouble()).isCloseTo(57.5e6, withinPercentage(1.2));

    ObjectNode body = JSON.createObjectNode();
    body.put("service", "shop").put("operation", ROUTE);
    body.put("from", start.toString()).put("to", start.plusSeconds(1_200).toString());
    body.putArray("edits").add(EDIT);
    assertThat(posted(body)).isEqualTo(answer);

    Cli json = askServer("--edit", EDIT, "--json");
    assertThat(json.code()).as(json.err()).isZero();
    assertThat(JSON.readTree(json.out())).isEqualTo(answer);

    Cli offline = ask("--edit", EDIT, "--import", file.toString(), "--json");
    assertThat(offline.code()).as(offline.err()).isZero();
    // Files have their traces only, and nothing counted.
    ObjectNode same = (ObjectNode) JSON.readTree(offline.out());
    assertThat(same.at("/quantiles/2/nowNanos").asLong()).isEqualTo(200 * MILLI);
    assertThat(same.at("/quantiles/2/thenNanos").asLong()).isEqualTo(10 * MILLI + 190 * MILLI / 4);
    same.set("window", answer.path("window"));
    same.set("quantiles", answer.path("quantiles"));
    assertThat(answer.path("ceiling").isNull()).as("no metrics came").isTrue();
    assertThat(same).isEqualTo(answer);

    String now = Format.nanos(p95.path("nowNanos").asDouble());
    String then = Format.nanos(p95.path("thenNanos").asDouble());
    Cli text = askServer("--edit", EDIT);
    assertThat(text.out().lines())
        .anyMatch(line -> line.matches("p95 +" + now + " +" + then + " .*−7\\d %.*"));
    HttpResponse<String> page = server.get("/what-if?" + question(EDIT));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("p95", now, then, "Taken for granted");
  }

  private static JsonNode posted(JsonNode body) throws Exception {
    return server.postedJson("/api/what-if", body.toString());
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    String bad = "faster=abc service=prices operation=\"POST /quotes\"";
    HttpResponse<String> refused = server.get("/api/what-if?" + question(bad));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("faster is 'abc'; expected a number > 0");
    Cli asked = ask("--edit", bad, "--import", file.toString());
    assertThat(asked.code()).isEqualTo(2);
    assertThat(asked.err()).contains("faster is 'abc'; expected a number > 0");

    String unknown = "removed service=prices operation=\"POST /qoutes\"";
    HttpResponse<String> missing = server.get("/api/what-if?" + question(unknown));
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).contains("'POST /qoutes'", "'POST /quotes'");
    assertThat(askServer("--edit", unknown).code()).isEqualTo(1);

    HttpResponse<String> none = server.get("/api/what-if?service=shop&operation=x&" + window());
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(none.body()).contains("edit is missing");
    String later = "from=" + start.plusSeconds(900) + "&to=" + start.plusSeconds(1_000);
    HttpResponse<String> few =
        server.get(
            "/api/what-if?service=shop&operation="
                + encoded(ROUTE)
                + "&edit="
                + encoded(EDIT)
                + "&"
                + later);
    assertThat(few.statusCode()).isEqualTo(409);
    assertThat(few.body()).contains("not enough traces: 10 of 20");
    HttpResponse<String> page = server.get("/what-if?" + question(bad));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("expected a number");
    Cli route =
        Cli.run(
            "what-if",
            "--service",
            "shop",
            "--operation",
            "GET /crat",
            "--edit",
            EDIT,
            "--import",
            file.toString());
    assertThat(route.code()).isEqualTo(1);
    assertThat(route.err()).contains("did you mean 'shop GET /cart'?");
  }

  @Test
  @ExtendWith(NeedsChromium.class)
  void theRoutePageAsksInPlaceAndWithoutScriptToo() {
    Path browserFile =
        NeedsChromium.browser().orElseThrow(() -> new AssertionError(NeedsChromium.MISSING));
    String route = "/route?service=shop&operation=" + encoded(ROUTE) + "&" + window();
    List<String> problems = new ArrayList<>();
    try (Playwright playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(browserFile)
                        .setArgs(BrowsedShop.ARGUMENTS))) {
      BrowserContext context = browser.newContext();
      Page page = context.newPage();
      BrowsedShop.watch(page, problems);
      page.navigate(server.pages().resolve(route).toString());
      page.locator("select[name=target]").selectOption("prices|POST /quotes");
      assertThat(page.locator("#what-if-answer")).containsText("prices");
      page.locator("form.what-if input[type=range]").fill("4");
      assertThat(page.locator("#what-if-answer")).containsText("faster=4");
      assertThat(page.locator("#what-if-answer")).containsText("57.");
      page.locator("select[name=kind]").selectOption("parallel");
      assertThat(page.locator("#what-if-answer code")).containsText("parallel");
      assertThat(page.locator("form.what-if input[name=size]")).isHidden();

      Page plain =
          browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false)).newPage();
      BrowsedShop.watch(plain, problems);
      plain.navigate(server.pages().resolve(route).toString());
      plain.locator("select[name=target]").selectOption("prices|POST /quotes");
      plain.locator("input[name=size]").fill("4");
      plain.locator("form.what-if button").click();
      assertThat(plain.locator("#what-if-answer")).containsText("57.");
      assertThat(plain.locator("h1")).hasText("What if");
    }
    assertThat(problems).isEmpty();
  }
}
