package dev.headroom.demo.shop;

import dev.headroom.demo.trouble.Trouble;
import dev.headroom.demo.trouble.TroubleSwitches;
import dev.headroom.demo.wire.Call;
import dev.headroom.demo.wire.Database;
import dev.headroom.demo.wire.Reply;
import dev.headroom.demo.wire.Router;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Stock levels and reservations.
final class Inventory implements ShopService {
  private static final Logger LOG = Logger.getLogger("shop.inventory");
  private static final int RECORD_BYTES = 12 * 1024;
  private static final int REPORT_EVERY = 500;

  private final Database database;
  private final TroubleSwitches troubles;
  private final List<StockRecord> kept = Collections.synchronizedList(new ArrayList<>());

  Inventory(Database database, TroubleSwitches troubles) {
    this.database = database;
    this.troubles = troubles;
    troubles.onChange((trouble, on) -> {
      if (trouble == Trouble.MEMORY_LEAK && !on) {
        kept.clear();
      }
    });
  }

  @Override
  public Router routes() {
    return new Router()
        .get("/availability", this::availability)
        .post("/reservations", this::reserve);
  }

  @Override
  public void close() {
    database.close();
  }

  private Reply availability(Call call) throws SQLException {
    int product = call.parameterNumber("products");
    remember("availability " + product);
    List<Integer> free =
        database.query(
            "SELECT quantity - reserved AS free FROM stock WHERE product_id = ?",
            row -> row.getInt("free"),
            product);
    return Reply.ok(free.isEmpty() ? "0" : String.valueOf(free.getFirst()));
  }

  private Reply reserve(Call call) throws Exception {
    List<BasketLine> lines =
        BasketLine.parse(call.body()).stream()
            // One lock order for all reservations, so that two of them never deadlock.
            .sorted(Comparator.comparingInt(BasketLine::productId))
            .toList();
    remember("reservation of " + lines.size());
    return database.inTransaction(connection -> {
      try (PreparedStatement update =
          connection.prepareStatement(
              "UPDATE stock SET reserved = (reserved + ?) % quantity WHERE product_id = ?")) {
        for (BasketLine line : lines) {
          update.setInt(1, line.quantity());
          update.setInt(2, line.productId());
          update.addBatch();
        }
        update.executeBatch();
      }
      return Reply.ok("reserved " + lines.size());
    });
  }

  /// Keeps what a careless audit trail keeps: everything, for ever.
  private void remember(String what) {
    if (!troubles.isOn(Trouble.MEMORY_LEAK)) {
      return;
    }
    kept.add(new StockRecord(what, new byte[RECORD_BYTES]));
    int count = kept.size();
    if (count % REPORT_EVERY == 0) {
      LOG.log(Level.INFO, "Stock audit trail holds {0} records", count);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Only its weight matters; it is never compared.
  private record StockRecord(String what, byte[] snapshot) {}
}
