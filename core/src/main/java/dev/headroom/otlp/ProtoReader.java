package dev.headroom.otlp;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A cursor over protobuf wire format.
///
/// Usage: `while (in.more()) switch (in.tag()) { … default -> in.skip(); }`. Fields are matched by
/// their whole tag (number and wire type), so that a known number with an unexpected wire type is
/// skipped like an unknown field, as protobuf does. Strings are decoded leniently: malformed UTF-8
/// becomes U+FFFD. Every read is bounded by the message it happens in; anything malformed throws
/// [HeadroomException] with [ErrorCode#INVALID], the byte offset and the field. Not thread-safe.
final class ProtoReader {
  /// Wire types.
  static final int VARINT = 0;

  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int START_GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  private static final int GROUPS_MAX = 64;

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private int position;
  private int limit;
  private int tag;

  private int depth;
  private int[] limits = new int[16];
  private int[] returns = new int[16];
  private String[] messages = new String[16];

  ProtoReader(byte[] bytes, String message) {
    this.bytes = bytes;
    this.limit = bytes.length;
    Arrays.fill(messages, "");
    messages[0] = message;
  }

  byte[] bytes() {
    return bytes;
  }

  int position() {
    return position;
  }

  /// The end (exclusive) of the message being read.
  int limit() {
    return limit;
  }

  /// Moves the cursor within the message being read.
  void seek(int to) {
    position = to;
  }

  /// Whether the message being read has another field.
  boolean more() {
    return position < limit;
  }

  /// Reads the tag of the next field.
  int tag() {
    long read = varint();
    if (read >>> 32 != 0 || read >>> 3 == 0) {
      throw fail("tag " + Long.toUnsignedString(read) + " is no field");
    }
    tag = (int) read;
    return tag;
  }

  /// Enters the length-delimited message under the cursor.
  void enter(String message) {
    int length = length();
    enter(position, length, message);
    returns[depth] = position + length;
  }

  /// Enters a message at a known place inside the current one; [#leave] comes back to the cursor as
  /// it is now.
  void enter(int offset, int length, String message) {
    depth++;
    if (depth == limits.length) {
      limits = Arrays.copyOf(limits, depth * 2);
      returns = Arrays.copyOf(returns, depth * 2);
      String[] grown = Arrays.copyOf(messages, depth * 2);
      Arrays.fill(grown, depth, grown.length, "");
      messages = grown;
    }
    limits[depth] = limit;
    returns[depth] = position;
    messages[depth] = message;
    position = offset;
    limit = offset + length;
  }

  /// Goes on after the message that was entered last.
  void leave() {
    limit = limits[depth];
    position = returns[depth];
    depth--;
  }

  /// Finds the first field with the tag in the rest of the current message and leaves the cursor
  /// where it was.
  ///
  /// @return offset and length of its value as [#offset] and [#length] unpack them, -1 when absent
  long find(int wanted) {
    int start = position;
    long found = -1;
    while (found < 0 && more()) {
      if (tag() == wanted) {
        int length = length();
        found = ((long) position << 32) | length;
      } else {
        skip();
      }
    }
    position = start;
    return found;
  }

  /// The offset part of what [#find] found, 0 when it found nothing.
  static int offset(long found) {
    return found < 0 ? 0 : (int) (found >>> 32);
  }

  /// The length part of what [#find] found, 0 when it found nothing.
  static int length(long found) {
    return found < 0 ? 0 : (int) found;
  }

  long varint() {
    int at = position;
    if (at < limit) {
      byte b = bytes[at];
      if (b >= 0) {
        position = at + 1;
        return b;
      }
    }
    return longVarint();
  }

  private long longVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position >= limit) {
        throw fail("the input ends inside a number");
      }
      byte b = bytes[position++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw fail("a number has more than 10 bytes");
  }

  /// Reads a varint in zigzag encoding.
  int zigzag() {
    int n = (int) varint();
    return (n >>> 1) ^ -(n & 1);
  }

  long fixed64() {
    need(8);
    long value = (long) LONG_LE.get(bytes, position);
    position += 8;
    return value;
  }

  int fixed32() {
    need(4);
    int value = (int) INT_LE.get(bytes, position);
    position += 4;
    return value;
  }

  double float64() {
    return Double.longBitsToDouble(fixed64());
  }

  /// Reads the length of a length-delimited field; that many bytes are there.
  int length() {
    long length = varint();
    if (length < 0 || length > limit - position) {
      throw fail(
          "length "
              + Long.toUnsignedString(length)
              + " runs past the end, "
              + (limit - position)
              + " bytes are left");
    }
    return (int) length;
  }

  String text() {
    int length = length();
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  byte[] blob() {
    int length = length();
    byte[] blob = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return blob;
  }

  /// Eight bytes as a big-endian number, as ids are written.
  long bigEndian(int offset) {
    return (long) LONG_BE.get(bytes, offset);
  }

  /// Skips the value of the field whose tag was read last.
  void skip() {
    skip(tag);
  }

  private void skip(int tag) {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> {
        need(8);
        position += 8;
      }
      case BYTES -> {
        int length = length();
        position += length;
      }
      case FIXED32 -> {
        need(4);
        position += 4;
      }
      case START_GROUP -> skipGroup(tag >>> 3);
      case END_GROUP -> throw fail("a group ends that never began");
      default -> throw fail("wire type " + (tag & 7) + " does not exist");
    }
  }

  private void skipGroup(int number) {
    int[] open = new int[GROUPS_MAX];
    int groups = 0;
    open[groups++] = number;
    while (groups > 0) {
      if (!more()) {
        throw fail("the input ends inside a group");
      }
      int next = tag();
      switch (next & 7) {
        case START_GROUP -> {
          if (groups == GROUPS_MAX) {
            throw fail("groups are nested deeper than " + GROUPS_MAX);
          }
          open[groups++] = next >>> 3;
        }
        case END_GROUP -> {
          if (open[--groups] != next >>> 3) {
            throw fail("a group ends that is not the innermost one");
          }
        }
        default -> skip(next);
      }
    }
  }

  private void need(int count) {
    if (limit - position < count) {
      throw fail(count + " bytes expected, " + (limit - position) + " are left");
    }
  }

  /// The exception that says what is wrong at the cursor.
  HeadroomException fail(String what) {
    return new HeadroomException(
        ErrorCode.INVALID,
        "malformed OTLP at byte "
            + position
            + ", field "
            + (tag >>> 3)
            + " of "
            + messages[depth]
            + ": "
            + what);
  }
}
