package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.headroom.query.Queries;
import dev.headroom.query.SloQueries;
import dev.headroom.server.web.WebPages;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A Headroom that has received the traffic of the small shop, and a browser to look at it with.
///
/// @param server holds the traffic
/// @param shop what was sent
/// @param alert the alert it has
/// @param finding the fingerprint of the finding it has
/// @param fix the id of a proposal that was accepted
record BrowsedShop(
    RunningHeadroom server,
    ShopTraffic shop,
    String alert,
    String finding,
    String fix,
    Playwright playwright,
    Browser browser)
    implements AutoCloseable {
  /// How many spans an order has.
  static final int SPANS = 3 + ShopTraffic.QUERIES;

  private static final String SLO = "orders-shown";

  private static final String SLO_DOCUMENT =
      """
      apiVersion: openslo/v1
      kind: SLO
      metadata: {name: orders-shown, displayName: Orders are shown}
      spec:
        service: shop
        indicator:
          metadata: {name: orders}
          spec:
            ratioMetric:
              rawType: success
              raw:
                metricSource:
                  type: headroom
                  spec: {operation: "GET /orders/{id}", bad: failed}
        timeWindow: [{duration: 7d, isRolling: true}]
        budgetingMethod: Occurrences
        objectives: [{displayName: shown, target: 0.9}]
      """;

  private static final String ALERT =
      """
      {"version": "4", "status": "firing", "alerts": [{"status": "firing",
        "labels": {"alertname": "DiskFull", "severity": "page", "service": "stock"},
        "annotations": {"summary": "The disk of stock is full"},
        "startsAt": "STARTS", "fingerprint": "5e0f5e0f5e0f5e0f"}]}
      """;

  static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  static BrowsedShop start(Path data) throws Exception {
    Path executable =
        NeedsChromium.browser().orElseThrow(() -> new AssertionError(NeedsChromium.MISSING));
    ShopTraffic shop = ShopTraffic.recent(Instant.now());
    RunningHeadroom server = RunningHeadroom.start(data);
    shop.sendTo(server);
    Path slo = Files.writeString(data.resolveSibling("slo.yaml"), SLO_DOCUMENT);
    Cli applied = Cli.run("slo", "apply", slo.toString(), "--server", server.pages().toString());
    assertThat(applied.code()).as(applied.err()).isZero();
    server.await(
        "/api/slos", answer -> answer.at("/slos/0/budget/total").asDouble() == ShopTraffic.ORDERS);
    server.post(
        "/api/alerts/alertmanager",
        "application/json",
        ALERT.replace("STARTS", shop.from().toString()));
    String alert =
        server
            .await("/api/alerts?" + shop.window(), answer -> !answer.path("alerts").isEmpty())
            .at("/alerts/0/id")
            .asText();
    server.post("/api/analyses/run", "application/json", "{}");
    String finding = server.json("/api/findings").at("/findings/0/fingerprint").asText();
    String fix = server.json("/api/fixes").at("/fixes/0/id").asText();
    server.post("/api/fixes/" + fix + "/accept", "application/json", "{\"who\": \"ada\"}");
    server.post(
        "/api/capacity-tests",
        "application/json",
        CapacityTestJson.search("shop", ShopTraffic.ROUTE, 1));
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions().setExecutablePath(executable).setArgs(ARGUMENTS));
    return new BrowsedShop(server, shop, alert, finding, fix, playwright, browser);
  }

  @Override
  public void close() {
    try {
      playwright.close();
    } finally {
      server.close();
    }
  }

  /// A window of its own, with nothing remembered.
  BrowserContext context(ColorScheme scheme, int width) {
    return context(
        new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 800));
  }

  BrowserContext context(Browser.NewContextOptions options) {
    return browser.newContext(options);
  }

  /// What all pages must not do.
  static void watch(Page page, List<String> problems) {
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        problems.add(page.url() + ": console: " + message.text());
      }
    });
    page.onPageError(error -> problems.add(page.url() + ": error: " + error));
    page.onRequestFailed(
        request -> problems.add(page.url() + ": " + request.url() + " " + request.failure()));
    page.onResponse(response -> {
      if (response.status() >= 400) {
        problems.add(page.url() + ": " + response.url() + " answers " + response.status());
      }
    });
  }

  /// Every page of the server, those with a subject with one, and a trace.
  List<String> addresses() {
    Map<String, String> subjects =
        Map.ofEntries(
            Map.entry("/service", "name=stock&"),
            Map.entry("/route", "service=shop&operation=" + encoded(ShopTraffic.ROUTE) + "&"),
            Map.entry("/what-if", "service=shop&operation=" + encoded(ShopTraffic.ROUTE) + "&"),
            Map.entry("/metrics/series", "name=shop.basket&"),
            Map.entry("/slo", "name=" + SLO + "&"),
            Map.entry("/slo/simulation", "name=" + SLO + "&"),
            Map.entry("/alert", "id=" + alert + "&"),
            Map.entry("/finding", "id=" + finding + "&"),
            Map.entry("/fix", "id=" + fix + "&"),
            Map.entry("/proof", "id=" + fix + "&"),
            Map.entry("/capacity/test", "id=" + CapacityTestJson.ID + "&"));
    List<String> addresses = new ArrayList<>();
    for (String path : paths()) {
      addresses.add(path + "?" + subjects.getOrDefault(path, "") + shop.window());
    }
    addresses.add("/trace/" + ShopTraffic.traceId(ShopTraffic.ORDERS));
    return addresses;
  }

  private static <T> T unused(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> {
              throw new AssertionError("only the paths are asked for, not " + method);
            }));
  }

  @SuppressWarnings("NullAway") // Only the paths are asked for.
  private static List<String> paths() {
    return new WebPages(
            new WebPages.Parts(
                unused(Queries.class),
                unused(SloQueries.class),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null),
            Runnable::run,
            InstantSource.system(),
            "test")
        .paths();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// The page of the longest order.
  URI longestOrder() {
    return server.pages().resolve("/trace/" + ShopTraffic.traceId(ShopTraffic.ORDERS));
  }
}
