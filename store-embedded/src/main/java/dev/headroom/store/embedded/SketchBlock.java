package dev.headroom.store.embedded;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// Encoded sketches of several keys of one slice of time in one stretch of bytes: fetching a few
/// large values from the database is an order of magnitude faster than thousands of small ones.
///
/// An entry is the key's number, then twice the length (plus one for the sketch of the other side),
/// both as varints, then the sketch. A key may have several entries; they add up.
final class SketchBlock {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);

  /// Takes the entries of a block.
  interface Reader {
    /// @param peer whether it is the sketch of the other side
    void entry(int key, boolean peer, byte[] sketch);
  }

  void add(int key, boolean peer, byte[] sketch) {
    varint(key);
    varint(sketch.length * 2 + (peer ? 1 : 0));
    out.writeBytes(sketch);
  }

  boolean isEmpty() {
    return out.size() == 0;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private void varint(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  /// Which entries of a block are wanted.
  interface Wanted {
    boolean key(int number);
  }

  /// Hands the wanted entries to the reader.
  static void read(byte[] block, Wanted wanted, Reader reader) {
    int at = 0;
    while (at < block.length) {
      int key = 0;
      int shift = 0;
      int next;
      do {
        next = byteAt(block, at++);
        key |= (next & 0x7f) << shift;
        shift += 7;
      } while (next >= 0x80);
      int head = 0;
      shift = 0;
      do {
        next = byteAt(block, at++);
        head |= (next & 0x7f) << shift;
        shift += 7;
      } while (next >= 0x80);
      int end = at + (head >>> 1);
      if (end < at || end > block.length) {
        throw broken(block);
      }
      if (wanted.key(key)) {
        reader.entry(key, (head & 1) == 1, Arrays.copyOfRange(block, at, end));
      }
      at = end;
    }
  }

  private static int byteAt(byte[] block, int at) {
    if (at >= block.length) {
      throw broken(block);
    }
    return block[at] & 0xff;
  }

  private static HeadroomException broken(byte[] block) {
    return new HeadroomException(
        ErrorCode.INTERNAL, "a stored block of sketches (" + block.length + " bytes) is cut short");
  }
}
