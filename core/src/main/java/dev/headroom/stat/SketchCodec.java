package dev.headroom.stat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Arrays;

/// The byte form of a [Sketch]: form, scale, zero weight, first bucket, number of buckets, then the
/// weights, where a run of empty buckets is a zero and its length. Whole weights are varints; if
/// any weight is fractional (sampling), all are 64-bit floats.
final class SketchCodec {
  private static final int WHOLE = 1;
  private static final int FRACTIONAL = 2;

  private byte[] bytes;
  private int at;

  private SketchCodec(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Writes `length` buckets that start at `from` in the array; the first is bucket `first`.
  static byte[] encode(int scale, double zero, int first, int from, int length, double[] buckets) {
    SketchCodec out = new SketchCodec(new byte[16 + length * 2]);
    int to = from + length;
    boolean whole = isWhole(zero);
    for (int i = from; i < to; i++) {
      whole &= isWhole(buckets[i]);
    }
    out.put(whole ? WHOLE : FRACTIONAL);
    out.put(scale + 64);
    out.weight(zero, whole);
    out.varint(((long) first << 1) ^ (first >> 31));
    out.varint(length);
    int i = from;
    while (i < to) {
      if (buckets[i] == 0) {
        int run = i;
        while (buckets[run] == 0) {
          run++;
        }
        out.weight(0, whole);
        out.varint(run - i);
        i = run;
      } else {
        out.weight(buckets[i++], whole);
      }
    }
    return Arrays.copyOf(out.bytes, out.at);
  }

  static void decodeInto(byte[] bytes, Sketch target) {
    SketchCodec in = new SketchCodec(bytes);
    try {
      int form = in.get();
      if (form != WHOLE && form != FRACTIONAL) {
        throw broken("form " + form);
      }
      int scale = in.get() - 64;
      if (scale > Sketch.START_SCALE || scale < Sketch.LOWEST_SCALE) {
        throw broken("scale " + scale);
      }
      boolean whole = form == WHOLE;
      target.addZero(in.weight(whole));
      long zigzag = in.varint();
      int first = Math.toIntExact((zigzag >>> 1) ^ -(zigzag & 1));
      int length = Math.toIntExact(in.varint());
      if (length != 0) {
        in.buckets(target, scale, first, length, whole);
      }
      if (in.at != bytes.length) {
        throw broken("followed by " + (bytes.length - in.at) + " bytes");
      }
    } catch (ArrayIndexOutOfBoundsException | ArithmeticException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "sketch of " + bytes.length + " bytes is cut short or broken", e);
    }
  }

  private void buckets(Sketch target, int scale, int first, int length, boolean whole) {
    if (length < 0 || length > Sketch.MAX_BUCKETS) {
      throw broken(length + " buckets");
    }
    Sketch.Stretch into = target.stretch(scale, first, first + length - 1);
    int index = 0;
    while (index < length) {
      // Most weights take one byte.
      int next = whole ? bytes[at] : -1;
      double weight = next >= 0 ? bytes[at++] : weight(whole);
      if (weight == 0) {
        long run = varint();
        if (run <= 0 || run > length - index) {
          throw broken("a run of " + run + " empty buckets");
        }
        index += (int) run;
      } else {
        into.add(index++, weight);
      }
    }
    into.close();
  }

  private static HeadroomException broken(String what) {
    return new HeadroomException(ErrorCode.INVALID, "not a sketch: " + what);
  }

  private static boolean isWhole(double weight) {
    return weight == Math.rint(weight) && weight < 1e15;
  }

  private void put(int value) {
    if (at == bytes.length) {
      bytes = Arrays.copyOf(bytes, at * 2);
    }
    bytes[at++] = (byte) value;
  }

  private int get() {
    return bytes[at++] & 0xff;
  }

  private void weight(double weight, boolean whole) {
    if (whole) {
      varint((long) weight);
      return;
    }
    long bits = Double.doubleToLongBits(weight);
    for (int shift = 56; shift >= 0; shift -= 8) {
      put((int) (bits >>> shift));
    }
  }

  private double weight(boolean whole) {
    if (whole) {
      return varint();
    }
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = bits << 8 | get();
    }
    return Double.longBitsToDouble(bits);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      put((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    put((int) rest);
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = get();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw broken("varint longer than 64 bits");
  }
}
