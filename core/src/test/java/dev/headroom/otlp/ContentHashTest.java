package dev.headroom.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Different contents have different hashes.
final class ContentHashTest {

  @Test
  void everyByteOfEveryLengthCounts() {
    ContentHash hash = new ContentHash(99);
    Random random = new Random(1);
    for (int length = 0; length < 70; length++) {
      byte[] bytes = new byte[length + 10];
      random.nextBytes(bytes);
      Set<Long> seen = new HashSet<>();
      seen.add(hash.mix(5, bytes, 7, length));
      for (int i = 0; i < length; i++) {
        byte before = bytes[7 + i];
        for (int value = 0; value < 256; value++) {
          bytes[7 + i] = (byte) value;
          boolean added = seen.add(hash.mix(5, bytes, 7, length));
          assertThat(added)
              .as("length %s byte %s value %s", length, i, value)
              .isEqualTo((byte) value != before);
        }
        bytes[7 + i] = before;
      }
    }
  }

  @Test
  void lengthStartAndSeedCount() {
    byte[] zeros = new byte[64];
    Set<Long> seen = new HashSet<>();
    for (int length = 0; length <= 64; length++) {
      for (long start = 0; start < 8; start++) {
        for (long seed = 0; seed < 8; seed++) {
          seen.add(new ContentHash(seed).mix(start, zeros, 0, length));
        }
      }
    }
    assertThat(seen).hasSize(65 * 8 * 8);
  }

  @Test
  void allShortContentsDiffer() {
    ContentHash hash = new ContentHash(7);
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 1 << 16; i++) {
      byte[] two = {(byte) i, (byte) (i >> 8)};
      seen.add(hash.mix(0, two, 0, 2));
      seen.add(hash.mix(0, Arrays.copyOf(two, 3), 0, 3));
      seen.add(hash.mix(0, i));
    }
    assertThat(seen).hasSize(3 << 16);
  }
}
