package dev.headroom.demo.traffic;

import dev.headroom.demo.shop.ShopData;
import java.util.List;
import java.util.random.RandomGenerator;

/// Draws requests: which tenant, which page, which product. Not thread safe.
public final class RequestMix {
  private static final double UNKNOWN_PRODUCT = 0.006;

  private final RandomGenerator random;
  private final List<Tenant> tenants = Tenant.all();
  private final int shares = tenants.stream().mapToInt(Tenant::share).sum();

  /// A mix drawn from `random`.
  public RequestMix(RandomGenerator random) {
    this.random = random;
  }

  /// The next request.
  public ShopRequest next() {
    Tenant tenant = tenant();
    String session = tenant.name() + "-" + random.nextInt(ShopData.SESSIONS_PER_TENANT);
    double page = random.nextDouble();
    if (page < 0.16) {
      return new ShopRequest("GET", "/", tenant, session);
    }
    if (page < 0.50) {
      return new ShopRequest("GET", "/products/" + product(), tenant, session);
    }
    if (page < 0.66) {
      return new ShopRequest("GET", "/search?q=" + ShopData.keyword(keyword()), tenant, session);
    }
    if (page < 0.78) {
      return new ShopRequest("GET", "/cart", tenant, session);
    }
    if (page < 0.85) {
      return new ShopRequest("POST", "/cart?product=" + product(), tenant, session);
    }
    if (page < 0.97) {
      return new ShopRequest("POST", "/checkout", tenant, session);
    }
    return new ShopRequest("GET", "/orders", tenant, session);
  }

  private Tenant tenant() {
    int drawn = random.nextInt(shares);
    for (Tenant tenant : tenants) {
      drawn -= tenant.share();
      if (drawn < 0) {
        return tenant;
      }
    }
    throw new IllegalStateException("the shares of the tenants do not add up to " + shares);
  }

  /// Few products are asked for often: ranks follow a log-uniform law, which is close to Zipf's.
  private int product() {
    if (random.nextDouble() < UNKNOWN_PRODUCT) {
      return ShopData.PRODUCTS + 1 + random.nextInt(1_000);
    }
    return skewed(ShopData.PRODUCTS);
  }

  private int keyword() {
    return skewed(ShopData.KEYWORDS);
  }

  private int skewed(int count) {
    return (int) Math.min(count, Math.floor(Math.pow(count, random.nextDouble())));
  }
}
