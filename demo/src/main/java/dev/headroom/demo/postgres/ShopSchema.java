package dev.headroom.demo.postgres;

import dev.headroom.demo.shop.ShopData;
import dev.headroom.demo.traffic.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// Creates and fills the shop's databases, and takes the search index away and back.
public final class ShopSchema {
  /// The databases, one per service that has one.
  public static final List<String> DATABASES =
      List.of("catalog", "cart", "orders", "inventory", "payments");

  private final PostgresServer server;

  /// The schema on a running server.
  public ShopSchema(PostgresServer server) {
    this.server = server;
  }

  /// Creates all databases with their tables and rows.
  public void create() throws SQLException, IOException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      for (String database : DATABASES) {
        statement.execute("CREATE DATABASE " + database);
      }
    }
    for (String database : DATABASES) {
      try (Connection connection = server.connect(database);
          Statement statement = connection.createStatement()) {
        statement.execute(script(database));
      }
    }
    fillBaskets();
  }

  /// Drops or creates the index behind the search.
  public void setSearchIndex(boolean present) throws SQLException {
    try (Connection connection = server.connect("catalog");
        Statement statement = connection.createStatement()) {
      statement.execute(
          present
              ? "CREATE INDEX IF NOT EXISTS product_keywords_by_keyword"
                  + " ON product_keywords (keyword)"
              : "DROP INDEX IF EXISTS product_keywords_by_keyword");
    }
  }

  private void fillBaskets() throws SQLException {
    try (Connection connection = server.connect("cart");
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO cart_items (cart_id, product_id, quantity)
                SELECT ?, 1 + (? * 7919 + n * 3571) % ?, 1 + n % 4 FROM generate_series(1, ?) AS n
                ON CONFLICT DO NOTHING\
                """);
        Statement analyze = connection.createStatement()) {
      int basket = 0;
      for (Tenant tenant : Tenant.all()) {
        for (int session = 0; session < ShopData.SESSIONS_PER_TENANT; session++) {
          insert.setString(1, tenant.name() + "-" + session);
          insert.setInt(2, ++basket);
          insert.setInt(3, ShopData.PRODUCTS);
          insert.setInt(4, tenant.basketLines() + session % 5);
          insert.addBatch();
        }
      }
      insert.executeBatch();
      analyze.execute("ANALYZE");
    }
  }

  private static String script(String database) throws IOException {
    String name = "/dev/headroom/demo/sql/" + database + ".sql";
    try (InputStream resource = ShopSchema.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IOException("the script " + name + " is not on the class path");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
