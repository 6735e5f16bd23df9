package dev.headroom.slo;

import static dev.headroom.slo.Slos.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.slo.BurnAlert.State;
import dev.headroom.slo.BurnRule.Severity;
import dev.headroom.slo.RuleEvaluation.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BurnAlertTest {
  private static final Budget BUDGET =
      Slos.evaluate(Slos.standard(0.999), Slos.constant(1_440, 100, 0)).budget();

  private BurnAlert alert =
      BurnAlert.inactive(new SloName("cart"), "availability", Severity.PAGE, at(0));

  private static RuleEvaluation vote(
      String name, Severity asked, Severity severity, int pendingMinutes, Outcome outcome) {
    Duration hour = Duration.ofHours(1);
    BurnWindow window = new BurnWindow(hour, 100, 0, 0, 0, 1);
    return new RuleEvaluation(
        new BurnRule(
            name, asked, hour, Duration.ofMinutes(5), 14.4, Duration.ofMinutes(pendingMinutes)),
        severity,
        window,
        window,
        Double.NaN,
        outcome);
  }

  private static RuleEvaluation page(String name, Outcome outcome) {
    return vote(name, Severity.PAGE, Severity.PAGE, 0, outcome);
  }

  private State step(long minute, RuleEvaluation... votes) {
    alert = alert.step(new ObjectiveEvaluation("availability", BUDGET, List.of(votes)), at(minute));
    return alert.state();
  }

  @Test
  void anyRuleOfTheSeverityFires() {
    assertThat(step(1, page("a", Outcome.QUIET), page("b", Outcome.QUIET)))
        .isEqualTo(State.INACTIVE);
    assertThat(step(2, page("a", Outcome.QUIET), page("b", Outcome.FIRES))).isEqualTo(State.FIRING);
    assertThat(alert.rule()).isEqualTo("b");
    assertThat(alert.startsAt()).isEqualTo(at(2));
    assertThat(alert.id()).isEqualTo("cart/availability/page@1970-01-01T00:02:00Z");
  }

  @Test
  void rulesOfAnotherSeverityDoNot() {
    assertThat(step(1, vote("t", Severity.TICKET, Severity.TICKET, 0, Outcome.FIRES)))
        .isEqualTo(State.INACTIVE);
    assertThat(step(2, vote("p", Severity.PAGE, Severity.TICKET, 0, Outcome.FIRES)))
        .as("downgraded")
        .isEqualTo(State.INACTIVE);
  }

  @Test
  void aDowngradedRuleKeepsThePageThatGoesOn() {
    step(1, page("p", Outcome.FIRES));
    assertThat(step(20, vote("p", Severity.PAGE, Severity.TICKET, 0, Outcome.HOLDS)))
        .isEqualTo(State.FIRING);
  }

  @Test
  void holdingDoesNotStartButKeeps() {
    assertThat(step(1, page("a", Outcome.HOLDS))).isEqualTo(State.INACTIVE);
    assertThat(step(2, page("a", Outcome.FIRES))).isEqualTo(State.FIRING);
    assertThat(step(60, page("a", Outcome.HOLDS))).isEqualTo(State.FIRING);
  }

  @Test
  void itEndsWhenAllRulesWereQuietForFiveMinutes() {
    step(1, page("a", Outcome.FIRES));
    assertThat(step(10, page("a", Outcome.QUIET))).isEqualTo(State.FIRING);
    assertThat(alert.clearSince()).isEqualTo(at(10));
    assertThat(step(13, page("a", Outcome.HOLDS))).isEqualTo(State.FIRING);
    assertThat(alert.clearSince()).isNull();
    assertThat(step(14, page("a", Outcome.QUIET))).isEqualTo(State.FIRING);
    assertThat(step(18, page("a", Outcome.QUIET))).isEqualTo(State.FIRING);
    assertThat(step(19, page("a", Outcome.QUIET))).isEqualTo(State.RESOLVED);
    assertThat(alert.endsAt()).isEqualTo(at(19));
    assertThat(step(20, page("a", Outcome.QUIET))).isEqualTo(State.RESOLVED);
    String before = alert.id();
    assertThat(step(30, page("a", Outcome.FIRES))).isEqualTo(State.FIRING);
    assertThat(alert.id()).as("another time").isNotEqualTo(before);
    assertThat(alert.endsAt()).isNull();
  }

  @Test
  void itIsPendingForAsLongAsTheRuleAsks() {
    assertThat(step(1, vote("a", Severity.PAGE, Severity.PAGE, 2, Outcome.FIRES)))
        .isEqualTo(State.PENDING);
    assertThat(step(2, vote("a", Severity.PAGE, Severity.PAGE, 2, Outcome.UNKNOWN)))
        .as("one cannot tell")
        .isEqualTo(State.PENDING);
    assertThat(step(3, vote("a", Severity.PAGE, Severity.PAGE, 2, Outcome.FIRES)))
        .isEqualTo(State.FIRING);
    assertThat(alert.startsAt()).isEqualTo(at(1));
    assertThat(alert.firedAt()).isEqualTo(at(3));
  }

  @Test
  void pendingEndsWithTheCondition() {
    step(1, vote("a", Severity.PAGE, Severity.PAGE, 2, Outcome.FIRES));
    assertThat(step(2, vote("a", Severity.PAGE, Severity.PAGE, 2, Outcome.QUIET)))
        .isEqualTo(State.INACTIVE);
    assertThat(step(3, vote("a", Severity.PAGE, Severity.PAGE, 2, Outcome.FIRES)))
        .isEqualTo(State.PENDING);
    assertThat(alert.startsAt()).isEqualTo(at(3));
  }

  @Test
  void withoutKnowledgeItIsFrozenAndThawsEitherWay() {
    assertThat(step(1, page("a", Outcome.UNKNOWN))).isEqualTo(State.INACTIVE);
    step(2, page("a", Outcome.FIRES));
    assertThat(step(3, page("a", Outcome.UNKNOWN))).isEqualTo(State.FROZEN);
    assertThat(alert.active()).isTrue();
    assertThat(step(300, page("a", Outcome.UNKNOWN))).isEqualTo(State.FROZEN);
    assertThat(step(301, page("a", Outcome.HOLDS))).isEqualTo(State.FIRING);
    assertThat(step(302, page("a", Outcome.UNKNOWN))).isEqualTo(State.FROZEN);
    assertThat(step(303, page("a", Outcome.QUIET))).isEqualTo(State.FIRING);
    assertThat(step(308, page("a", Outcome.QUIET))).isEqualTo(State.RESOLVED);
  }

  @Test
  void aRestartGoesOnWhereItStood() {
    Slo slo = Slos.standard(0.999);
    SliSeries series = Slos.constant(2 * 1_440, 1_000, 0);
    Slos.add(series, 2 * 1_440 - 10, 2 * 1_440, -1_000, 0);
    Slos.add(series, 2 * 1_440 - 10, 2 * 1_440, 1_000, 1);
    Evaluation evaluation = Slos.tracker(slo, series).evaluate(at(Slos.START + 2 * 1_440));
    BurnAlerts alerts = new BurnAlerts(List.of());
    assertThat(alerts.step(evaluation))
        .extracting(each -> each.to().severity() + " " + each.to().state())
        .containsExactly("PAGE FIRING", "TICKET FIRING");
    BurnAlerts restored = new BurnAlerts(alerts.all());
    assertThat(restored.step(evaluation)).as("nothing new").isEmpty();
    assertThat(restored.all()).isEqualTo(alerts.all());
    assertThat(restored.forget(slo.name())).hasSize(2);
    assertThat(restored.all()).isEmpty();
  }

  @Test
  void frozenForAWholePeriodWithoutAnEventItEnds() {
    Budget silent = Slos.evaluate(Slos.standard(0.999), Slos.constant(0, 100, 0)).budget();
    assertThat(silent.total()).isZero();
    long period = Duration.between(silent.period().from(), silent.period().to()).toMinutes();
    step(1, page("a", Outcome.FIRES));
    assertThat(step(10, page("a", Outcome.UNKNOWN))).isEqualTo(State.FROZEN);
    assertThat(step(10 + period, page("a", Outcome.UNKNOWN)))
        .as("there were events in the period")
        .isEqualTo(State.FROZEN);
    ObjectiveEvaluation unheard =
        new ObjectiveEvaluation("availability", silent, List.of(page("a", Outcome.UNKNOWN)));
    assertThat(alert.step(unheard, at(9 + period)).state()).isEqualTo(State.FROZEN);
    BurnAlert over = alert.step(unheard, at(10 + period));
    assertThat(over.state()).isEqualTo(State.RESOLVED);
    assertThat(over.endsAt()).isEqualTo(at(10 + period));
  }
}
