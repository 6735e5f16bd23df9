package dev.headroom.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.headroom.base.HeadroomException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Against the fits that the R package `usl` 3.0 publishes for its data sets, and against curves
/// whose parameters are known.
final class UslFitTest {
  /// SPEC SDM91 on a SPARCcenter 2000.
  private static final double[] SDM_N = {1, 18, 36, 72, 108, 144, 216};

  private static final double[] SDM_X = {64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775, 1702.2};

  /// The ray tracer of Gunther's book.
  private static final double[] RAY_N = {1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64};

  private static final double[] RAY_X = {20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310};

  @Test
  void agreesWithThePublishedFitOfSpecSdm91() {
    UslFit fit = UslFit.of(SDM_N, SDM_X);
    assertThat(fit.usl().sigma()).isCloseTo(0.02772848, withinPercentage(0.005));
    assertThat(fit.usl().kappa()).isCloseTo(1.043655e-4, withinPercentage(0.005));
    assertThat(fit.usl().lambda()).isCloseTo(89.99523, withinPercentage(0.001));
    assertThat(fit.usl().limitX().orElseThrow()).isCloseTo(3245.589, within(0.01));
    assertThat(fit.usl().peakN().orElseThrow()).isCloseTo(96.52, within(0.01));
    assertThat(fit.identifiable()).isTrue();
  }

  @Test
  void agreesWithThePublishedFitOfTheRayTracerWhereCoherencyIsZero() {
    UslFit fit = UslFit.of(RAY_N, RAY_X);
    assertThat(fit.usl().sigma()).isCloseTo(0.0578, within(5e-5));
    assertThat(fit.usl().lambda()).isCloseTo(21.8488, within(5e-5));
    assertThat(fit.usl().kappa()).isZero();
    assertThat(fit.usl().peakN()).isEmpty();
    assertThat(fit.peakN()).isNull();
    assertThat(fit.peakX()).isNull();
    // The package's intervals reach 1.812 standard errors to each side: the one-sided quantile of
    // Student's t with 10 degrees of freedom.
    assertThat(fit.sigma().standardError())
        .isCloseTo((0.081864 - 0.033677) / 2 / 1.812461, within(5e-6));
    assertThat(fit.lambda().standardError())
        .isCloseTo((25.829306 - 17.868380) / 2 / 1.812461, within(5e-4));
  }

  @Test
  void recoversTheParametersOfExactPoints() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 200; round++) {
      Usl truth =
          new Usl(
              Math.exp(random.nextDouble(-5, 12)),
              random.nextInt(4) == 0 ? 0 : random.nextDouble(0, 0.4),
              random.nextInt(4) == 0 ? 0 : Math.exp(random.nextDouble(-12, -4)));
      double[] n = {1, 2, 4, 8, 12, 16, 24, 32, 48, 64};
      double[] x = new double[n.length];
      for (int i = 0; i < n.length; i++) {
        x[i] = truth.throughput(n[i]);
      }
      Usl found = UslFit.of(n, x).usl();
      assertThat(found.lambda())
          .as("λ of %s", truth)
          .isCloseTo(truth.lambda(), withinPercentage(0.01));
      assertThat(found.sigma()).as("σ of %s", truth).isCloseTo(truth.sigma(), within(1e-6));
      assertThat(found.kappa()).as("κ of %s", truth).isCloseTo(truth.kappa(), within(1e-8));
    }
  }

  @Test
  void intervalsHoldTheTruthAboutAsOftenAsTheySay() {
    SplittableRandom random = new SplittableRandom(11);
    Usl truth = new Usl(100, 0.05, 2e-4);
    double[] n = {1, 2, 4, 8, 16, 24, 32, 48, 64, 96};
    int rounds = 200;
    int held = 0;
    for (int round = 0; round < rounds; round++) {
      double[] x = new double[n.length];
      for (int i = 0; i < n.length; i++) {
        x[i] = truth.throughput(n[i]) * (1 + 0.02 * random.nextGaussian());
      }
      UslFit.Estimate sigma = UslFit.of(n, x).sigma();
      held += sigma.low() <= 0.05 && 0.05 <= sigma.high() ? 1 : 0;
    }
    assertThat(held).isBetween((int) (rounds * 0.86), rounds);
  }

  @Test
  void inversesAreInverses() {
    Usl usl = new Usl(90, 0.03, 1e-4);
    for (double n = 0.5; n < usl.peakN().orElseThrow(); n += 3.7) {
      assertThat(usl.concurrency(usl.throughput(n)).orElseThrow()).isCloseTo(n, within(1e-6));
    }
    assertThat(usl.concurrency(usl.peakX().orElseThrow() * 1.001)).isEmpty();
    assertThat(new Usl(90, 0.03, 0).concurrency(3001)).isEmpty();
  }

  @Test
  void namesWhatCannotBeFitted() {
    assertThatThrownBy(() -> UslFit.of(new double[] {1, 2, 2}, new double[] {1, 2, 2}))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("2 different values of n");
    assertThatThrownBy(() -> UslFit.of(new double[] {1, 0, 2}, new double[] {1, 2, 2}))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("point 2 has n=0.0");
    assertThat(UslFit.of(new double[] {1, 2, 3}, new double[] {10, 19, 27}).identifiable())
        .isFalse();
  }

  @Test
  void tellsACeilingFromASerialPartFromCoherency() {
    double[] n = {1, 2, 3, 4, 6, 8, 10, 12, 16, 24, 32};
    assertThat(kinds(n, v -> Math.min(50 * v, 400)))
        .first()
        .isEqualTo(ScalabilityChoice.Kind.CEILING);
    assertThat(kinds(n, v -> new Usl(50, 0.1, 0).throughput(v)))
        .first()
        .isEqualTo(ScalabilityChoice.Kind.AMDAHL);
    assertThat(kinds(n, v -> new Usl(50, 0.02, 2e-3).throughput(v)))
        .first()
        .isEqualTo(ScalabilityChoice.Kind.USL);
    assertThat(kinds(n, v -> 50 * v)).first().isEqualTo(ScalabilityChoice.Kind.LINEAR);
  }

  private static java.util.List<ScalabilityChoice.Kind> kinds(
      double[] n, java.util.function.DoubleUnaryOperator truth) {
    SplittableRandom random = new SplittableRandom(3);
    double[] x = new double[n.length];
    for (int i = 0; i < n.length; i++) {
      x[i] = truth.applyAsDouble(n[i]) * (1 + 0.004 * random.nextGaussian());
    }
    return ScalabilityChoice.of(n, x).best();
  }
}
