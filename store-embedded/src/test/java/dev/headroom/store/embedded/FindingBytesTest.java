package dev.headroom.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.finding.FindingRecord;
import dev.headroom.testkit.store.FindingSamples;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Findings as bytes and back, and bytes that are no findings.
final class FindingBytesTest {
  private static final long SEED = 20_260_402;

  @Test
  void nothingIsLost() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 2_000; i++) {
      FindingRecord record = FindingSamples.any(random);
      assertThat(FindingBytes.record(FindingBytes.of(record)))
          .as("seed %d, record %d", SEED, i)
          .isEqualTo(record);
    }
  }

  @Test
  void brokenBytesAreRefusedAndNothingElseHappens() {
    SplittableRandom random = new SplittableRandom(SEED);
    int refused = 0;
    int accepted = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = FindingBytes.of(FindingSamples.any(random));
      byte[] broken = broken(bytes, random);
      try {
        byte[] again = FindingBytes.of(FindingBytes.record(broken));
        assertThat(FindingBytes.record(again)).isNotNull();
        accepted++;
      } catch (HeadroomException e) {
        assertThat(e.code()).as("seed %d, input %d", SEED, i).isEqualTo(ErrorCode.INTERNAL);
        refused++;
      }
    }
    // A run that only ever sees one outcome tests nothing.
    assertThat(refused).isGreaterThan(1_000);
    assertThat(accepted).isGreaterThan(1_000);
  }

  private static byte[] broken(byte[] bytes, SplittableRandom random) {
    byte[] broken = bytes.clone();
    switch (random.nextInt(4)) {
      case 0 -> broken = Arrays.copyOf(broken, random.nextInt(broken.length));
      case 1 -> broken = Arrays.copyOf(broken, broken.length + 1 + random.nextInt(9));
      default -> {
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
          broken[random.nextInt(broken.length)] = (byte) random.nextInt();
        }
      }
    }
    return broken;
  }

  @Test
  void aLaterVersionIsRefusedByItsNumber() {
    byte[] bytes = FindingBytes.of(FindingSamples.any(new SplittableRandom(SEED)));
    bytes[0] = 2;
    assertThatThrownBy(() -> FindingBytes.record(bytes)).hasMessageContaining("version 2");
  }
}
