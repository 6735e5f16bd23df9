package dev.headroom.demo.shop;

import dev.headroom.demo.trouble.Trouble;
import dev.headroom.demo.trouble.TroubleSwitches;
import dev.headroom.demo.wire.Call;
import dev.headroom.demo.wire.Database;
import dev.headroom.demo.wire.DownstreamException;
import dev.headroom.demo.wire.Reply;
import dev.headroom.demo.wire.Router;
import dev.headroom.demo.wire.ServiceClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Checkout and the order history.
///
/// A checkout keeps its database transaction open while it waits for the payment, as many real
/// systems do: the pool's size then caps the checkouts per second.
final class Orders implements ShopService {
  static final int POOL_SIZE = 12;
  private static final int POOL_SIZE_IN_TROUBLE = 2;
  private static final Logger LOG = Logger.getLogger("shop.orders");
  private static final int DECLINED = 402;

  private final Database database;
  private final ServiceClient services;
  private final MailQueue mails;

  Orders(Database database, ServiceClient services, MailQueue mails, TroubleSwitches troubles) {
    this.database = database;
    this.services = services;
    this.mails = mails;
    troubles.onChange((trouble, on) -> {
      if (trouble == Trouble.SMALL_POOL) {
        database.resize(on ? POOL_SIZE_IN_TROUBLE : POOL_SIZE);
      }
    });
  }

  @Override
  public Router routes() {
    return new Router().post("/orders", this::place).get("/orders", this::history);
  }

  @Override
  public void close() {
    database.close();
  }

  private Reply place(Call call) throws Exception {
    String customer = call.parameter("customer");
    List<BasketLine> basket = BasketLine.parse(services.fetch("cart", "/carts/" + customer));
    if (basket.isEmpty()) {
      return Reply.of(409, "the cart is empty");
    }
    List<BasketLine> priced =
        BasketLine.parse(services.submit("pricing", "/quotes", BasketLine.format(basket)));
    services.submit("inventory", "/reservations", BasketLine.format(basket));
    String order = UUID.randomUUID().toString();
    Reply reply = database.inTransaction(connection -> place(connection, order, customer, priced));
    LOG.log(
        Level.INFO,
        "Order {0} of {1} with {2} lines over {3} cents: {4}",
        new Object[] {
          order,
          customer,
          priced.size(),
          String.valueOf(BasketLine.totalCents(priced)),
          reply.isSuccess() ? "placed" : "declined"
        });
    return reply;
  }

  private Reply place(Connection connection, String order, String customer, List<BasketLine> lines)
      throws SQLException {
    long cents = BasketLine.totalCents(lines);
    Database.update(
        connection,
        "INSERT INTO orders (id, customer, line_count, cents, state) VALUES (?, ?, ?, ?, 'new')",
        order,
        customer,
        lines.size(),
        cents);
    Reply charge = services.post("payments", "/charges?order=" + order + "&cents=" + cents, "");
    if (charge.status() == DECLINED) {
      setState(connection, order, "declined");
      return Reply.of(DECLINED, "payment declined");
    }
    if (!charge.isSuccess()) {
      throw new DownstreamException(502, "payments answered " + charge.status());
    }
    setState(connection, order, "paid");
    mails.send(connection, order, customer + "@example.com");
    return Reply.ok("order " + order);
  }

  private static void setState(Connection connection, String order, String state)
      throws SQLException {
    Database.update(connection, "UPDATE orders SET state = ? WHERE id = ?", state, order);
  }

  private Reply history(Call call) throws SQLException {
    List<String> orders =
        database.query(
            """
            SELECT id, cents, state FROM orders WHERE customer = ?
            ORDER BY placed_at DESC LIMIT 20\
            """,
            row -> row.getString("id") + " " + row.getLong("cents") + " " + row.getString("state"),
            call.parameter("customer"));
    return Reply.ok(String.join("\n", orders));
  }
}
