package dev.headroom.demo.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.demo.wire.BadCallException;
import io.opentelemetry.api.OpenTelemetry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ShopValuesTest {
  @Test
  void basketsSurviveTheWire() {
    List<BasketLine> lines = List.of(BasketLine.unpriced(7, 2), new BasketLine(40_000, 9, 12_345));
    assertThat(BasketLine.parse(BasketLine.format(lines))).isEqualTo(lines);
    assertThat(BasketLine.parse(" ")).isEmpty();
    assertThat(BasketLine.totalCents(lines)).isEqualTo(9 * 12_345);
  }

  @Test
  void brokenBasketLinesAreTheCallersMistake() {
    for (String text : List.of("7", "7:x:0", "7:1:0,,8:1:0")) {
      assertThatThrownBy(() -> BasketLine.parse(text))
          .as(text)
          .isInstanceOf(BadCallException.class)
          .hasMessageContaining("expected id:quantity:cents");
    }
  }

  @Test
  void versionsAreOrderedByNumber() {
    assertThat(ReleaseVersion.parse("1.10.0")).isGreaterThan(ReleaseVersion.parse("1.9.7"));
    assertThat(ReleaseVersion.parse("2.0.3")).hasToString("2.0.3");
    assertThatThrownBy(() -> ReleaseVersion.parse("1.5"))
        .hasMessage("version '1.5', expected MAJOR.MINOR.PATCH");
  }

  @Test
  void mailHeadersSurviveTheTable() {
    Map<String, String> headers =
        Map.of(
            "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "baggage", "headroom.tenant=acme,headroom.segment=pro");
    assertThat(MailQueue.parse(MailQueue.format(headers))).isEqualTo(headers);
    assertThat(MailQueue.parse("")).isEmpty();
  }

  @Test
  void cacheForgetsTheLeastRecentlyUsed() {
    ProductCache cache =
        new ProductCache(
            "products", 2, OpenTelemetry.noop().getMeter("test").counterBuilder("lookups").build());
    cache.put("a", "1");
    cache.put("b", "2");
    assertThat(cache.get("a")).contains("1");
    cache.put("c", "3");
    assertThat(cache.get("b")).isEmpty();
    assertThat(cache.get("a")).contains("1");
    assertThat(cache.get("c")).contains("3");
  }
}
