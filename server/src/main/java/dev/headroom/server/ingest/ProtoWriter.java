package dev.headroom.server.ingest;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Arrays;

/// Writes one protobuf message front to back, nested messages included, in time linear in its size.
///
/// The length of a nested message is known only at its end, yet stands before it. So contents are
/// written without lengths while a table remembers where each one belongs, and [#toByteArray]
/// weaves both together. Not thread-safe.
final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final int maxBytes;
  private byte[] bytes;
  private int size;

  /// Where in `bytes` each length belongs, ascending, and its value once its message has ended.
  private int[] starts = new int[16];

  private int[] lengths = new int[16];
  private int lengthCount;

  /// Bytes that the lengths known so far will add.
  private int lengthBytes;

  /// The open messages: index of their length, and `lengthBytes` when they began.
  private int[] openIndex = new int[16];

  private int[] openLengthBytes = new int[16];
  private int depth;

  /// @param maxBytes more than this is refused as too large
  ProtoWriter(int initialBytes, int maxBytes) {
    this.bytes = new byte[Math.max(16, initialBytes)];
    this.maxBytes = maxBytes;
  }

  /// How many messages are open.
  int depth() {
    return depth;
  }

  void beginMessage(int field) {
    tag(field, DELIMITED);
    begin();
  }

  /// Begins a field of packed numbers; ended by [#endMessage] too.
  void beginPacked(int field) {
    beginMessage(field);
  }

  private void begin() {
    if (lengthCount == starts.length) {
      starts = Arrays.copyOf(starts, lengthCount * 2);
      lengths = Arrays.copyOf(lengths, lengthCount * 2);
    }
    if (depth == openIndex.length) {
      openIndex = Arrays.copyOf(openIndex, depth * 2);
      openLengthBytes = Arrays.copyOf(openLengthBytes, depth * 2);
    }
    starts[lengthCount] = size;
    openIndex[depth] = lengthCount++;
    openLengthBytes[depth] = lengthBytes;
    depth++;
  }

  void endMessage() {
    depth--;
    int index = openIndex[depth];
    int length = size - starts[index] + lengthBytes - openLengthBytes[depth];
    lengths[index] = length;
    lengthBytes += varintSize(length);
  }

  void varint(int field, long value) {
    tag(field, VARINT);
    rawVarint(value);
  }

  void fixed64(int field, long value) {
    tag(field, FIXED64);
    rawFixed64(value);
  }

  void fixed32(int field, int value) {
    tag(field, FIXED32);
    rawFixed32(value);
  }

  void bytes(int field, byte[] value) {
    tag(field, DELIMITED);
    rawVarint(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  void string(int field, String value) {
    char[] chars = value.toCharArray();
    string(field, chars, 0, chars.length);
  }

  /// Writes the characters as UTF-8; a lone surrogate becomes U+FFFD, for protobuf allows none.
  void string(int field, char[] chars, int offset, int length) {
    tag(field, DELIMITED);
    int encoded = utf8Size(chars, offset, length);
    rawVarint(encoded);
    room(encoded);
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      char c = chars[i];
      if (c < 0x80) {
        bytes[size++] = (byte) c;
      } else if (c < 0x800) {
        bytes[size++] = (byte) (0xC0 | c >> 6);
        bytes[size++] = (byte) (0x80 | (c & 0x3F));
      } else if (isPair(chars, i, end)) {
        int point = Character.toCodePoint(c, chars[++i]);
        bytes[size++] = (byte) (0xF0 | point >> 18);
        bytes[size++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        bytes[size++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        bytes[size++] = (byte) (0x80 | (point & 0x3F));
      } else {
        int point = Character.isSurrogate(c) ? 0xFFFD : c;
        bytes[size++] = (byte) (0xE0 | point >> 12);
        bytes[size++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        bytes[size++] = (byte) (0x80 | (point & 0x3F));
      }
    }
  }

  private static int utf8Size(char[] chars, int offset, int length) {
    int total = length;
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      char c = chars[i];
      if (c >= 0x800) {
        total += 2;
        if (isPair(chars, i, end)) {
          i++;
        }
      } else if (c >= 0x80) {
        total++;
      }
    }
    return total;
  }

  private static boolean isPair(char[] chars, int i, int end) {
    return Character.isHighSurrogate(chars[i])
        && i + 1 < end
        && Character.isLowSurrogate(chars[i + 1]);
  }

  void rawVarint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void rawFixed64(long value) {
    room(8);
    for (int shift = 0; shift < 64; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  void rawFixed32(int value) {
    room(4);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  /// The finished message, in an array of just its size.
  byte[] toByteArray() {
    if (depth != 0) {
      throw new IllegalStateException(depth + " messages are still open");
    }
    long total = (long) size + lengthBytes;
    if (total > maxBytes) {
      throw tooLarge();
    }
    byte[] result = new byte[(int) total];
    int from = 0;
    int to = 0;
    for (int i = 0; i < lengthCount; i++) {
      int content = starts[i] - from;
      System.arraycopy(bytes, from, result, to, content);
      from = starts[i];
      to += content;
      for (int rest = lengths[i]; ; rest >>>= 7) {
        if (rest < 0x80) {
          result[to++] = (byte) rest;
          break;
        }
        result[to++] = (byte) ((rest & 0x7F) | 0x80);
      }
    }
    System.arraycopy(bytes, from, result, to, size - from);
    return result;
  }

  private void tag(int field, int wireType) {
    rawVarint((long) field << 3 | wireType);
  }

  private static int varintSize(int value) {
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  private void room(long more) {
    long needed = size + more;
    if (needed <= bytes.length) {
      return;
    }
    if (size > maxBytes || needed > Integer.MAX_VALUE - 64) {
      throw tooLarge();
    }
    long grown = Math.max(needed, Math.min(2L * bytes.length, Integer.MAX_VALUE - 64));
    bytes = Arrays.copyOf(bytes, (int) grown);
  }

  private HeadroomException tooLarge() {
    return new HeadroomException(
        ErrorCode.TOO_LARGE, "the request is larger than " + maxBytes + " bytes as protobuf");
  }
}
