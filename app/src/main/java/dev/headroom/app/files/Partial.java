package dev.headroom.app.files;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What OTLP's reply says of items that were not taken: field 1 of the reply holds the count as its
/// field 1 and the reason as its field 2.
record Partial(int rejected, String message) {
  private static final Partial NONE = new Partial(0, "");

  static Partial read(byte[] reply) {
    ByteBuffer in = ByteBuffer.wrap(reply);
    try {
      if (!in.hasRemaining() || in.get() != 0x0a) {
        return NONE;
      }
      varint(in);
      long rejected = 0;
      String message = "";
      while (in.hasRemaining()) {
        int tag = in.get();
        if (tag == 0x08) {
          rejected = varint(in);
        } else if (tag == 0x12) {
          byte[] text = new byte[(int) varint(in)];
          in.get(text);
          message = new String(text, StandardCharsets.UTF_8);
        } else {
          return new Partial((int) rejected, message);
        }
      }
      return new Partial((int) rejected, message);
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      return NONE;
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    int next;
    do {
      next = in.get();
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }
}
