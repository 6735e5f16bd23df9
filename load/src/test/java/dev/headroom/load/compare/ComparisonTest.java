package dev.headroom.load.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.HeadroomException;
import dev.headroom.load.compare.Comparison.Method;
import dev.headroom.load.compare.Comparison.Verdict;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private static final int PAIRS = 400;

  @Test
  void sidesThatAreTheSameHaveNoVerdictAsARule() {
    for (FalseAlarms.Noise noise : FalseAlarms.NOISES.subList(0, 3)) {
      assertThat(
              FalseAlarms.share(
                  (n, e, s) -> FalseAlarms.single(n, e, s) != Verdict.NONE, noise, 0, PAIRS))
          .as("one run a side, %s", noise.name())
          .isLessThanOrEqualTo(0.05);
    }
    for (FalseAlarms.Noise noise : FalseAlarms.NOISES) {
      assertThat(
              FalseAlarms.share(
                  (n, e, s) -> FalseAlarms.interleaved(n, e, s) != Verdict.NONE, noise, 0, PAIRS))
          .as("interleaved, %s", noise.name())
          .isLessThanOrEqualTo(0.05);
      if (noise.drift() == 0) {
        assertThat(
                FalseAlarms.share(
                    (n, e, s) -> FalseAlarms.many(n, e, s) != Verdict.NONE, noise, 0, PAIRS / 4))
            .as("five runs a side, %s", noise.name())
            .isLessThanOrEqualTo(0.05);
      }
    }
  }

  @Test
  void aDifferenceAboveTheDetectableOneIsFound() {
    FalseAlarms.Noise noise = FalseAlarms.NOISES.get(1);
    assertThat(
            FalseAlarms.share(
                (n, e, s) -> FalseAlarms.interleaved(n, e, s) == Verdict.SLOWER,
                noise,
                Math.log(1.2),
                PAIRS))
        .isGreaterThan(0.95);
  }

  @Test
  void tellsChangeAndInterval() {
    FalseAlarms machine = new FalseAlarms(FalseAlarms.NOISES.getFirst(), 4);
    Comparison comparison =
        Comparison.of(List.of(machine.run(0, 200)), List.of(machine.run(Math.log(0.8), 200)));
    assertThat(comparison.verdict()).isEqualTo(Verdict.FASTER);
    assertThat(comparison.method()).isEqualTo(Method.WITHIN_RUNS);
    assertThat(comparison.change()).isCloseTo(-0.2, within(0.05));
    assertThat(comparison.interval().low()).isLessThan(-0.2);
    assertThat(comparison.interval().high()).isGreaterThan(-0.2);
    assertThat(comparison.detectable()).isBetween(0.0, 0.1);
  }

  @Test
  void threeRunsASideTellTheNoiseFromRunToRun() {
    FalseAlarms machine = new FalseAlarms(FalseAlarms.NOISES.get(3), 4);
    List<Series> a = List.of(machine.run(0, 60), machine.run(0, 60), machine.run(0, 60));
    List<Series> b = List.of(machine.run(0, 60), machine.run(0, 60), machine.run(0, 60));
    assertThat(Comparison.of(a, b).method()).isEqualTo(Method.BETWEEN_RUNS);
  }

  @Test
  void refusesUnequalLoadAndShortRuns() {
    Series run = new Series("a.json", 100, Collections.nCopies(30, 1.0));
    Series other = new Series("b.json", 110, Collections.nCopies(30, 1.0));
    Series brief = new Series("c.json", 100, Collections.nCopies(19, 1.0));
    assertThatThrownBy(() -> Comparison.of(List.of(run), List.of(other)))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("run 'b.json' has 110.0 requests/s; expected 100.0");
    assertThatThrownBy(() -> Comparison.of(List.of(run), List.of(brief)))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("run 'c.json' has 19 stretches");
    assertThatThrownBy(() -> Comparison.ofRounds(List.of(new double[4])))
        .isInstanceOf(HeadroomException.class);
  }

  @Test
  void exactlyEqualRunsAreNotDifferent() {
    Series run = new Series("a.json", 100, Collections.nCopies(30, 1.0));
    assertThat(Comparison.of(List.of(run), List.of(run)).verdict()).isEqualTo(Verdict.NONE);
  }
}
