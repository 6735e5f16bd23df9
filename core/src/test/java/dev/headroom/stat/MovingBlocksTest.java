package dev.headroom.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MovingBlocksTest {
  private static double[] series(long seed, double memory) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[600];
    double last = 0;
    for (int i = 0; i < values.length; i++) {
      last = memory * last + random.nextGaussian();
      values[i] = 10 + last;
    }
    return values;
  }

  private static Interval interval(double[] values, int block) {
    double[] ones = new double[values.length];
    java.util.Arrays.fill(ones, 1);
    MovingBlocks blocks = new MovingBlocks(new double[][] {values, ones}, block);
    assertThat(blocks.all()[1]).isEqualTo(values.length);
    return MovingBlocks.middle(blocks.draws(400, sums -> sums[0] / sums[1]));
  }

  /// Points that depend on their neighbours: single draws believe too much, blocks do not.
  @Test
  void blocksKeepWhatNeighboursHaveInCommon() {
    int singles = 0;
    int together = 0;
    for (long seed = 0; seed < 100; seed++) {
      double[] values = series(seed, 0.8);
      Interval one = interval(values, 1);
      Interval thirty = interval(values, 30);
      singles += one.low() <= 10 && 10 <= one.high() ? 1 : 0;
      together += thirty.low() <= 10 && 10 <= thirty.high() ? 1 : 0;
    }
    assertThat(together).isGreaterThanOrEqualTo(82);
    assertThat(singles).isLessThan(65);
  }

  @Test
  void theSamePointsGiveTheSameDraws() {
    assertThat(interval(series(1, 0.5), 30)).isEqualTo(interval(series(1, 0.5), 30));
    assertThatThrownBy(() -> new MovingBlocks(new double[][] {{1, 2}}, 3))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("blocks of 3");
  }
}
