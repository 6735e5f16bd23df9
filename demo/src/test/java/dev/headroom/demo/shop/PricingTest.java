package dev.headroom.demo.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.demo.trouble.TroubleSwitches;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PricingTest {
  private static final long SEED = 3;

  private final Pricing scanning =
      new Pricing(new TroubleSwitches(), ReleaseVersion.parse("2.0.3"));
  private final Pricing indexed = new Pricing(new TroubleSwitches(), ReleaseVersion.parse("2.1.0"));

  @Test
  void theFasterVersionQuotesTheSamePrices() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (String tenant : List.of("acme", "globex", "vandelay", "")) {
      Baggage baggage = Baggage.builder().put("headroom.tenant", tenant).build();
      try (Scope _ = baggage.makeCurrent()) {
        List<BasketLine> lines =
            IntStream.range(0, 200)
                .mapToObj(i ->
                    BasketLine.unpriced(
                        1 + random.nextInt(ShopData.PRODUCTS), 1 + random.nextInt(9)))
                .toList();
        assertThat(indexed.priced(lines)).as("seed %d", SEED).isEqualTo(scanning.priced(lines));
      }
    }
  }

  @Test
  void tenantsGetTheirDiscount() {
    List<BasketLine> lines =
        IntStream.rangeClosed(1, 64).mapToObj(id -> BasketLine.unpriced(id, 9)).toList();
    long without = BasketLine.totalCents(indexed.priced(lines));
    try (Scope _ = Baggage.builder().put("headroom.tenant", "acme").build().makeCurrent()) {
      assertThat(BasketLine.totalCents(indexed.priced(lines))).isLessThan(without);
    }
    assertThat(without)
        .isEqualTo(
            lines.stream().mapToLong(line -> 9 * ShopData.listCents(line.productId())).sum());
  }
}
