package dev.headroom.testkit.fleet;

import static dev.headroom.testkit.fleet.Parts.cached;
import static dev.headroom.testkit.fleet.Parts.cpu;
import static dev.headroom.testkit.fleet.Parts.query;
import static dev.headroom.testkit.fleet.Parts.sequence;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.testkit.fleet.ServiceSpec.HeapSpec;
import dev.headroom.testkit.fleet.Step.Call;
import dev.headroom.testkit.fleet.Step.Cpu;
import dev.headroom.testkit.fleet.Step.External;
import dev.headroom.testkit.fleet.Step.Literal;
import dev.headroom.testkit.fleet.Step.Locked;
import dev.headroom.testkit.fleet.Step.Query;
import dev.headroom.testkit.fleet.Step.Repeat;
import dev.headroom.testkit.fleet.Step.Transaction;
import dev.headroom.testkit.fleet.Truth.Planted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;

/// Puts troubles into a shop.
final class Planting {
  private static final int ERROR = 17;

  private final FleetPlan plan;
  private final FleetClock clock;
  private final double scale;
  private final Random random;
  private final double strength;

  /// @param scale of the load, as in [Shop#plan]
  /// @param strength 0 (hardly to be seen) to 1 (glaring)
  Planting(FleetPlan plan, FleetClock clock, double scale, double strength, Random random) {
    this.plan = plan;
    this.clock = clock;
    this.scale = scale;
    this.strength = strength;
    this.random = random;
  }

  /// Puts it in, and says where it is.
  Planted plant(Trouble trouble) {
    return switch (trouble) {
      case N_PLUS_ONE -> perRow(trouble, false);
      case N_PLUS_ONE_LITERALS -> perRow(trouble, true);
      case SERIAL_CALLS -> serialCalls(trouble);
      case DUPLICATE_READS -> duplicateReads(trouble);
      case WEAK_CACHE -> weakCache(trouble);
      case SINGLE_THREADED -> singleThreaded(trouble);
      case SMALL_POOL -> smallPool(trouble);
      case LOCK_CONTENTION -> lockContention(trouble);
      case RETRY_STORM -> retryStorm(trouble);
      case SATURATION -> saturation(trouble);
      case FEW_THREADS -> fewThreads(trouble);
      case GC_PRESSURE -> gcPressure(trouble);
      case MEMORY_LEAK -> memoryLeak(trouble);
      case SLOW_DEPENDENCY -> slowDependency(trouble);
      case CHATTY_DEPENDENCY -> chattyDependency(trouble);
      case FAN_OUT_TAIL -> fanOutTail(trouble);
      case SLOW_REPLICA -> unevenReplica(trouble, "recommend", false);
      case DRIFTED_REPLICA -> unevenReplica(trouble, "pricing", true);
      case MISSING_INDEX -> missingIndex(trouble);
      case VERSION_REGRESSION -> versionRegression(trouble);
      case NEW_ERRORS -> newErrors(trouble);
    };
  }

  private static Planted planted(
      Trouble trouble, String service, String detail, List<String> also, String... operations) {
    return new Planted(
        trouble,
        new ServiceName(service),
        Arrays.stream(operations).map(OperationName::new).collect(Collectors.toSet()),
        detail,
        also.stream().map(ServiceName::new).collect(Collectors.toSet()));
  }

  /// A whole number between the two, by strength.
  private int by(double weak, double strong) {
    return (int) Math.round(between(weak, strong));
  }

  private double between(double weak, double strong) {
    return weak + (strong - weak) * strength;
  }

  /// Mean milliseconds of a request so that the servers are busy that share of the time.
  private double msFor(String service, double servers, double utilization) {
    return 1_000 * utilization * servers / Shop.rate(service, scale);
  }

  private Planted perRow(Trouble trouble, boolean literals) {
    Step one =
        query(Shop.SALES_DB, "SELECT * FROM order_lines WHERE order_id = ?", between(2, 5), 1, 6);
    ServiceSpec orders = plan.service("orders");
    orders.literals = literals;
    orders.on(
        "GET /orders",
        cpu(6),
        query(Shop.SALES_DB, "SELECT * FROM orders WHERE customer_id = ?", 8, 5, 20),
        cpu(3),
        new Repeat(by(5, 10), by(9, 30), one),
        cpu(6));
    return planted(
        trouble, "orders", "order_lines", List.of("web"), "GET /orders", "SELECT order_lines");
  }

  private Planted serialCalls(Trouble trouble) {
    ServiceSpec web = plan.service("web");
    List<Step> steps = new ArrayList<>();
    steps.add(cpu(12));
    steps.addAll(Shop.homeCalls());
    steps.add(cpu(10));
    web.on("GET /", steps.toArray(Step[]::new));
    return planted(trouble, "web", "", List.of(), "GET /");
  }

  private Planted duplicateReads(Trouble trouble) {
    ServiceSpec cart = plan.service("cart");
    cart.literals = true;
    // The very same step each time: all its literals are those of the trace.
    Step again =
        sequence(
            new Query(
                Shop.SALES_DB,
                "SELECT * FROM customers WHERE id = ?",
                between(4, 10),
                0.5,
                1,
                1,
                1,
                Literal.OF_TRACE),
            cpu(1));
    int times = by(3, 7);
    cart.on(
        "GET /carts/{id}",
        cpu(6),
        again,
        query(Shop.SALES_DB, "SELECT * FROM cart_items WHERE cart_id = ?", 5, 1, 8),
        new Repeat(times - 1, times - 1, again),
        new Call("pricing", "POST /quotes", 1),
        cpu(4));
    return planted(
        trouble,
        "cart",
        "customers",
        List.of("web", "checkout"),
        "GET /carts/{id}",
        "SELECT customers");
  }

  private Planted weakCache(Trouble trouble) {
    plan.service("catalog")
        .on(
            "GET /products/{id}",
            cpu(3),
            cached(
                "product:?",
                between(0.5, 0.1),
                query(
                    Shop.CATALOG_DB, "SELECT * FROM products WHERE id = ?", between(8, 30), 1, 1)),
            cpu(4));
    return planted(
        trouble,
        "catalog",
        "",
        List.of("web"),
        "GET /products/{id}",
        "GET product:?",
        "GET",
        "SET",
        "SELECT products");
  }

  private Planted singleThreaded(Trouble trouble) {
    ServiceSpec pricing = plan.service("pricing");
    pricing.replicas = 1;
    pricing.cores = 4;
    pricing.workers = 1;
    double ms = msFor("pricing", 1, between(0.5, 0.72));
    pricing.on(
        "GET /prices/{id}",
        new Cpu(ms * 0.95, 0.4),
        query(Shop.STOCK_DB, "SELECT amount FROM prices WHERE product_id = ?", 4, 1, 1));
    pricing.on(
        "POST /quotes",
        new Cpu(ms * 0.95, 0.4),
        query(Shop.STOCK_DB, "SELECT * FROM discounts WHERE valid_until > ?", 5, 2, 9));
    return planted(trouble, "pricing", "", List.of("web", "cart", "checkout"));
  }

  private Planted smallPool(Trouble trouble) {
    ServiceSpec catalog = plan.service("catalog");
    catalog.replicas = 1;
    catalog.pools.put(Shop.CATALOG_DB, 3);
    double ms = msFor("catalog", 3, between(0.55, 0.74));
    Step image = new External("images.example:443", "GET /signed", ms * 0.8, 0.4, null, 0);
    for (String endpoint : List.copyOf(catalog.endpoints.keySet())) {
      catalog.on(
          endpoint,
          cpu(4),
          new Transaction(
              Shop.CATALOG_DB,
              sequence(
                  query(Shop.CATALOG_DB, "SELECT * FROM products WHERE shelf = ?", ms * 0.2, 1, 20),
                  image)),
          cpu(4));
    }
    return planted(trouble, "catalog", Shop.CATALOG_DB, List.of("web"));
  }

  private Planted lockContention(Trouble trouble) {
    ServiceSpec inventory = plan.service("inventory");
    inventory.replicas = 1;
    inventory.cores = 4;
    inventory.locks.add("ledger");
    double ms = msFor("inventory", 1, between(0.5, 0.72));
    Step alone = new Locked("ledger", ms, 0.4);
    inventory.on(
        "GET /stock/{id}",
        cpu(5),
        query(Shop.STOCK_DB, "SELECT site, units FROM stock WHERE product_id = ?", 4, 1, 3),
        alone,
        cpu(2));
    inventory.on(
        "POST /reservations",
        cpu(6),
        alone,
        query(Shop.STOCK_DB, "UPDATE stock SET units = ? WHERE product_id = ?", 6, 0, 0),
        cpu(3));
    return planted(trouble, "inventory", "", List.of("web", "checkout"));
  }

  private Planted retryStorm(Trouble trouble) {
    ServiceSpec payments = plan.service("payments");
    payments.failing(
        "POST /payments",
        between(0.3, 0.7),
        clock.inWindow(0.2),
        Objects.requireNonNull(payments.endpoints.get("POST /payments")).body());
    ServiceSpec checkout = plan.service("checkout");
    checkout.on(
        "POST /checkouts",
        cpu(8),
        new Call("cart", "GET /carts/{id}", 1),
        cpu(5),
        new Call("inventory", "POST /reservations", 1),
        cpu(4),
        new Call("payments", "POST /payments", 3),
        cpu(5),
        new Call("orders", "POST /orders", 1),
        cpu(3));
    plan.service("web")
        .on("POST /checkout", cpu(8), new Call("checkout", "POST /checkouts", 3), cpu(6));
    return planted(
        trouble,
        "checkout",
        "payments",
        List.of("web", "payments"),
        "POST /checkouts",
        "POST payments");
  }

  private Planted saturation(Trouble trouble) {
    ServiceSpec recommend = plan.service("recommend");
    recommend.replicas = 1;
    recommend.cores = 2;
    double ms = msFor("recommend", 2, between(0.55, 0.72));
    recommend.on(
        "GET /recommendations",
        new Cpu(ms * 0.7, 0.6),
        cached(
            "related:?",
            0.9,
            query(
                Shop.CATALOG_DB,
                "SELECT other FROM related WHERE product_id = ? LIMIT 8",
                9,
                4,
                8)),
        new Cpu(ms * 0.3, 0.6));
    return planted(trouble, "recommend", "", List.of("web"));
  }

  private Planted fewThreads(Trouble trouble) {
    ServiceSpec catalog = plan.service("catalog");
    catalog.replicas = 1;
    catalog.workers = 3;
    double ms = msFor("catalog", catalog.workers, between(0.55, 0.74)) - 20;
    Step image = new External("images.example:443", "GET /signed", ms, 0.4, null, 0);
    for (String endpoint : List.copyOf(catalog.endpoints.keySet())) {
      Step body = Objects.requireNonNull(catalog.endpoints.get(endpoint)).body();
      catalog.on(endpoint, body, image);
    }
    return planted(trouble, "catalog", "server threads", List.of("web"));
  }

  private Planted gcPressure(Trouble trouble) {
    ServiceSpec account = plan.service("account");
    account.replicas = 1;
    account.heap =
        new HeapSpec(512, 450, 0, 60 / Shop.rate("account", scale), 200, between(30, 90), 0.25);
    return planted(trouble, "account", "", List.of("web"));
  }

  private Planted memoryLeak(Trouble trouble) {
    ServiceSpec catalog = plan.service("catalog");
    double room = 1024 * 0.97 - 220;
    double perHour = room / clock.hours() * between(0.5, 1.1);
    catalog.heap = new HeapSpec(1024, 220, perHour, 4, 400, 6, 0.04);
    return planted(trouble, "catalog", "", List.of());
  }

  private Planted slowDependency(Trouble trouble) {
    ServiceSpec payments = plan.service("payments");
    payments.on(
        "POST /payments",
        cpu(8),
        new External(
            "psp.example:443", "POST /charges", 140, 0.5, clock.inWindow(0), between(450, 1500)),
        cpu(4),
        query(Shop.SALES_DB, "INSERT INTO payments VALUES (?, ?, ?)", 5, 0, 0));
    return planted(
        trouble, "payments", "psp.example", List.of(), "POST /payments", "POST psp.example");
  }

  private Planted chattyDependency(Trouble trouble) {
    List<String> tables =
        List.of(
            "profiles",
            "roles",
            "consents",
            "themes",
            "badges",
            "vouchers",
            "points",
            "devices",
            "languages",
            "newsletters",
            "tags",
            "limits",
            "flags",
            "notices",
            "drafts",
            "visits",
            "hints",
            "tours",
            "surveys",
            "favourites");
    List<Step> steps = new ArrayList<>();
    steps.add(cpu(5));
    for (String table : tables.subList(0, by(10, 20))) {
      String text = "SELECT * FROM " + table + " WHERE customer_id = ?";
      steps.add(query(Shop.ACCOUNT_DB, text, between(3, 8), 0, 3));
    }
    steps.add(cpu(4));
    plan.service("account").on("GET /accounts/{id}", steps.toArray(Step[]::new));
    return planted(trouble, "account", Shop.ACCOUNT_DB, List.of("web"), "GET /accounts/{id}");
  }

  private Planted fanOutTail(Trouble trouble) {
    plan.service("search").on("GET /search", cpu(12), Shop.fanOut(by(10, 24)), cpu(6));
    ServiceSpec index = plan.service("index");
    index.replicas = 3;
    index.cores = 2;
    index.on(
        "GET /shards/{id}/search",
        cpu(1),
        new Query(
            Shop.INDEX_DB,
            "SELECT id, score FROM documents WHERE term = ?",
            20,
            between(1.2, 2.5),
            1,
            5,
            40,
            Literal.FRESH),
        cpu(1));
    return planted(trouble, "search", "index", List.of("web"), "GET /search");
  }

  private Planted unevenReplica(Trouble trouble, String name, boolean drifts) {
    ServiceSpec service = plan.service(name);
    service.replicas = 4;
    int which = random.nextInt(4);
    plan.slow.add(
        new FleetPlan.Slow(
            name,
            which,
            drifts ? between(2, 4) : between(1.6, 3.2),
            drifts,
            clock.inWindow(0),
            clock.inWindow(1)));
    return planted(trouble, name, "", List.of());
  }

  private Planted missingIndex(Trouble trouble) {
    plan.service("account")
        .on(
            "GET /accounts/{id}",
            cpu(5),
            new Query(
                Shop.ACCOUNT_DB,
                "SELECT * FROM customers WHERE email = ?",
                between(30, 90),
                0.4,
                between(2.5, 6),
                0,
                1,
                Literal.FRESH),
            cpu(2),
            query(Shop.ACCOUNT_DB, "SELECT * FROM addresses WHERE customer_id = ?", 4, 1, 3),
            cpu(4));
    return planted(
        trouble, "account", "customers", List.of("web"), "GET /accounts/{id}", "SELECT customers");
  }

  private Planted versionRegression(Trouble trouble) {
    plan.deploys.add(
        new FleetPlan.Deploy("inventory", "1.1.0", clock.inWindow(0.5), between(1.3, 2.5)));
    return planted(trouble, "inventory", "1.1.0", List.of());
  }

  private Planted newErrors(Trouble trouble) {
    plan.templates.add(
        new FleetPlan.NewTemplate(
            "payments",
            "payment ? rejected: card scheme is not supported",
            ERROR,
            clock.inWindow(0.6),
            between(0.5, 5)));
    return planted(trouble, "payments", "card scheme", List.of());
  }
}
