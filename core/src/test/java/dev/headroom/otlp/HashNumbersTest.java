package dev.headroom.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// The cache knows what is used and stays within its bounds.
final class HashNumbersTest {

  @Test
  void whatIsPutIsFound() {
    HashNumbers numbers = new HashNumbers(100_000);
    assertThat(numbers.find(7)).isEqualTo(-1);
    for (int i = 0; i < 40_000; i++) {
      numbers.put(new Random(i).nextLong(), i);
    }
    numbers.put(0, 3);
    for (int i = 0; i < 40_000; i++) {
      assertThat(numbers.find(new Random(i).nextLong())).isEqualTo(i);
    }
    assertThat(numbers.find(0)).isEqualTo(3);
  }

  @Test
  void aFloodOfNewContentsPushesOutOnlyWhatIsNotUsed() {
    HashNumbers numbers = new HashNumbers(1_000);
    numbers.put(42, 4_711);
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      numbers.put(random.nextLong(), i);
      assertThat(numbers.find(42)).isEqualTo(4_711);
      assertThat(numbers.size()).isLessThanOrEqualTo(1_001);
    }
  }
}
