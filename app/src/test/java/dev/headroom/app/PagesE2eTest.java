package dev.headroom.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
/// nothing sticks out, links and keys lead where they say, and all of it reads without script.
@Timeout(300)
@ExtendWith(NeedsChromium.class)
final class PagesE2eTest {
  private static BrowsedShop browsed;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    browsed = BrowsedShop.start(directory.resolve("data"));
  }

  @AfterAll
  static void stop() {
    if (browsed != null) {
      browsed.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"LIGHT, 1280", "DARK, 1280", "LIGHT, 390", "DARK, 390"})
  void everyPageIsSound(ColorScheme scheme, int width) {
    List<String> problems = new ArrayList<>();
    try (BrowserContext context = browsed.context(scheme, width)) {
      Page page = context.newPage();
      BrowsedShop.watch(page, problems);
      for (String address : browsed.addresses()) {
        page.navigate(browsed.server().pages().resolve(address).toString());
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

  @Test
  void linksLeadFromTheHomePageToARouteAndToATrace() {
    List<String> problems = new ArrayList<>();
    try (BrowserContext context = browsed.context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      BrowsedShop.watch(page, problems);
      page.navigate(browsed.server().pages().resolve("/?" + browsed.shop().window()).toString());
      page.locator("main a", new Page.LocatorOptions().setHasText(ShopTraffic.ROUTE))
          .first()
          .click();
      assertThat(page).hasURL(Pattern.compile(".*/route\\?service=shop&operation=.*"));
      assertThat(page.locator("h1")).hasText(ShopTraffic.ROUTE);
      page.locator("main a[href^='/trace/']").first().click();
      assertThat(page).hasURL(Pattern.compile(".*/trace/5e0f[0-9a-f]{28}.*"));
      assertThat(page.locator(".wf-row")).hasCount(BrowsedShop.SPANS);
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void theThemeIsToggledAndKept() {
    try (BrowserContext context = browsed.context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      page.navigate(browsed.server().pages().toString());
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
    try (BrowserContext context = browsed.context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      BrowsedShop.watch(page, problems);
      page.navigate(browsed.server().pages().toString());
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

  @Test
  void htmxGetsTheContentOfEveryPageAlone() throws Exception {
    for (String address : browsed.addresses()) {
      HttpResponse<String> whole = browsed.server().get(address);
      HttpResponse<String> fragment = browsed.server().get(address, Map.of("HX-Request", "true"));
      assertThat(whole.body().strip()).as(address).startsWith("<!DOCTYPE html>").contains("<nav");
      assertThat(fragment.statusCode()).as(address).isEqualTo(200);
      assertThat(fragment.body().strip())
          .as(address)
          .startsWith("<main class=\"page\" id=\"content\"")
          .contains("<h1")
          .doesNotContain("<nav", "<html", "<script");
      HttpResponse<String> history =
          browsed
              .server()
              .get(address, Map.of("HX-Request", "true", "HX-History-Restore-Request", "true"));
      assertThat(history.body().strip()).as(address).startsWith("<!DOCTYPE html>");
    }
  }

  @Test
  void everyPageReadsWithoutScript() {
    try (BrowserContext context =
        browsed.context(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
      Page page = context.newPage();
      for (String address : browsed.addresses()) {
        page.navigate(browsed.server().pages().resolve(address).toString());
        assertThat(page.locator("h1")).isVisible();
        assertThat(page.locator("button:visible:not([type=submit])")).hasCount(0);
        assertThat(page.locator("#zone")).isHidden();
      }
      page.navigate(
          browsed.server().pages().resolve("/traces?" + browsed.shop().window()).toString());
      assertThat(page.locator("summary .zone")).hasText("UTC");
      assertThat(page.locator("summary time").first())
          .hasText(browsed.shop().from().toString().replace('T', ' ').substring(0, 16));
      page.navigate(browsed.longestOrder().toString());
      assertThat(page.locator(".wf-row:visible")).hasCount(BrowsedShop.SPANS);
      page.locator(".wf-row summary").nth(3).click();
      assertThat(page.locator(".wf-detail:visible")).containsText("SELECT name FROM items");
    }
  }

  @Test
  void everyTableWithSeveralRowsSorts() {
    try (BrowserContext context = browsed.context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      for (String address : browsed.addresses()) {
        page.navigate(browsed.server().pages().resolve(address).toString());
        assertThat(
                page.evaluate(
                    "[...document.querySelectorAll('main table:not(.u-legend)')]"
                        + ".filter(t => !t.querySelector('th button, th a')).length"))
            .as(address)
            .isEqualTo(0);
      }
    }
  }
}
