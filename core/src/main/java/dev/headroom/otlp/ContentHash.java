package dev.headroom.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A seeded 64-bit hash of byte ranges, after the multiply-and-fold step of wyhash (Wang Yi, 2019).
/// The multipliers come from the seed, so that who does not know it cannot make contents collide.
/// Immutable and thread-safe.
final class ContentHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final long first;
  private final long second;

  ContentHash(long seed) {
    first = scramble(seed + 0x9E3779B97F4A7C15L) | 1;
    second = scramble(seed + 0x3C6EF372FE94F82AL) | 1;
  }

  /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
  private static long scramble(long z) {
    long mixed = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /// Carries a number into a hash.
  long mix(long hash, long number) {
    return fold(hash ^ first, number ^ second);
  }

  /// Carries a range of bytes into a hash.
  long mix(long hash, byte[] bytes, int offset, int length) {
    long h = hash ^ second ^ (length * first);
    int at = offset;
    int end = offset + length;
    while (end - at > 16) {
      h = fold((long) LONG.get(bytes, at) ^ first, (long) LONG.get(bytes, at + 8) ^ h);
      at += 16;
    }
    long a = 0;
    long b = 0;
    int left = end - at;
    if (left >= 8) {
      a = (long) LONG.get(bytes, at);
      b = (long) LONG.get(bytes, end - 8);
    } else if (left >= 4) {
      a = (int) INT.get(bytes, at);
      b = (int) INT.get(bytes, end - 4);
    } else if (left > 0) {
      a =
          (bytes[at] & 0xffL)
              | (bytes[at + (left >> 1)] & 0xffL) << 8
              | (bytes[end - 1] & 0xffL) << 16;
    }
    return fold(a ^ second, b ^ h);
  }

  private static long fold(long x, long y) {
    return x * y ^ Math.unsignedMultiplyHigh(x, y);
  }
}
