package dev.headroom.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import dev.headroom.query.Queries;
import dev.headroom.server.web.WebPages;
import java.lang.reflect.Proxy;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// All pages with data in a real browser: nothing is logged as an error, nothing fails to load,
/// nothing sticks out, and links and keys lead where they say.
@Timeout(300)
@ExtendWith(NeedsChromium.class)
final class PagesE2eTest {
  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private static RunningHeadroom server;
  private static ShopTraffic shop;
  private static Playwright playwright;
  private static Browser browser;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    Path executable =
        NeedsChromium.browser().orElseThrow(() -> new AssertionError(NeedsChromium.MISSING));
    shop = ShopTraffic.recent(Instant.now());
    server = RunningHeadroom.start(directory.resolve("data"));
    shop.sendTo(server);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions().setExecutablePath(executable).setArgs(ARGUMENTS));
  }

  @AfterAll
  static void stop() {
    try {
      if (playwright != null) {
        playwright.close();
      }
    } finally {
      if (server != null) {
        server.close();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"LIGHT, 1280", "DARK, 1280", "LIGHT, 390", "DARK, 390"})
  void everyPageIsSound(ColorScheme scheme, int width) {
    List<String> problems = new ArrayList<>();
    try (BrowserContext context = context(scheme, width)) {
      Page page = context.newPage();
      watch(page, problems);
      for (String address : addresses()) {
        page.navigate(server.pages().resolve(address).toString());
        page.waitForLoadState(LoadState.NETWORKIDLE);
        if (!page.title().matches("\\S.* · Headroom")) {
          problems.add(address + ": its title is '" + page.title() + "'");
        }
        Object over =
            page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (!over.equals(0)) {
          problems.add(address + ": it sticks out by " + over + " pixels");
        }
        Object dark =
            page.evaluate(
                "(([r, g, b]) => r + g + b < 384)"
                    + "(getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number))");
        if (!dark.equals(scheme == ColorScheme.DARK)) {
          problems.add(address + ": its background is not " + scheme);
        }
      }
    }
    assertThat(problems).isEmpty();
  }

  /// What all pages must not do.
  private static void watch(Page page, List<String> problems) {
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

  private static BrowserContext context(ColorScheme scheme, int width) {
    return browser.newContext(
        new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 800));
  }

  /// Every page of the server, those with a subject with one, and a trace.
  private static List<String> addresses() {
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

  private static List<String> paths() {
    Queries unused =
        (Queries)
            Proxy.newProxyInstance(
                Queries.class.getClassLoader(),
                new Class<?>[] {Queries.class},
                (_, method, _) -> {
                  throw new AssertionError("only the paths are asked for, not " + method);
                });
    return new WebPages(unused, Runnable::run, InstantSource.system(), "test").paths();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void linksLeadFromTheHomePageToARouteAndToATrace() {
    List<String> problems = new ArrayList<>();
    try (BrowserContext context = context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      watch(page, problems);
      page.navigate(server.pages().resolve("/?" + shop.window()).toString());
      page.locator("main a", new Page.LocatorOptions().setHasText(ShopTraffic.ROUTE))
          .first()
          .click();
      assertThat(page).hasURL(Pattern.compile(".*/route\\?service=shop&operation=.*"));
      assertThat(page.locator("h1")).hasText(ShopTraffic.ROUTE);
      page.locator("main a[href^='/trace/']").first().click();
      assertThat(page).hasURL(Pattern.compile(".*/trace/5e0f[0-9a-f]{28}.*"));
      assertThat(page.locator(".wf-row")).hasCount(3 + ShopTraffic.QUERIES);
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void theThemeIsToggledAndKept() {
    try (BrowserContext context = context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      page.navigate(server.pages().toString());
      page.locator("#theme").click();
      assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
      page.reload();
      assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
      page.keyboard().press("d");
      assertThat(page.locator("html")).hasAttribute("data-theme", "light");
    }
  }

  @Test
  void keysLeadToPagesAndToTheirHelp() {
    List<String> problems = new ArrayList<>();
    try (BrowserContext context = context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      watch(page, problems);
      page.navigate(server.pages().toString());
      page.keyboard().press("g");
      page.keyboard().press("m");
      assertThat(page).hasURL(Pattern.compile(".*/map"));
      assertThat(page.locator("#keys")).isHidden();
      page.keyboard().press("?");
      assertThat(page.locator("#keys")).isVisible();
      assertThat(page.locator("#keys")).containsText("jump to a service, route or trace");
      page.keyboard().press("Escape");
      assertThat(page.locator("#keys")).isHidden();
      page.keyboard().press("/");
      assertThat(page.locator("#jump")).isFocused();
    }
    assertThat(problems).isEmpty();
  }
}
