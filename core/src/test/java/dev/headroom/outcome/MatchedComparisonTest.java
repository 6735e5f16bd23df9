package dev.headroom.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.outcome.SimulatedRoutes.Seen;
import dev.headroom.outcome.SimulatedRoutes.Truth;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class MatchedComparisonTest {
  private static final double HALVED = Math.log(0.5);

  /// Routes whose load, time of day and surroundings change, and how many of 100 that halve must be
  /// found to be fixed.
  private static Stream<Arguments> worlds() {
    return Stream.of(
        world("quiet", 100, 1, 24, 1, 0, 0, 0, 0.1, 0, 1, 3),
        world("slow noise", 98, 6, 24, 1, 0, 0, 0, 0.2, 0.1, 60, 3),
        world("load grew", 98, 6, 24, 1.3, 0.5, 0, 0, 0.1, 0.05, 30, 3),
        world("load fell, days differ, no control", 98, 6, 24, 0.8, 1, 0.3, 0, 0.1, 0.05, 30, 0),
        world("everybody slows down", 98, 6, 24, 1, 0.3, 0.3, 0.3, 0.1, 0.05, 60, 3),
        world("all of it, over a week", 98, 8, 24, 1.2, 0.5, 0.3, 0.2, 0.1, 0.1, 120, 3),
        world("six hours", 98, 1, 6, 1.2, 0.5, 0.2, 0, 0.1, 0.1, 60, 2),
        world("hardly tellable", 70, 1, 24, 1, 0, 0, 0, 0.1, 0.2, 120, 3));
  }

  private static Arguments world(
      String name,
      int fixed,
      int days,
      int hours,
      double loadAfter,
      double loadSlope,
      double dayCurve,
      double common,
      double noise,
      double slowNoise,
      double slowMinutes,
      int controls) {
    Truth truth =
        new Truth(
            0,
            days,
            hours,
            loadAfter,
            loadSlope,
            dayCurve,
            common,
            noise,
            slowNoise,
            slowMinutes,
            controls);
    return Arguments.of(name, truth, fixed);
  }

  private static Truth with(Truth truth, double effect) {
    return new Truth(
        effect,
        truth.days(),
        truth.hours(),
        truth.loadAfter(),
        truth.loadSlope(),
        truth.dayCurve(),
        truth.common(),
        truth.noise(),
        truth.slowNoise(),
        truth.slowMinutes(),
        truth.controls());
  }

  private static Map<Verdict, Integer> verdicts(Truth truth, int seeds) {
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    for (Verdict verdict : Verdict.values()) {
      counts.put(verdict, 0);
    }
    for (int seed = 0; seed < seeds; seed++) {
      counts.merge(new SimulatedRoutes(truth, seed).judge(HALVED).verdict(), 1, Integer::sum);
    }
    return counts;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("worlds")
  void whereNothingChangedNobodyIsToldOtherwise(String name, Truth truth, int fixed) {
    Map<Verdict, Integer> counts = verdicts(truth, 100);
    assertThat(counts.get(Verdict.FIXED)).as("%s, seeds 0 to 99: %s", name, counts).isZero();
    assertThat(counts.get(Verdict.PARTLY))
        .as("%s, seeds 0 to 99: %s", name, counts)
        .isLessThanOrEqualTo(5);
    assertThat(counts.get(Verdict.WORSE))
        .as("%s, seeds 0 to 99: %s", name, counts)
        .isLessThanOrEqualTo(5);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("worlds")
  void aRouteThatHalvesIsFixed(String name, Truth truth, int fixed) {
    Map<Verdict, Integer> counts = verdicts(with(truth, HALVED), 50);
    assertThat(counts.get(Verdict.FIXED))
        .as("%s, seeds 0 to 49: %s", name, counts)
        .isGreaterThanOrEqualTo(fixed / 2);
    assertThat(counts.get(Verdict.WORSE) + counts.get(Verdict.NO_EFFECT))
        .as("%s, seeds 0 to 49: %s", name, counts)
        .isZero();
  }

  @Test
  void aFifthOfWhatWasPredictedIsPartlyAndMoreIsWorse() {
    Truth quiet = new Truth(Math.log(0.85), 6, 24, 1.1, 0.5, 0.2, 0, 0.1, 0.03, 30, 3);
    assertThat(verdicts(quiet, 20)).containsEntry(Verdict.PARTLY, 20);
    assertThat(verdicts(with(quiet, Math.log(1.3)), 20)).containsEntry(Verdict.WORSE, 20);
  }

  @Test
  void theIntervalHoldsTheTruthAsOftenAsItSays() {
    Truth truth = new Truth(-0.3, 6, 24, 1.2, 0.5, 0.2, 0.1, 0.1, 0.05, 45, 3);
    int inside = 0;
    for (int seed = 1_000; seed < 1_100; seed++) {
      Seen seen = new SimulatedRoutes(truth, seed).see();
      Comparison found =
          MatchedComparison.of(seen.before(), seen.after(), seen.controls(), false, 0.95, seed)
              .orElseThrow();
      inside += found.interval().low() <= -0.3 && -0.3 <= found.interval().high() ? 1 : 0;
    }
    // 90 or fewer of 100 happen in 2.8 % of all cases where each has a chance of 95 %.
    assertThat(inside).as("of seeds 1000 to 1099").isGreaterThanOrEqualTo(90);
  }

  @Test
  void comparesTheSameHoursOfTheWeekWhereThereIsAWeek() {
    Truth truth = new Truth(0, 8, 12, 1, 0, 0.5, 0, 0.1, 0, 1, 0);
    Seen seen = new SimulatedRoutes(truth, 5).see();
    Comparison found =
        MatchedComparison.of(seen.before(), seen.after(), List.of(), false, 0.95, 5).orElseThrow();
    assertThat(found.match()).isEqualTo(TimeMatch.HOUR_OF_WEEK);
    assertThat(found.log()).isCloseTo(0, within(0.03));
    assertThat(found.coverage()).isGreaterThan(0.9);
  }

  @Test
  void loadsThatNeverOverlapCannotBeCompared() {
    Truth truth = new Truth(0, 1, 6, 20, 0.5, 0, 0, 0.1, 0, 1, 0);
    Seen seen = new SimulatedRoutes(truth, 7).see();
    Optional<Comparison> found =
        MatchedComparison.of(seen.before(), seen.after(), List.of(), false, 0.95, 7);
    assertThat(found).isEmpty();
    assertThat(new SimulatedRoutes(truth, 7).judge(HALVED).verdict()).isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void sharesOfFailuresMayBeZero() {
    double[] none = new double[600];
    double[] some = new double[600];
    double[] counts = new double[600];
    for (int i = 0; i < 600; i++) {
      counts[i] = 200 + i % 7;
      some[i] = (i % 5) / counts[i];
    }
    Slices before = new Slices(0, 60, some, counts);
    Slices after = new Slices(36_000, 60, none, counts);
    Comparison found = MatchedComparison.of(before, after, List.of(), true, 0.95, 1).orElseThrow();
    assertThat(found.factor()).isLessThan(0.5);
    assertThat(found.interval().high()).isNegative();
  }
}
