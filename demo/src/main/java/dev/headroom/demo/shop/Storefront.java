package dev.headroom.demo.shop;

import dev.headroom.demo.trouble.Trouble;
import dev.headroom.demo.trouble.TroubleSwitches;
import dev.headroom.demo.wire.Call;
import dev.headroom.demo.wire.DownstreamException;
import dev.headroom.demo.wire.Reply;
import dev.headroom.demo.wire.Router;
import dev.headroom.demo.wire.ServiceClient;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The entry: composes pages from the other services.
final class Storefront implements ShopService {
  private static final Logger LOG = Logger.getLogger("shop.storefront");
  private static final int STORM_ATTEMPTS = 8;
  private static final int UNAVAILABLE = 503;

  private final ServiceClient services;
  private final TroubleSwitches troubles;
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();

  Storefront(ServiceClient services, TroubleSwitches troubles) {
    this.services = services;
    this.troubles = troubles;
  }

  @Override
  public Router routes() {
    return new Router()
        .get("/", this::home)
        .get("/products/{id}", this::product)
        .get("/search", this::search)
        .get("/cart", this::cart)
        .post("/cart", this::addToCart)
        .post("/checkout", this::checkout)
        .get("/orders", this::orders);
  }

  @Override
  public void close() {
    tasks.close();
  }

  private Reply home(Call call) {
    try (Scope _ = Buyer.of(call).enter("browse").makeCurrent()) {
      return Reply.ok("welcome\n" + services.fetch("catalog", "/featured"));
    }
  }

  private Reply product(Call call) {
    try (Scope _ = Buyer.of(call).enter("browse").makeCurrent()) {
      int id = call.pathNumber("id");
      Reply product = services.get("catalog", "/products/" + id);
      if (product.status() == 404) {
        LOG.log(Level.WARNING, "Product {0} was asked for but does not exist", String.valueOf(id));
        return Reply.of(404, "no such product");
      }
      if (!product.isSuccess()) {
        throw new DownstreamException(502, "catalog answered " + product.status());
      }
      CompletableFuture<String> stock =
          concurrently(() -> services.fetch("inventory", "/availability?products=" + id));
      String price = prices(List.of(BasketLine.unpriced(id, 1)));
      return Reply.ok(product.body() + "\nprice " + price + "\nstock " + joined(stock));
    }
  }

  private Reply search(Call call) {
    try (Scope _ = Buyer.of(call).enter("search").makeCurrent()) {
      String query = call.parameter("q");
      List<BasketLine> hits = BasketLine.parse(services.fetch("catalog", "/search?q=" + query));
      if (hits.isEmpty()) {
        LOG.log(Level.INFO, "Search for {0} found nothing", query);
        return Reply.ok("nothing found");
      }
      return Reply.ok("found " + hits.size() + "\n" + prices(hits));
    }
  }

  private Reply cart(Call call) {
    Buyer buyer = Buyer.of(call);
    try (Scope _ = buyer.enter("cart").makeCurrent()) {
      List<BasketLine> lines =
          BasketLine.parse(services.fetch("cart", "/carts/" + buyer.session()));
      return Reply.ok("cart of " + lines.size() + " lines\n" + prices(lines));
    }
  }

  private Reply addToCart(Call call) {
    Buyer buyer = Buyer.of(call);
    try (Scope _ = buyer.enter("cart").makeCurrent()) {
      int product = call.parameterNumber("product");
      services.fetch("inventory", "/availability?products=" + product);
      String target = "/carts/" + buyer.session() + "/items?product=" + product;
      return Reply.ok(services.submit("cart", target, ""));
    }
  }

  private Reply checkout(Call call) {
    Buyer buyer = Buyer.of(call);
    try (Scope _ = buyer.enter("checkout").makeCurrent()) {
      Reply order = services.post("orders", "/orders?customer=" + buyer.session(), "");
      if (order.status() >= 500) {
        throw new DownstreamException(502, "orders answered " + order.status());
      }
      return order;
    }
  }

  private Reply orders(Call call) {
    Buyer buyer = Buyer.of(call);
    try (Scope _ = buyer.enter("account").makeCurrent()) {
      return Reply.ok(services.fetch("orders", "/orders?customer=" + buyer.session()));
    }
  }

  /// Prices for the lines; list prices are shown when pricing does not answer.
  private String prices(List<BasketLine> lines) {
    int attempts = troubles.isOn(Trouble.RETRY_STORM) ? STORM_ATTEMPTS : 1;
    String body = BasketLine.format(lines);
    for (int attempt = 1; attempt <= attempts; attempt++) {
      Reply reply = services.post("pricing", "/quotes", body);
      if (reply.isSuccess()) {
        return reply.body();
      }
      if (reply.status() != UNAVAILABLE) {
        throw new DownstreamException(502, "pricing answered " + reply.status());
      }
    }
    LOG.log(
        Level.WARNING,
        "Pricing is unavailable after {0} attempts, showing list prices for {1} lines",
        new Object[] {attempts, lines.size()});
    return "list prices";
  }

  private <T> CompletableFuture<T> concurrently(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, Context.taskWrapping(tasks));
  }

  private static <T> T joined(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof DownstreamException failure) {
        throw new DownstreamException(failure.status(), "a concurrent call failed", failure);
      }
      throw e;
    }
  }
}
