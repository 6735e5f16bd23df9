package dev.headroom.app;

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
record BrowsedShop(RunningHeadroom server, ShopTraffic shop, Playwright playwright, Browser browser)
    implements AutoCloseable {
  /// How many spans an order has.
  static final int SPANS = 3 + ShopTraffic.QUERIES;

  private static final List<String> ARGUMENTS =
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
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions().setExecutablePath(executable).setArgs(ARGUMENTS));
    return new BrowsedShop(server, shop, playwright, browser);
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
        Map.of(
            "/service", "name=stock&",
            "/route", "service=shop&operation=" + encoded(ShopTraffic.ROUTE) + "&",
            "/metrics/series", "name=shop.basket&");
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
                unused(Queries.class), unused(SloQueries.class), null, null, null, null),
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
