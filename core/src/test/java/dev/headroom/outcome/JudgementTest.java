package dev.headroom.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.TimeWindow;
import dev.headroom.stat.Interval;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JudgementTest {
  private static final TimeWindow BEFORE =
      TimeWindow.endingAt(SimulatedRoutes.CHANGE, Duration.ofDays(6));
  private static final TimeWindow AFTER =
      new TimeWindow(SimulatedRoutes.CHANGE, SimulatedRoutes.CHANGE.plusSeconds(86_400));

  private static Comparison comparison(double log, double half, TimeMatch match, int controls) {
    return new Comparison(
        log, new Interval(log - half, log + half), match, 0.9, 1_000, 500, controls, 600, 0.3);
  }

  private static Measurement measured(@Nullable Comparison comparison, Guard... guards) {
    return new Measurement(
        BEFORE,
        AFTER,
        1e8,
        5e7,
        10_000,
        5_000,
        comparison,
        List.of("GET /search in search"),
        List.of(guards),
        new Measurement.Chart(0, 60, List.of(), List.of()));
  }

  private static Judgement judge(double log, double half, Guard... guards) {
    return Judgement.of(
        SimulatedRoutes.registration(Math.log(0.5)),
        measured(comparison(log, half, TimeMatch.HOUR_OF_DAY, 2), guards));
  }

  @Test
  void halfOfThePredictionIsEnough() {
    Judgement fixed = judge(Math.log(0.5) * 0.51, 0.1);
    assertThat(fixed.verdict()).isEqualTo(Verdict.FIXED);
    assertThat(fixed.reasons().toString())
        .contains("equal load", "same hours of the day", "-29.8 %", "2 untouched routes", "-50 %");
    Judgement partly = judge(Math.log(0.5) * 0.49, 0.1);
    assertThat(partly.verdict()).isEqualTo(Verdict.PARTLY);
    assertThat(partly.reasons().toString()).contains("less than half of it came");
  }

  @Test
  void anEffectBelowTheMinimumIsPartlyHoweverSure() {
    Judgement judgement =
        Judgement.of(
            SimulatedRoutes.registration(-0.1),
            measured(comparison(-0.06, 0.01, TimeMatch.HOUR_OF_DAY, 1)));
    assertThat(judgement.verdict()).isEqualTo(Verdict.PARTLY);
    assertThat(judgement.reasons().toString()).contains("less than the 10 % registered");
  }

  @Test
  void aGuardThatGotWorseKeepsItFromBeingFixed() {
    Guard guard =
        new Guard(
            "p95 of GET /cart in cart",
            Metric.P95,
            Guard.State.WORSE,
            comparison(0.4, 0.1, TimeMatch.HOUR_OF_DAY, 1));
    Judgement judgement = judge(-0.7, 0.1, guard);
    assertThat(judgement.verdict()).isEqualTo(Verdict.PARTLY);
    assertThat(judgement.reasons().toString()).contains("GET /cart in cart got worse by +49.2 %");
  }

  @Test
  void worseNoEffectAndUndecided() {
    assertThat(judge(0.3, 0.1).verdict()).isEqualTo(Verdict.WORSE);
    assertThat(judge(0.01, 0.05).verdict()).isEqualTo(Verdict.NO_EFFECT);
    Judgement wide = judge(-0.1, 0.2);
    assertThat(wide.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(wide.reasons().toString()).contains("Missing: about", "more of measurement");
  }

  @Test
  void withoutControlAndMatchingHoursNothingIsDecided() {
    Judgement judgement =
        Judgement.of(
            SimulatedRoutes.registration(-0.7), measured(comparison(-0.7, 0.1, TimeMatch.ANY, 0)));
    assertThat(judgement.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(judgement.reasons().toString()).contains("Missing: a day of history");
  }

  @Test
  void withoutDataItSaysWhatIsMissing() {
    Judgement judgement = Judgement.of(SimulatedRoutes.registration(-0.7), measured(null));
    assertThat(judgement.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(judgement.reasons().toString()).contains("at least an hour on each side");
  }
}
