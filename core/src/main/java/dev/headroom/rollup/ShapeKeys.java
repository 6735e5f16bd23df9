package dev.headroom.rollup;

import dev.headroom.signal.SpanShape;
import java.util.Arrays;
import java.util.function.Function;

/// The key number of each shape, remembered in an array. Not thread-safe.
final class ShapeKeys {
  private final KeyTable keys;
  private final ShapeTable shapes;
  private final Function<SpanShape, RollupKey> maker;
  private int[] numbers = new int[256];

  ShapeKeys(KeyTable keys, ShapeTable shapes, Function<SpanShape, RollupKey> maker) {
    this.keys = keys;
    this.shapes = shapes;
    this.maker = maker;
  }

  int number(int shape) {
    if (shape < numbers.length && numbers[shape] != 0) {
      return numbers[shape];
    }
    if (shape >= numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.max(shape + 1, numbers.length * 2));
    }
    int number = keys.number(maker.apply(shapes.shape(shape)));
    numbers[shape] = number;
    return number;
  }
}
