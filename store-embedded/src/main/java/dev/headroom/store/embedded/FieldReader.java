package dev.headroom.store.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads fields that [FieldWriter] wrote. Whatever the bytes are, it takes no more memory than a
/// few times their length, and fails with a [RuntimeException] when they end early or say
/// impossible things. Not thread-safe.
final class FieldReader {
  private final ByteBuffer in;

  FieldReader(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes);
  }

  int small() {
    return Byte.toUnsignedInt(in.get());
  }

  boolean flag() {
    return in.get() != 0;
  }

  long whole() {
    return in.getLong();
  }

  double real() {
    return in.getDouble();
  }

  String text() {
    byte[] encoded = new byte[count()];
    in.get(encoded);
    return new String(encoded, StandardCharsets.UTF_8);
  }

  Instant time() {
    return Instant.ofEpochSecond(in.getLong(), in.getInt());
  }

  /// One of an enum, by the name it was written under.
  <E extends Enum<E>> E choice(Class<E> type) {
    return Enum.valueOf(type, text());
  }

  <T> @Nullable T optional(Supplier<T> read) {
    return flag() ? read.get() : null;
  }

  <T extends @Nullable Object> List<T> list(Supplier<T> each) {
    int count = count();
    List<T> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(each.get());
    }
    return items;
  }

  /// How many bytes or items follow; every item takes a byte at least.
  private int count() {
    int count = in.getInt();
    if (count < 0 || count > in.remaining()) {
      throw new IllegalArgumentException(
          "length " + count + " with " + in.remaining() + " bytes left");
    }
    return count;
  }

  /// @throws IllegalArgumentException when something is left
  void end() {
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(in.remaining() + " bytes too many");
    }
  }
}
