package dev.headroom.store.embedded;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes fields one after the other into memory; [FieldReader] reads them back. Not thread-safe.
final class FieldWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  private interface Writing {
    void run() throws IOException;
  }

  private FieldWriter write(Writing writing) {
    try {
      writing.run();
      return this;
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written", e);
    }
  }

  FieldWriter small(int number) {
    return write(() -> out.writeByte(number));
  }

  FieldWriter flag(boolean flag) {
    return write(() -> out.writeBoolean(flag));
  }

  FieldWriter whole(long number) {
    return write(() -> out.writeLong(number));
  }

  FieldWriter real(double number) {
    return write(() -> out.writeDouble(number));
  }

  FieldWriter text(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    return write(() -> {
      out.writeInt(encoded.length);
      out.write(encoded);
    });
  }

  FieldWriter time(Instant time) {
    return write(() -> {
      out.writeLong(time.getEpochSecond());
      out.writeInt(time.getNano());
    });
  }

  <T extends @Nullable Object> FieldWriter list(Collection<T> items, Consumer<T> each) {
    var _ = write(() -> out.writeInt(items.size()));
    items.forEach(each);
    return this;
  }

  /// Whether it is there, and then the thing itself.
  <T> FieldWriter optional(@Nullable T value, Consumer<T> write) {
    var _ = flag(value != null);
    if (value != null) {
      write.accept(value);
    }
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
