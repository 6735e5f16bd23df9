package dev.headroom.demo.shop;

/// Sizes and names of the seeded data, shared by the schema, the services and the traffic.
public final class ShopData {
  /// Products have the ids 1 to this number.
  public static final int PRODUCTS = 40_000;

  /// Search keywords have the numbers 1 to this number.
  public static final int KEYWORDS = 4_000;

  /// Buyers, and thus baskets, of each tenant.
  public static final int SESSIONS_PER_TENANT = 40;

  private ShopData() {}

  /// The search keyword with a number.
  public static String keyword(int number) {
    return "kw" + number;
  }

  /// The list price of a product in cents; the schema uses the same formula.
  static long listCents(int productId) {
    return 199 + productId * 37L % 20_000;
  }
}
