package dev.headroom.demo.shop;

import dev.headroom.demo.wire.BadCallException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// A product and how many of it, with the unit price once it is known.
///
/// On the wire a basket is `id:quantity:cents` joined by commas.
record BasketLine(int productId, int quantity, long unitCents) {

  static BasketLine unpriced(int productId, int quantity) {
    return new BasketLine(productId, quantity, 0);
  }

  static String format(List<BasketLine> lines) {
    return lines.stream()
        .map(line -> line.productId() + ":" + line.quantity() + ":" + line.unitCents())
        .collect(Collectors.joining(","));
  }

  static List<BasketLine> parse(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    return Arrays.stream(text.strip().split(",", -1)).map(BasketLine::parseOne).toList();
  }

  static long totalCents(List<BasketLine> lines) {
    return lines.stream().mapToLong(line -> line.quantity() * line.unitCents()).sum();
  }

  private static BasketLine parseOne(String text) {
    String[] parts = text.split(":", -1);
    try {
      return new BasketLine(
          Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new BadCallException("basket line '" + text + "', expected id:quantity:cents");
    }
  }
}
