package dev.headroom.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.HeadroomException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SketchTest {
  private static final double[] QUANTILES = {0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1};

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void quantilesAreWithinTheStatedErrorOfTheExactOnes(long seed) {
    Random random = new Random(seed);
    double[] values = new double[5_000];
    Sketch sketch = new Sketch();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.exp(15 + 2 * random.nextGaussian());
      sketch.record(values[i]);
    }
    Arrays.sort(values);
    assertThat(sketch.relativeError()).isLessThan(0.0055);
    for (double q : QUANTILES) {
      double exact = values[Math.max(0, (int) Math.ceil(q * values.length) - 1)];
      assertThat(sketch.quantile(q))
          .as("seed %d, quantile %s", seed, q)
          .isCloseTo(exact, within(exact * sketch.relativeError() * 1.000001));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void countsBelowAThresholdAreBetweenThoseOfTheNeighbouringBounds(long seed) {
    Random random = new Random(seed);
    double[] values = new double[5_000];
    Sketch sketch = new Sketch();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.exp(15 + 2 * random.nextGaussian());
      sketch.record(values[i]);
    }
    double step = Math.pow(2, 1.0 / (1 << sketch.scale()));
    for (int i = 0; i < 200; i++) {
      double threshold = Math.exp(15 + 3 * random.nextGaussian());
      assertThat(sketch.countAtOrBelow(threshold))
          .as("seed %d, threshold %s", seed, threshold)
          .isBetween(
              (double) Arrays.stream(values).filter(v -> v <= threshold / step).count() - 1e-6,
              (double) Arrays.stream(values).filter(v -> v <= threshold * step).count() + 1e-6);
    }
    assertThat(sketch.countAtOrBelow(Double.MAX_VALUE)).isEqualTo(5_000);
    assertThat(new Sketch().countAtOrBelow(1)).isZero();
  }

  @Test
  void everyBoundBelongsToTheBucketBelowAndTheNextDoubleToTheOneAbove() {
    for (int exponent : new int[] {-1022, -3, 0, 1, 40, 1023}) {
      for (int i = 0; i < 64; i++) {
        double bound = Math.scalb(Math.pow(2, i / 64.0), exponent);
        int expected = exponent * 64 + i;
        assertThat(Sketch.index(bound)).as("2^(%d + %d/64)", exponent, i).isEqualTo(expected - 1);
        assertThat(Sketch.index(Math.nextUp(bound))).as("next").isEqualTo(expected);
        assertThat(Sketch.index(bound * 1.001)).as("above").isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void indexAgreesWithTheLogarithm(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      double value = Math.exp(random.nextDouble(-700, 700));
      double position = Math.log(value) / Math.log(2) * 64;
      if (Math.abs(position - Math.rint(position)) > 1e-6) {
        assertThat(Sketch.index(value))
            .as("seed %d, value %s", seed, value)
            .isEqualTo((int) Math.floor(position));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26})
  void mergingIsTheUnionWhateverTheOrder(long seed) {
    Random random = new Random(seed);
    Sketch all = new Sketch();
    Sketch[] parts = new Sketch[7];
    for (int p = 0; p < parts.length; p++) {
      parts[p] = new Sketch();
      double spread = random.nextInt(3) == 0 ? 100 : 3;
      for (int i = random.nextInt(300); i > 0; i--) {
        double value = random.nextInt(20) == 0 ? 0 : Math.exp(spread * random.nextGaussian());
        double weight = random.nextInt(1, 9);
        parts[p].record(value, weight);
        all.record(value, weight);
      }
    }
    Sketch forwards = new Sketch();
    Sketch backwards = new Sketch();
    for (int p = 0; p < parts.length; p++) {
      forwards.merge(parts[p]);
      backwards.mergeEncoded(parts[parts.length - 1 - p].encode());
    }
    assertThat(forwards.encode()).as("seed %d", seed).isEqualTo(all.encode());
    assertThat(backwards.encode()).as("seed %d", seed).isEqualTo(all.encode());
    assertThat(forwards.count()).isEqualTo(all.count());
  }

  @Test
  void mergingLeavesTheOtherAloneAndMayBeWithItself() {
    Sketch one = new Sketch();
    one.record(10);
    one.record(1e9);
    byte[] before = one.encode();
    Sketch other = new Sketch();
    other.record(1e-200);
    other.merge(one);
    assertThat(one.encode()).isEqualTo(before);
    one.merge(one);
    assertThat(one.count()).isEqualTo(4);
    assertThat(one.quantile(0.5)).isCloseTo(10, within(0.06));
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34})
  void bytesBringTheSameSketchBack(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      Sketch sketch = new Sketch();
      boolean fractional = random.nextBoolean();
      double spread = random.nextDouble(0.1, 100);
      for (int i = random.nextInt(1, 200); i > 0; i--) {
        double weight = fractional ? random.nextDouble(0.01, 40) : random.nextInt(1, 1_000_000);
        sketch.record(Math.max(0, Math.exp(spread * random.nextGaussian()) - 0.1), weight);
      }
      Sketch back = Sketch.decode(sketch.encode());
      assertThat(back.encode()).as("seed %d, round %d", seed, round).isEqualTo(sketch.encode());
      assertThat(back.count()).isCloseTo(sketch.count(), within(sketch.count() * 1e-12));
      assertThat(back.quantile(0.9)).isEqualTo(sketch.quantile(0.9));
    }
  }

  @Test
  void aMinuteOfUsualLatenciesTakesLessThanAKilobyte() {
    Random random = new Random(7);
    Sketch sketch = new Sketch();
    for (int i = 0; i < 10_000; i++) {
      sketch.record(Math.exp(17 + 0.8 * random.nextGaussian()));
    }
    assertThat(sketch.encode().length).isLessThan(1_000);
  }

  @Test
  void aWideSpreadHalvesTheResolutionAndStillKeepsItsWord() {
    Sketch sketch = new Sketch();
    double[] values = new double[600];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.pow(10, -150 + i / 2.0);
      sketch.record(values[i]);
    }
    assertThat(sketch.scale()).isLessThan(Sketch.START_SCALE).isGreaterThanOrEqualTo(0);
    for (double q : QUANTILES) {
      double exact = values[Math.max(0, (int) Math.ceil(q * values.length) - 1)];
      assertThat(sketch.quantile(q))
          .isCloseTo(exact, within(exact * sketch.relativeError() * 1.000001));
    }
  }

  @Test
  void thePromisedSpreadFitsWithoutLosingResolution() {
    Sketch sketch = new Sketch();
    for (int i = 31; i >= 0; i--) {
      sketch.record(Math.scalb(1.5, i));
      sketch.record(Math.scalb(1.01, 31 - i));
    }
    assertThat(sketch.scale()).isEqualTo(Sketch.START_SCALE);
  }

  @Test
  void foldsInFinerBucketsWithoutLoss() {
    Random random = new Random(9);
    Sketch direct = new Sketch();
    Sketch folded = new Sketch();
    for (int i = 0; i < 2_000; i++) {
      double value = Math.exp(5 * random.nextGaussian());
      int index = (int) Math.ceil(Math.log(value) / Math.log(2) * (1 << 20)) - 1;
      direct.record(value);
      folded.addBucket(20, index, 1);
    }
    assertThat(folded.encode()).isEqualTo(direct.encode());
  }

  @Test
  void aCoarserBucketLowersTheScale() {
    Sketch sketch = new Sketch();
    sketch.record(3);
    sketch.addBucket(2, 9, 5);
    assertThat(sketch.scale()).isEqualTo(2);
    assertThat(sketch.count()).isEqualTo(6);
    assertThat(sketch.quantile(1)).isBetween(Math.pow(2, 9 / 4.0), Math.pow(2, 10 / 4.0));
    assertThat(sketch.quantile(0)).isBetween(Math.pow(2, 6 / 4.0), Math.pow(2, 7 / 4.0));
  }

  @Test
  void bucketsBeyondAnyDoubleDoNotRuinTheResolution() {
    Sketch sketch = new Sketch();
    sketch.record(100);
    sketch.addBucket(6, Integer.MIN_VALUE, 2);
    assertThat(sketch.quantile(0)).isZero();
    sketch.addBucket(6, Integer.MAX_VALUE, 1);
    assertThat(sketch.scale()).isGreaterThanOrEqualTo(0);
    assertThat(sketch.quantile(1)).isFinite();
    assertThat(Sketch.decode(sketch.encode()).encode()).isEqualTo(sketch.encode());
  }

  @Test
  void extremesHaveFiniteQuantiles() {
    for (double value : new double[] {Double.MIN_NORMAL, Double.MAX_VALUE, 1, Long.MAX_VALUE}) {
      Sketch sketch = new Sketch();
      sketch.record(value);
      assertThat(sketch.quantile(0.5)).isCloseTo(value, within(value * 0.0055));
    }
    Sketch coarse = new Sketch();
    coarse.addBucket(-10, 0, 1);
    coarse.addBucket(-10, -1, 1);
    assertThat(coarse.quantile(1)).isFinite();
    assertThat(coarse.relativeError()).isEqualTo(1);
  }

  @Test
  void zeroAndBelowShareTheZeroBucket() {
    Sketch sketch = new Sketch();
    sketch.record(0);
    sketch.record(-5);
    sketch.record(Double.MIN_VALUE);
    sketch.record(8);
    assertThat(sketch.quantile(0.75)).isZero();
    assertThat(sketch.quantile(0.76)).isCloseTo(8, within(0.05));
    assertThat(sketch.shareAtOrBelow(0)).isEqualTo(0.75);
    assertThat(sketch.shareAtOrBelow(-1)).isZero();
  }

  @Test
  void shareIsExactBetweenBucketsAndGrowsWithin() {
    Sketch sketch = new Sketch();
    for (int i = 1; i <= 1_000; i++) {
      sketch.record(i);
    }
    assertThat(sketch.shareAtOrBelow(512)).isCloseTo(0.512, within(1e-9));
    double last = 0;
    for (double t = 0.5; t < 1_100; t *= 1.01) {
      double share = sketch.shareAtOrBelow(t);
      assertThat(share)
          .isGreaterThanOrEqualTo(last)
          .isCloseTo(Math.min(1, t / 1_000), within(0.007));
      last = share;
    }
    assertThat(sketch.shareAtOrBelow(2_000)).isEqualTo(1);
  }

  @Test
  void anEmptySketchHasNoQuantile() {
    assertThat(new Sketch().quantile(0.5)).isNaN();
    assertThat(new Sketch().shareAtOrBelow(1)).isNaN();
    assertThat(Sketch.decode(new Sketch().encode()).count()).isZero();
  }

  @Test
  void refusesWhatIsNotANumberOfThings() {
    Sketch sketch = new Sketch();
    for (double bad :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      assertThatThrownBy(() -> sketch.record(bad)).isInstanceOf(HeadroomException.class);
      assertThatThrownBy(() -> sketch.record(1, bad)).isInstanceOf(HeadroomException.class);
      assertThatThrownBy(() -> sketch.addZero(bad)).isInstanceOf(HeadroomException.class);
      assertThatThrownBy(() -> sketch.addBucket(3, 1, bad)).isInstanceOf(HeadroomException.class);
    }
    assertThatThrownBy(() -> sketch.record(1, 0)).isInstanceOf(HeadroomException.class);
    assertThatThrownBy(() -> sketch.addBucket(21, 1, 1)).isInstanceOf(HeadroomException.class);
    assertThatThrownBy(() -> sketch.addBucket(-11, 1, 1)).isInstanceOf(HeadroomException.class);
    assertThatThrownBy(() -> sketch.quantile(1.1)).isInstanceOf(HeadroomException.class);
    assertThat(sketch.count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void brokenBytesAreRefusedOrReadButNothingElse(long seed) {
    Random random = new Random(seed);
    Sketch sketch = new Sketch();
    for (int i = 0; i < 50; i++) {
      sketch.record(Math.exp(4 * random.nextGaussian()), 1 + i % 3 / 2.0);
    }
    byte[] good = sketch.encode();
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        Sketch read = Sketch.decode(bytes);
        assertThat(read.count()).as("seed %d, round %d", seed, i).isNotNaN();
        assertThat(Sketch.decode(read.encode()).encode()).isEqualTo(read.encode());
      } catch (HeadroomException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
