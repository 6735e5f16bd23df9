package dev.headroom.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/// A growing buffer that is written in the wire format of protobuf. Not thread-safe.
final class ProtoBytes {
  private byte[] bytes = new byte[1024];
  private int size;

  void varint(int field, long value) {
    raw((long) field << 3);
    raw(value);
  }

  void fixed64(int field, long value) {
    raw((long) field << 3 | 1);
    room(8);
    for (int i = 0; i < 8; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  void text(int field, String value) {
    bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(int field, byte[] value) {
    bytes(field, value, value.length);
  }

  void message(int field, Consumer<ProtoBytes> content) {
    ProtoBytes inner = new ProtoBytes();
    content.accept(inner);
    bytes(field, inner.bytes, inner.size);
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /// The 8 bytes of a number, most significant first, as ids are written.
  static byte[] id(long... parts) {
    byte[] id = new byte[parts.length * 8];
    for (int i = 0; i < id.length; i++) {
      id[i] = (byte) (parts[i / 8] >>> (56 - i % 8 * 8));
    }
    return id;
  }

  private void bytes(int field, byte[] value, int length) {
    raw((long) field << 3 | 2);
    raw(length);
    room(length);
    System.arraycopy(value, 0, bytes, size, length);
    size += length;
  }

  private void raw(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
