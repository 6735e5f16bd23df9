package dev.headroom.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import dev.headroom.app.OtlpSpans.Sent;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What the scripts add to the pages, in a real browser: folding, selecting, sorting, zones of
/// time, refreshing in place.
@Timeout(300)
@ExtendWith(NeedsChromium.class)
final class PageScriptsE2eTest {
  private static final int LONG = 500;

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

  @Test
  void subtreesFoldByKeysAndByMouse() {
    List<String> problems = new ArrayList<>();
    try (BrowserContext context = browsed.context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      BrowsedShop.watch(page, problems);
      page.navigate(browsed.longestOrder().toString());
      Locator shown = page.locator(".wf-row:visible");
      Locator stock = page.locator(".wf-row summary").nth(2);
      assertThat(shown).hasCount(BrowsedShop.SPANS);
      page.locator(".wf-row summary").first().focus();
      page.keyboard().press("ArrowDown");
      page.keyboard().press("ArrowDown");
      assertThat(stock).isFocused();
      assertThat(stock).hasAttribute("aria-expanded", "true");
      page.keyboard().press("ArrowLeft");
      assertThat(shown).hasCount(BrowsedShop.SPANS - ShopTraffic.QUERIES);
      assertThat(stock).hasAttribute("aria-expanded", "false");
      page.keyboard().press("ArrowRight");
      assertThat(shown).hasCount(BrowsedShop.SPANS);
      page.keyboard().press("ArrowRight");
      page.keyboard().press("Enter");
      assertThat(page.locator(".wf-detail:visible")).containsText("SELECT name FROM items");
      page.locator(".wf-fold").first().click();
      assertThat(shown).hasCount(1);
      page.getByText("Unfold all", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(shown).hasCount(BrowsedShop.SPANS);
      page.locator("#find-span").fill("select items");
      assertThat(shown).hasCount(ShopTraffic.QUERIES);
      assertThat(page.locator("#found-spans"))
          .hasText(ShopTraffic.QUERIES + " of " + BrowsedShop.SPANS + " spans");
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void onlyTheCriticalPathIsShownWhenAskedFor() {
    try (BrowserContext context = browsed.context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      page.navigate(browsed.longestOrder().toString());
      int critical = page.locator(".wf-row.critical").count();
      page.locator("#only-critical").check();
      assertThat(page.locator(".wf-row:visible")).hasCount(critical);
      assertThat(page.locator(".wf-row:visible:not(.critical)")).hasCount(0);
    }
  }

  @Test
  void aDragAcrossTheDurationsNarrowsTheSearch() throws Exception {
    List<String> problems = new ArrayList<>();
    try (BrowserContext context = browsed.context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      BrowsedShop.watch(page, problems);
      page.navigate(
          browsed.server().pages().resolve("/traces?live=1&" + browsed.shop().window()).toString());
      BoundingBox box = page.locator(".scatter .u-over").boundingBox();
      page.mouse().move(box.x + box.width * 0.002, box.y + box.height * 0.05);
      page.mouse().down();
      page.mouse().move(box.x + box.width * 0.3, box.y + box.height * 0.2);
      page.mouse().move(box.x + box.width * 0.6, box.y + box.height * 0.4);
      page.mouse().up();
      page.waitForURL(Pattern.compile(".*maxDuration=.*"));
      Map<String, String> query = query(page.url());
      assertThat(query).containsKeys("from", "to", "minDuration", "maxDuration");
      assertThat(query).doesNotContainKey("live");
      double least = millis(query.getOrDefault("minDuration", ""));
      double most = millis(query.getOrDefault("maxDuration", ""));
      assertThat(least).isBetween(50.0, 390.0).isLessThan(most);
      JsonNode kept =
          browsed.server().json("/api/traces?limit=1000&" + browsed.shop().window()).path("traces");
      List<JsonNode> fitting =
          StreamSupport.stream(kept.spliterator(), false)
              .filter(trace -> isBetween(trace.path("durationNanos").asLong() / 1e6, least, most))
              .toList();
      assertThat(fitting).hasSizeBetween(1, kept.size() - 1);
      assertThat(page.locator(".scroll tbody tr")).hasCount(fitting.size());
    }
    assertThat(problems).isEmpty();
  }

  private static boolean isBetween(double value, double least, double most) {
    return value >= least && value <= most;
  }

  private static Map<String, String> query(String url) {
    Map<String, String> query = new HashMap<>();
    for (String pair : url.substring(url.indexOf('?') + 1).split("&", -1)) {
      int equals = pair.indexOf('=');
      query.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return query;
  }

  private static double millis(String duration) {
    assertThat(duration).matches("[0-9.]+(ms|s)");
    double figure = Double.parseDouble(duration.replaceAll("[a-z]", ""));
    return duration.endsWith("ms") ? figure : figure * 1_000;
  }

  @Test
  void aPointOfTheDurationsOpensItsTrace() {
    try (BrowserContext context = browsed.context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      page.navigate(
          browsed
              .server()
              .pages()
              .resolve("/traces?minDuration=395ms&" + browsed.shop().window())
              .toString());
      Object where =
          page.evaluate(
              "(() => {const over = document.querySelector('.scatter .u-over');"
                  + "const box = over.getBoundingClientRect();"
                  + "const data = JSON.parse(document.querySelector('.scatter').dataset.scatter);"
                  + "const x = (data.points[0].at - data.from) / (data.to - data.from);"
                  + "return [box.x + x * box.width, box.y + box.height / 2]})()");
      List<?> at = (List<?>) where;
      page.mouse().click(number(at.get(0)), number(at.get(1)));
      assertThat(page)
          .hasURL(Pattern.compile(".*/trace/" + ShopTraffic.traceId(ShopTraffic.ORDERS)));
    }
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  @Test
  void timesFollowTheChosenZone() {
    try (BrowserContext context =
        browsed.context(new Browser.NewContextOptions().setTimezoneId("Asia/Tokyo"))) {
      Page page = context.newPage();
      page.navigate(
          browsed.server().pages().resolve("/traces?" + browsed.shop().window()).toString());
      Locator from = page.locator("#shown-window time").first();
      assertThat(from).hasText(minute(browsed.shop().from(), "Asia/Tokyo"));
      assertThat(page.locator("summary .zone")).hasText("Asia/Tokyo");
      page.locator("#zone").selectOption("America/New_York");
      assertThat(from).hasText(minute(browsed.shop().from(), "America/New_York"));
      page.reload();
      assertThat(page.locator("summary .zone")).hasText("America/New_York");
      assertThat(from).hasText(minute(browsed.shop().from(), "America/New_York"));
      page.locator("details.pop summary").click();
      page.locator(".pop input[name=from]")
          .fill(minute(browsed.shop().from().plusSeconds(60), "America/New_York"));
      page.locator("details.pop button").click();
      assertThat(page).hasURL(Pattern.compile(".*from=.*"));
      assertThat(Instant.parse(query(page.url()).getOrDefault("from", "")))
          .isEqualTo(browsed.shop().from().plusSeconds(60));
      assertThat(Instant.parse(query(page.url()).getOrDefault("to", "")))
          .isEqualTo(browsed.shop().to());
      page.locator("#zone").selectOption("UTC");
      assertThat(from).hasText(minute(browsed.shop().from().plusSeconds(60), "UTC"));
    }
  }

  private static String minute(Instant moment, String zone) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
        .withZone(ZoneId.of(zone))
        .format(moment);
  }

  @Test
  void tablesSortInPlace() {
    try (BrowserContext context = browsed.context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      page.navigate(
          browsed.server().pages().resolve("/traces?" + browsed.shop().window()).toString());
      Locator heading = page.locator("th", new Page.LocatorOptions().setHasText("Duration"));
      Locator first = page.locator(".scroll tbody tr").first();
      heading.locator("button").focus();
      page.keyboard().press("Enter");
      assertThat(heading).hasAttribute("aria-sort", "descending");
      assertThat(first).containsText("400 ms");
      page.keyboard().press("Enter");
      assertThat(heading).hasAttribute("aria-sort", "ascending");
      assertThat(first).containsText("10 ms");
      assertThat(page.locator("th[aria-sort]")).hasCount(1);
    }
  }

  @Test
  void refreshingKeepsWhatTheReaderDid() {
    List<String> problems = new ArrayList<>();
    try (BrowserContext context = browsed.context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      BrowsedShop.watch(page, problems);
      page.navigate(
          browsed.server().pages().resolve("/logs?live=1&" + browsed.shop().window()).toString());
      Locator level = page.locator("th", new Page.LocatorOptions().setHasText("Message"));
      level.locator("button").click();
      page.locator("tr.log summary").nth(30).click();
      String opened = page.locator("tr.log summary").nth(30).innerText();
      page.evaluate("scrollTo(0, 500)");
      refresh(page);
      assertThat(level).hasAttribute("aria-sort", "ascending");
      assertThat(page.locator("tr.log details[open] > summary")).hasText(opened);
      assertThat(page.locator("tr.log details[open] > summary")).isFocused();
      assertThat(page.evaluate("scrollY")).isEqualTo(500);
    }
    assertThat(problems).isEmpty();
  }

  /// Waits until fresh content is there.
  private static void refresh(Page page) {
    page.evaluate("document.getElementById('content').dataset.old = '1'");
    page.evaluate("htmx.trigger('#content', 'refresh')");
    assertThat(page.locator("#content:not([data-old])")).hasCount(1);
  }

  @Test
  void refreshingWaitsWhileTheReaderTypesOrIsAway() {
    try (BrowserContext context = browsed.context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      List<String> asked = new ArrayList<>();
      page.onRequest(request -> {
        if (request.url().contains("/logs")) {
          asked.add(request.url());
        }
      });
      page.navigate(
          browsed.server().pages().resolve("/logs?live=1&" + browsed.shop().window()).toString());
      page.waitForLoadState(LoadState.NETWORKIDLE);
      asked.clear();
      page.locator("input[name=text]").fill("looked");
      page.evaluate("htmx.trigger('#content', 'refresh')");
      page.evaluate("document.activeElement.blur()");
      page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})");
      page.evaluate("htmx.trigger('#content', 'refresh')");
      page.evaluate("Object.defineProperty(document, 'hidden', {value: false})");
      refresh(page);
      assertThat(asked).hasSize(1);
    }
  }

  @Test
  void figuresOnTheMapLieOnTheirLines() {
    try (BrowserContext context = browsed.context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      page.navigate(browsed.server().pages().resolve("/map?" + browsed.shop().window()).toString());
      assertThat(page.locator(".box")).not().hasCount(0);
      Object away =
          page.evaluate(
              "[...document.querySelectorAll('.wire-label')].map(label => {"
                  + "const rect = label.querySelector('rect');"
                  + "const x = +rect.getAttribute('x') + rect.getAttribute('width') / 2;"
                  + "const y = +rect.getAttribute('y') + rect.getAttribute('height') / 2;"
                  + "const line = document.querySelector("
                  + "  '.wire[data-edge=\"' + label.dataset.edge + '\"] path');"
                  + "let least = Infinity;"
                  + "for (let at = 0; at <= line.getTotalLength(); at += 1) {"
                  + "  const p = line.getPointAtLength(at);"
                  + "  least = Math.min(least, Math.hypot(p.x - x, p.y - y)); }"
                  + "return least; })");
      List<?> distances = (List<?>) away;
      assertThat(distances).isNotEmpty();
      assertThat(distances).allSatisfy(distance -> assertThat(number(distance)).isLessThan(3));
      page.locator("input[name=focus]").fill("STOCK");
      page.keyboard().press("Enter");
      assertThat(page.locator(".box .t").first()).isVisible();
      assertThat(page.locator(".box", new Page.LocatorOptions().setHasText("stock")))
          .not()
          .hasCount(0);
    }
  }

  @Test
  void aLongTraceStartsFoldedAndLoadsTheDetailsOfASpanWhenItIsOpened() throws Exception {
    String id = "1096" + "0".repeat(28);
    List<Sent> spans = new ArrayList<>();
    // Before the shop's traffic, which the other tests count.
    Instant before = browsed.shop().from().minusSeconds(600);
    long start = before.getEpochSecond() * 1_000_000_000L;
    for (int i = 0; i < LONG; i++) {
      String parent = i == 0 ? "" : String.format(Locale.ROOT, "%016x", (i + 19) / 20);
      spans.add(
          new Sent(
              "reports",
              id,
              String.format(Locale.ROOT, "%016x", i + 1),
              parent,
              "step " + i,
              i == 0 ? SpanKind.SPAN_KIND_SERVER : SpanKind.SPAN_KIND_INTERNAL,
              start,
              start + (i == 0 ? 900_000_000L : 1_000_000L),
              i == 0,
              Map.of("step.number", "number " + i)));
    }
    browsed.server().send("/v1/traces", "application/x-protobuf", OtlpSpans.protobuf(spans));
    browsed
        .server()
        .await(
            "/api/traces?service=reports&from=" + before + "&to=" + browsed.shop().to(),
            view -> !view.path("traces").isEmpty());
    try (BrowserContext context = browsed.context(ColorScheme.LIGHT, 1280)) {
      Page page = context.newPage();
      page.navigate(browsed.server().pages().resolve("/trace/" + id).toString());
      Locator shown = page.locator(".wf-row:visible");
      assertThat(shown.first()).isVisible();
      assertThat(page.locator(".wf-row")).hasCount(LONG);
      assertThat(shown.count()).isBetween(2, 300);
      assertThat(page.locator("dl.attributes", new Page.LocatorOptions().setHasText("number 1")))
          .hasCount(0);
      shown.nth(1).locator("summary").click();
      assertThat(shown.nth(1).locator("div.wf-detail")).containsText("number 1");
    }
  }
}
