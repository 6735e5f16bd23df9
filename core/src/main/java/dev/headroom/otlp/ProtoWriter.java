package dev.headroom.otlp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/// Writes protobuf wire format into a growing array. Fields that hold proto3's default are left out
/// unless the method says otherwise. Not thread-safe.
final class ProtoWriter {
  private byte[] bytes;
  private int size;

  ProtoWriter() {
    this(256);
  }

  ProtoWriter(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  private void rawVarint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void rawFixed64(long value) {
    room(8);
    for (int shift = 0; shift < 64; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  private void tag(int field, int wireType) {
    rawVarint((long) field << 3 | wireType);
  }

  void varint(int field, long value) {
    if (value != 0) {
      presentVarint(field, value);
    }
  }

  /// Writes the field also when it is 0.
  void presentVarint(int field, long value) {
    tag(field, ProtoReader.VARINT);
    rawVarint(value);
  }

  /// A 32-bit number in zigzag encoding.
  void zigzag(int field, int value) {
    varint(field, (value << 1 ^ value >> 31) & 0xffffffffL);
  }

  void fixed64(int field, long value) {
    if (value != 0) {
      presentFixed64(field, value);
    }
  }

  private void presentFixed64(int field, long value) {
    tag(field, ProtoReader.FIXED64);
    rawFixed64(value);
  }

  void fixed32(int field, int value) {
    if (value != 0) {
      tag(field, ProtoReader.FIXED32);
      room(4);
      for (int shift = 0; shift < 32; shift += 8) {
        bytes[size++] = (byte) (value >>> shift);
      }
    }
  }

  /// Writes the field also when it is 0.
  void float64(int field, double value) {
    presentFixed64(field, Double.doubleToRawLongBits(value));
  }

  /// Writes the field unless it is NaN.
  void optional(int field, double value) {
    if (!Double.isNaN(value)) {
      float64(field, value);
    }
  }

  void text(int field, String value) {
    if (!value.isEmpty()) {
      presentText(field, value);
    }
  }

  /// Writes the field also when it is empty.
  void presentText(int field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    bytes(field, utf8, 0, utf8.length);
  }

  /// Writes a length-delimited field, also when it is empty.
  void bytes(int field, byte[] value, int offset, int length) {
    tag(field, ProtoReader.BYTES);
    rawVarint(length);
    room(length);
    System.arraycopy(value, offset, bytes, size, length);
    size += length;
  }

  /// Copies fields that are encoded already.
  void raw(byte[] encoded, int offset, int length) {
    room(length);
    System.arraycopy(encoded, offset, bytes, size, length);
    size += length;
  }

  /// An id: 8 bytes, big-endian.
  void id(int field, long id) {
    tag(field, ProtoReader.BYTES);
    rawVarint(8);
    bigEndian(id);
  }

  /// An id: 16 bytes, big-endian.
  void id(int field, long hi, long lo) {
    tag(field, ProtoReader.BYTES);
    rawVarint(16);
    bigEndian(hi);
    bigEndian(lo);
  }

  private void bigEndian(long value) {
    rawFixed64(Long.reverseBytes(value));
  }

  /// Writes a nested message, also when it is empty.
  void message(int field, Consumer<ProtoWriter> content) {
    ProtoWriter nested = new ProtoWriter();
    content.accept(nested);
    bytes(field, nested.bytes, 0, nested.size);
  }

  void packedFixed64(int field, long[] values) {
    if (values.length > 0) {
      tag(field, ProtoReader.BYTES);
      rawVarint(values.length * 8L);
      for (long value : values) {
        rawFixed64(value);
      }
    }
  }

  void packedVarint(int field, Iterable<Long> values) {
    ProtoWriter nested = new ProtoWriter();
    for (long value : values) {
      nested.rawVarint(value);
    }
    if (nested.size > 0) {
      bytes(field, nested.bytes, 0, nested.size);
    }
  }
}
