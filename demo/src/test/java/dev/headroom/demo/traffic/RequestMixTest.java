package dev.headroom.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.demo.shop.ShopData;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RequestMixTest {
  private static final long SEED = 7;
  private static final int DRAWS = 40_000;

  @Test
  void everyRouteAndTenantIsAskedInItsShare() {
    RequestMix mix = new RequestMix(new SplittableRandom(SEED));
    Map<String, Integer> routes = new HashMap<>();
    Map<Tenant, Integer> tenants = new HashMap<>();
    int popular = 0;
    int products = 0;
    for (int i = 0; i < DRAWS; i++) {
      ShopRequest request = mix.next();
      String target = request.target();
      routes.merge(request.method() + " " + target.split("[?0-9]")[0], 1, Integer::sum);
      tenants.merge(request.tenant(), 1, Integer::sum);
      if (target.startsWith("/products/")) {
        int id = Integer.parseInt(target.substring("/products/".length()));
        products++;
        popular += id <= ShopData.PRODUCTS / 100 ? 1 : 0;
      }
    }
    assertThat(routes)
        .as("seed %d", SEED)
        .containsOnlyKeys(
            "GET /",
            "GET /products/",
            "GET /search",
            "GET /cart",
            "POST /cart",
            "POST /checkout",
            "GET /orders");
    assertThat(routes.get("POST /checkout")).isBetween(DRAWS * 11 / 100, DRAWS * 13 / 100);
    assertThat(tenants).hasSize(12);
    assertThat(tenants.get(Tenant.all().getFirst())).isBetween(DRAWS * 28 / 100, DRAWS * 32 / 100);
    // One product in a hundred draws about half of the views, so a cache can work.
    assertThat((double) popular / products).as("seed %d", SEED).isBetween(0.5, 0.65);
  }
}
