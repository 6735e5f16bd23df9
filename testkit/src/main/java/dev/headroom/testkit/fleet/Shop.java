package dev.headroom.testkit.fleet;

import static dev.headroom.testkit.fleet.Parts.cached;
import static dev.headroom.testkit.fleet.Parts.cpu;
import static dev.headroom.testkit.fleet.Parts.query;
import static dev.headroom.testkit.fleet.Parts.sequence;

import dev.headroom.testkit.fleet.Step.Call;
import dev.headroom.testkit.fleet.Step.External;
import dev.headroom.testkit.fleet.Step.Parallel;
import dev.headroom.testkit.fleet.Step.Publish;
import dev.headroom.testkit.fleet.Step.Transaction;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// A shop of twelve services in good health: nothing is used by more than half even in busy hours,
/// calls that can run side by side do, others need what came before.
final class Shop {
  static final String CATALOG_DB = "catalog";
  static final String SALES_DB = "sales";
  static final String STOCK_DB = "stock";
  static final String ACCOUNT_DB = "accounts";
  static final String INDEX_DB = "index";
  static final String CACHE = "cache";

  /// Requests per second of the whole shop at a curve of 1, when `scale` is 1.
  private static final double HOME = 0.5;

  private static final double PRODUCT = 0.9;
  private static final double SEARCH = 0.4;
  private static final double CART = 0.35;
  private static final double ADD = 0.25;
  private static final double CHECKOUT = 0.2;
  private static final double ORDERS = 0.25;
  private static final double ACCOUNT = 0.15;

  private final FleetPlan plan = new FleetPlan();
  private final double scale;
  private final Random random;

  private Shop(double scale, Random random) {
    this.scale = scale;
    this.random = random;
  }

  /// @param scale how many times 3 requests per second
  /// @param random makes each shop a little different
  static FleetPlan plan(double scale, Random random) {
    Shop shop = new Shop(scale, random);
    for (String database : List.of(CATALOG_DB, SALES_DB, STOCK_DB, ACCOUNT_DB, INDEX_DB)) {
      shop.plan.databases.put(database, 12 + random.nextInt(12));
    }
    shop.web();
    shop.catalog();
    shop.recommend();
    shop.pricing();
    shop.search();
    shop.cart();
    shop.checkout();
    shop.inventory();
    shop.payments();
    shop.orders();
    shop.account();
    shop.mailer();
    shop.loads();
    return shop.plan;
  }

  /// Requests per second that reach a service, at a curve of 1.
  static double rate(String service, double scale) {
    return scale
        * switch (service) {
          case "catalog" -> HOME + PRODUCT + SEARCH;
          case "recommend" -> HOME + PRODUCT;
          case "pricing" -> PRODUCT + CART + CHECKOUT;
          case "cart" -> CART + ADD + CHECKOUT;
          case "inventory" -> PRODUCT + CHECKOUT;
          case "account" -> HOME + ACCOUNT;
          case "orders" -> ORDERS + CHECKOUT;
          case "search" -> SEARCH;
          case "index" -> 3 * SEARCH;
          case "checkout", "payments", "mailer" -> CHECKOUT;
          case "web" -> HOME + PRODUCT + SEARCH + CART + ADD + CHECKOUT + ORDERS + ACCOUNT;
          default -> throw new IllegalArgumentException("no service " + service);
        };
  }

  private ServiceSpec service(String name, int replicas, String... databases) {
    ServiceSpec spec = plan.service(name);
    spec.replicas = replicas + random.nextInt(2);
    spec.cores = 1 + random.nextInt(2);
    spec.literals = random.nextDouble() < 0.3;
    for (String database : databases) {
      spec.pools.put(database, 8 + 2 * random.nextInt(4));
    }
    return spec;
  }

  private void loads() {
    plan.load("web", "GET /", HOME * scale);
    plan.load("web", "GET /products/{id}", PRODUCT * scale);
    plan.load("web", "GET /search", SEARCH * scale);
    plan.load("web", "GET /cart", CART * scale);
    plan.load("web", "POST /cart/items", ADD * scale);
    plan.load("web", "POST /checkout", CHECKOUT * scale);
    plan.load("web", "GET /orders", ORDERS * scale);
    plan.load("web", "GET /account", ACCOUNT * scale);
  }

  private void web() {
    ServiceSpec web = service("web", 2);
    web.on("GET /", cpu(12), new Parallel(homeCalls()), cpu(10));
    web.on(
        "GET /products/{id}",
        cpu(8),
        new Call("catalog", "GET /products/{id}", 1),
        cpu(4),
        new Parallel(
            List.of(
                new Call("recommend", "GET /recommendations", 1),
                new Call("pricing", "GET /prices/{id}", 1),
                new Call("inventory", "GET /stock/{id}", 1))),
        cpu(10));
    web.on(
        "GET /search",
        cpu(6),
        new Call("search", "GET /search", 1),
        cpu(3),
        new Call("catalog", "GET /products/batch", 1),
        cpu(8));
    web.on("GET /cart", cpu(6), new Call("cart", "GET /carts/{id}", 1), cpu(8));
    web.on("POST /cart/items", cpu(6), new Call("cart", "POST /carts/{id}/items", 1), cpu(4));
    web.on("POST /checkout", cpu(8), new Call("checkout", "POST /checkouts", 1), cpu(6));
    web.on("GET /orders", cpu(5), new Call("orders", "GET /orders", 1), cpu(6));
    web.on("GET /account", cpu(5), new Call("account", "GET /accounts/{id}", 1), cpu(5));
  }

  /// What the home page asks for; none needs another.
  static List<Step> homeCalls() {
    return List.of(
        new Call("catalog", "GET /products", 1),
        new Call("recommend", "GET /recommendations", 1),
        new Call("account", "GET /session", 1));
  }

  private void catalog() {
    ServiceSpec catalog = service("catalog", 2, CATALOG_DB);
    catalog.on(
        "GET /products",
        cpu(8),
        query(CATALOG_DB, "SELECT id, title FROM products WHERE category = ? LIMIT 24", 12, 12, 24),
        cpu(6));
    catalog.on(
        "GET /products/{id}",
        cpu(3),
        cached(
            "product:?", 0.95, query(CATALOG_DB, "SELECT * FROM products WHERE id = ?", 5, 1, 1)),
        cpu(4));
    catalog.on(
        "GET /products/batch",
        cpu(4),
        query(CATALOG_DB, "SELECT * FROM products WHERE id IN (?, ?, ?, ?)", 9, 3, 4),
        cpu(5));
  }

  private void recommend() {
    service("recommend", 2, CATALOG_DB)
        .on(
            "GET /recommendations",
            cpu(16),
            cached(
                "related:?",
                0.9,
                query(
                    CATALOG_DB, "SELECT other FROM related WHERE product_id = ? LIMIT 8", 9, 4, 8)),
            cpu(8));
  }

  private void pricing() {
    ServiceSpec pricing = service("pricing", 2, STOCK_DB);
    pricing.on(
        "GET /prices/{id}",
        cpu(10),
        query(STOCK_DB, "SELECT amount FROM prices WHERE product_id = ?", 4, 1, 1),
        cpu(2));
    pricing.on(
        "POST /quotes",
        cpu(14),
        query(STOCK_DB, "SELECT * FROM discounts WHERE valid_until > ?", 5, 2, 9),
        cpu(3));
  }

  private void search() {
    service("search", 2).on("GET /search", cpu(12), fanOut(3), cpu(6));
    service("index", 2, INDEX_DB)
        .on(
            "GET /shards/{id}/search",
            cpu(3),
            query(INDEX_DB, "SELECT id, score FROM documents WHERE term = ?", 14, 5, 40),
            cpu(2));
  }

  /// As many calls to the index side by side.
  static Step fanOut(int shards) {
    return new Parallel(
        IntStream.range(0, shards)
            .mapToObj(_ -> (Step) new Call("index", "GET /shards/{id}/search", 1))
            .toList());
  }

  private void cart() {
    ServiceSpec cart = service("cart", 2, SALES_DB);
    cart.on(
        "GET /carts/{id}",
        cpu(6),
        query(SALES_DB, "SELECT * FROM cart_items WHERE cart_id = ?", 5, 1, 8),
        cpu(3),
        new Call("pricing", "POST /quotes", 1),
        cpu(4));
    cart.on(
        "POST /carts/{id}/items",
        cpu(6),
        new Transaction(
            SALES_DB,
            sequence(
                query(SALES_DB, "SELECT * FROM carts WHERE id = ? FOR UPDATE", 4, 1, 1),
                cpu(1),
                query(SALES_DB, "INSERT INTO cart_items VALUES (?, ?, ?)", 6, 0, 0))),
        cpu(3));
  }

  private void checkout() {
    service("checkout", 2)
        .on(
            "POST /checkouts",
            cpu(8),
            new Call("cart", "GET /carts/{id}", 1),
            cpu(5),
            new Call("inventory", "POST /reservations", 1),
            cpu(4),
            new Call("payments", "POST /payments", 1),
            cpu(5),
            new Call("orders", "POST /orders", 1),
            cpu(3));
  }

  private void inventory() {
    ServiceSpec inventory = service("inventory", 2, STOCK_DB);
    inventory.on(
        "GET /stock/{id}",
        cpu(5),
        query(STOCK_DB, "SELECT site, units FROM stock WHERE product_id = ?", 4, 1, 3),
        cpu(2));
    inventory.on(
        "POST /reservations",
        cpu(6),
        new Transaction(
            STOCK_DB,
            sequence(
                query(STOCK_DB, "SELECT units FROM stock WHERE product_id = ? FOR UPDATE", 5, 1, 3),
                cpu(1),
                query(STOCK_DB, "UPDATE stock SET units = ? WHERE product_id = ?", 6, 0, 0))),
        cpu(3));
  }

  private void payments() {
    service("payments", 2, SALES_DB)
        .on(
            "POST /payments",
            cpu(8),
            new External("psp.example:443", "POST /charges", 140, 0.4, null, 140),
            cpu(4),
            query(SALES_DB, "INSERT INTO payments VALUES (?, ?, ?)", 5, 0, 0));
  }

  private void orders() {
    ServiceSpec orders = service("orders", 2, SALES_DB);
    orders.on(
        "GET /orders",
        cpu(6),
        query(SALES_DB, "SELECT * FROM orders WHERE customer_id = ?", 8, 5, 20),
        cpu(3),
        query(SALES_DB, "SELECT * FROM order_lines WHERE order_id IN (?, ?, ?)", 10, 10, 60),
        cpu(6));
    orders.on(
        "POST /orders",
        cpu(6),
        new Transaction(
            SALES_DB,
            sequence(
                query(SALES_DB, "INSERT INTO orders VALUES (?, ?, ?)", 6, 0, 0),
                cpu(1),
                query(SALES_DB, "INSERT INTO order_lines VALUES (?, ?, ?)", 7, 0, 0))),
        new Publish("order-events", "mailer", "process order-events"));
  }

  private void account() {
    ServiceSpec account = service("account", 2, ACCOUNT_DB);
    account.on(
        "GET /session",
        cpu(4),
        cached(
            "session:?",
            0.97,
            query(ACCOUNT_DB, "SELECT * FROM sessions WHERE token = ?", 4, 0, 1)),
        cpu(2));
    account.on(
        "GET /accounts/{id}",
        cpu(5),
        query(ACCOUNT_DB, "SELECT * FROM customers WHERE id = ?", 4, 1, 1),
        cpu(2),
        query(ACCOUNT_DB, "SELECT * FROM addresses WHERE customer_id = ?", 4, 1, 3),
        cpu(4));
  }

  private void mailer() {
    service("mailer", 1, SALES_DB)
        .on(
            "process order-events",
            cpu(15),
            new External("mail.example:443", "POST /send", 60, 0.5, null, 60),
            query(SALES_DB, "INSERT INTO mails VALUES (?, ?)", 5, 0, 0));
  }
}
