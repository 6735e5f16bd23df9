package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeduplicatorTest {

  @Test
  void aSpanIsFreshOnce() {
    Deduplicator seen = new Deduplicator(100);
    assertThat(seen.fresh(1, 2, 3, 0)).isTrue();
    assertThat(seen.fresh(1, 2, 3, 1)).isFalse();
    assertThat(seen.fresh(2, 1, 3, 1)).isTrue();
    assertThat(seen.fresh(1, 3, 2, 1)).isTrue();
    assertThat(seen.fresh(0, 0, 0, 1)).isTrue();
    assertThat(seen.fresh(0, 0, 0, 1)).isFalse();
    assertThat(seen.duplicates()).isEqualTo(2);
  }

  @Test
  void anythingWithinOneGenerationIsKnownAndMemoryIsBounded() {
    int generation = 1_000;
    Deduplicator seen = new Deduplicator(generation);
    for (int i = 0; i < 20 * generation; i++) {
      assertThat(seen.fresh(5, i, i, i)).isTrue();
      if (i >= generation) {
        assertThat(seen.fresh(5, i - generation, i - generation, i)).as("span %d", i).isFalse();
      }
      if (i >= 2 * generation) {
        assertThat(seen.oldestPosition()).isBetween(i - 2L * generation, i - 1L * generation + 1);
      }
    }
    assertThat(seen.fresh(5, 3, 3, 0)).as("forgotten").isTrue();
  }

  @Test
  void agreesWithASet() {
    Random random = new Random(17);
    Deduplicator seen = new Deduplicator(5_000);
    Set<Long> set = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      long id = random.nextInt(4_000);
      assertThat(seen.fresh(id & 7, id >> 3, id * 31, i)).isEqualTo(set.add(id));
    }
  }

  @Test
  void anEmptyOneNeedsNoReplay() {
    assertThat(new Deduplicator(1).oldestPosition()).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> new Deduplicator(0)).isInstanceOf(HeadroomException.class);
  }
}
