package dev.headroom.demo.shop;

import dev.headroom.demo.trouble.Trouble;
import dev.headroom.demo.trouble.TroubleSwitches;
import dev.headroom.demo.wire.Call;
import dev.headroom.demo.wire.Database;
import dev.headroom.demo.wire.Reply;
import dev.headroom.demo.wire.Router;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/// Products and search, from PostgreSQL with a cache in front of single products.
///
/// From version 1.5.0 on each product page also computes recommendations.
final class Catalog implements ShopService {
  private static final Logger LOG = Logger.getLogger("shop.catalog");
  private static final ReleaseVersion RECOMMENDS = new ReleaseVersion(1, 5, 0);
  private static final int CACHE_CAPACITY = 2_000;

  private final Database database;
  private final TroubleSwitches troubles;
  private final ReleaseVersion version;
  private final ProductCache cache;

  Catalog(Database database, TroubleSwitches troubles, ReleaseVersion version) {
    this.database = database;
    this.troubles = troubles;
    this.version = version;
    LongCounter lookups =
        GlobalOpenTelemetry.getMeter("shop.catalog")
            .counterBuilder("shop.cache.lookups")
            .setUnit("{lookup}")
            .setDescription("Lookups in the product cache by result")
            .build();
    this.cache = new ProductCache("products", CACHE_CAPACITY, lookups);
  }

  @Override
  public Router routes() {
    return new Router()
        .get("/featured", this::featured)
        .get("/products/{id}", this::product)
        .get("/search", this::search);
  }

  @Override
  public void close() {
    database.close();
  }

  private Reply featured(Call call) throws SQLException {
    List<String> names =
        database.query(
            "SELECT id, name FROM products WHERE featured ORDER BY popularity DESC LIMIT 12",
            row -> row.getInt("id") + " " + row.getString("name"));
    return Reply.ok(String.join("\n", names));
  }

  private Reply product(Call call) throws SQLException {
    int id = call.pathNumber("id");
    String key = cacheKey(id);
    Optional<String> cached = cache.get(key);
    Optional<String> found = cached.isPresent() ? cached : load(id);
    if (found.isEmpty()) {
      LOG.log(Level.INFO, "No product with id {0}", String.valueOf(id));
      return Reply.of(404, "no product " + id);
    }
    if (cached.isEmpty()) {
      cache.put(key, found.get());
    }
    return Reply.ok(
        version.isAtLeast(RECOMMENDS) ? found.get() + recommendations(id) : found.get());
  }

  private String cacheKey(int id) {
    return troubles.isOn(Trouble.BAD_CACHE_KEY)
        ? id + "@" + Span.current().getSpanContext().getTraceId()
        : String.valueOf(id);
  }

  private Optional<String> load(int id) throws SQLException {
    Optional<String> product =
        database
            .query(
                "SELECT name, category, description, price_cents FROM products WHERE id = ?",
                row ->
                    row.getString("name")
                        + "\n"
                        + row.getString("category")
                        + "\n"
                        + row.getString("description"),
                id)
            .stream()
            .findFirst();
    if (product.isEmpty()) {
      return product;
    }
    List<String> properties =
        database.query(
            "SELECT name, value FROM product_properties WHERE product_id = ?",
            row -> row.getString("name") + "=" + row.getString("value"),
            id);
    return product.map(text -> text + "\n" + String.join("\n", properties));
  }

  private String recommendations(int id) throws SQLException {
    List<Integer> others =
        database.query(
            """
            SELECT other.id FROM products this JOIN products other ON other.category = this.category
            WHERE this.id = ? AND other.id <> this.id ORDER BY other.popularity DESC LIMIT 4\
            """,
            row -> row.getInt("id"),
            id);
    LOG.log(
        Level.INFO,
        "Recommended {0} products beside product {1}",
        new Object[] {others.size(), String.valueOf(id)});
    return others.stream().map(String::valueOf).collect(Collectors.joining(" ", "\nsee also ", ""));
  }

  private Reply search(Call call) throws SQLException {
    List<BasketLine> hits =
        database.query(
            """
            SELECT p.id, p.price_cents FROM product_keywords k JOIN products p ON p.id = k.product_id
            WHERE k.keyword = ? ORDER BY p.popularity DESC LIMIT 12\
            """,
            row -> new BasketLine(row.getInt("id"), 1, row.getLong("price_cents")),
            call.parameter("q"));
    return Reply.ok(BasketLine.format(hits));
  }
}
