package dev.headroom.demo.shop;

import dev.headroom.demo.trouble.Trouble;
import dev.headroom.demo.trouble.TroubleSwitches;
import dev.headroom.demo.wire.Call;
import dev.headroom.demo.wire.Database;
import dev.headroom.demo.wire.Reply;
import dev.headroom.demo.wire.Router;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Standing baskets of the buyers; a checkout orders a basket and leaves it standing.
final class Cart implements ShopService {
  private static final Logger LOG = Logger.getLogger("shop.cart");
  private static final int LINES_MAX = 30;

  private final Database database;
  private final TroubleSwitches troubles;

  Cart(Database database, TroubleSwitches troubles) {
    this.database = database;
    this.troubles = troubles;
  }

  @Override
  public Router routes() {
    return new Router().get("/carts/{id}", this::read).post("/carts/{id}/items", this::add);
  }

  @Override
  public void close() {
    database.close();
  }

  private Reply read(Call call) throws SQLException {
    String id = call.pathValue("id");
    List<BasketLine> lines =
        troubles.isOn(Trouble.N_PLUS_ONE) ? readLineByLine(id) : readWithJoin(id);
    return Reply.ok(BasketLine.format(lines));
  }

  private List<BasketLine> readWithJoin(String id) throws SQLException {
    return database.query(
        """
        SELECT i.product_id, i.quantity, p.price_cents FROM cart_items i
        JOIN known_products p ON p.product_id = i.product_id WHERE i.cart_id = ?\
        """,
        row ->
            new BasketLine(
                row.getInt("product_id"), row.getInt("quantity"), row.getLong("price_cents")),
        id);
  }

  private List<BasketLine> readLineByLine(String id) throws SQLException {
    List<BasketLine> items =
        database.query(
            "SELECT product_id, quantity FROM cart_items WHERE cart_id = ?",
            row -> BasketLine.unpriced(row.getInt("product_id"), row.getInt("quantity")),
            id);
    List<BasketLine> lines = new ArrayList<>();
    for (BasketLine item : items) {
      lines.addAll(
          database.query(
              "SELECT price_cents FROM known_products WHERE product_id = ?",
              row -> new BasketLine(item.productId(), item.quantity(), row.getLong("price_cents")),
              item.productId()));
    }
    return lines;
  }

  private Reply add(Call call) throws SQLException {
    String id = call.pathValue("id");
    int product = call.parameterNumber("product");
    database.update(
        """
        INSERT INTO cart_items (cart_id, product_id, quantity) VALUES (?, ?, 1)
        ON CONFLICT (cart_id, product_id) DO UPDATE SET quantity = least(cart_items.quantity + 1, 9)\
        """,
        id,
        product);
    int removed =
        database.update(
            """
            DELETE FROM cart_items WHERE cart_id = ? AND product_id IN
            (SELECT product_id FROM cart_items WHERE cart_id = ? ORDER BY added_at DESC OFFSET ?)\
            """,
            id,
            id,
            LINES_MAX);
    if (removed > 0) {
      LOG.log(
          Level.INFO,
          "Cart {0} was full, removed its oldest {1} lines",
          new Object[] {id, removed});
    }
    return Reply.ok("added " + product);
  }
}
