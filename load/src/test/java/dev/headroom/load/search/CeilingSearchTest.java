package dev.headroom.load.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import dev.headroom.load.run.Steps;
import dev.headroom.load.search.SearchAnswer.Ending;
import dev.headroom.load.search.SimulatedQueue.Service;
import dev.headroom.stat.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The search against queues whose ceiling is known.
final class CeilingSearchTest {
  private static final LatencyObjective OBJECTIVE = LatencyObjective.parse("p99<100ms");
  private static final Duration BUDGET = Duration.ofMinutes(10);

  @Test
  void theTrueCeilingLiesInTheInterval() {
    List<Coverage.Outcome> outcomes =
        Stream.concat(Coverage.markovian().stream(), Coverage.general().stream())
            .map(known -> Coverage.search(known, BUDGET, 3))
            .toList();
    List<String> missed =
        outcomes.stream().filter(o -> !o.covered()).map(o -> o.known().name()).toList();
    assertThat(missed).as("of %d", outcomes.size()).hasSizeLessThanOrEqualTo(outcomes.size() / 10);
    assertThat(outcomes)
        .filteredOn(o -> Math.abs(o.error()) <= 0.05)
        .hasSizeGreaterThan(outcomes.size() * 3 / 4);
    assertThat(outcomes)
        .allSatisfy(o -> assertThat(o.answer().loadTime()).isLessThanOrEqualTo(BUDGET));
  }

  @Test
  void stopsWhenTheIntervalIsNarrowEnough() throws InterruptedException {
    SearchAnswer answer = search(new SimulatedQueue(16, Service.exponential(0.01), 3), 1e6);
    assertThat(answer.ending()).isEqualTo(Ending.FOUND);
    assertThat(interval(answer).high() / interval(answer).low()).isLessThanOrEqualTo(1.08);
    assertThat(answer.perSecond()).isBetween(interval(answer).low(), interval(answer).high());
    assertThat(answer.capacity()).isBetween(1_500.0, 1_700.0);
    assertThat(answer.loadTime()).isLessThan(BUDGET);
  }

  @Test
  void tellsEveryStepWhenItIsOver() throws InterruptedException {
    List<JudgedStep> told = new ArrayList<>();
    SearchAnswer answer =
        new CeilingSearch(
                new SimulatedQueue(4, Service.constant(0.01), 3),
                OBJECTIVE,
                SearchSettings.of(10, 1e6, BUDGET),
                told::add)
            .run();
    assertThat(told).isEqualTo(answer.steps()).hasSizeGreaterThan(8);
    assertThat(told).extracting(JudgedStep::verdict).contains(Verdict.OVERLOADED, Verdict.HOLDS);
  }

  @Test
  void anObjectiveThatHoldsAtTheHighestRateHasNoUpperEnd() throws InterruptedException {
    SearchAnswer answer = search(new SimulatedQueue(16, Service.exponential(0.01), 3), 400);
    assertThat(answer.ending()).isEqualTo(Ending.HIGHEST_RATE_HOLDS);
    assertThat(answer.perSecond()).isEqualTo(400);
    assertThat(interval(answer).high()).isInfinite();
    assertThat(answer.steps()).allMatch(step -> step.ratePerSecond() <= 400);
  }

  @Test
  void anObjectiveThatServiceAloneBreaksHasNoCeiling() throws InterruptedException {
    SimulatedQueue queue = new SimulatedQueue(16, Service.exponential(0.1), 3);
    SearchAnswer answer = search(queue, 1e6);
    assertThat(answer.ending()).isEqualTo(Ending.LOWEST_RATE_BREAKS);
    assertThat(answer.perSecond()).isNull();
    assertThat(queue.held()).isLessThan(5);
  }

  @Test
  void failedRequestsAreSlowOnes() throws InterruptedException {
    SearchAnswer answer =
        search(new SimulatedQueue(16, Service.exponential(0.01), 3).failing(0.3), 1e6);
    assertThat(answer.ending()).isEqualTo(Ending.LOWEST_RATE_BREAKS);
  }

  @Test
  void saysWhenTheGeneratorWasTheLimit() throws InterruptedException {
    SearchAnswer answer =
        search(new SimulatedQueue(16, Service.exponential(0.01), 3).generatorLimit(700), 1e6);
    assertThat(answer.ending()).isEqualTo(Ending.GENERATOR_LIMIT);
    assertThat(answer.reason()).contains("late");
    assertThat(answer.perSecond()).isBetween(600.0, 750.0);
    assertThat(answer.steps()).extracting(JudgedStep::verdict).contains(Verdict.VOID);
  }

  @Test
  void aStartAboveTheCapacityIsNoTrouble() throws InterruptedException {
    SearchAnswer answer =
        new CeilingSearch(
                new SimulatedQueue(1, Service.exponential(0.1), 3),
                LatencyObjective.parse("p90<1s"),
                SearchSettings.of(40, 1e6, Duration.ofMinutes(60)),
                _ -> {})
            .run();
    // M/M/1: (μ−λ)·T = ln 10, so λ is 7.7.
    assertThat(interval(answer).low()).isLessThan(7.7);
    assertThat(interval(answer).high()).isGreaterThan(7.7);
  }

  @Test
  void aBudgetThatIsSpentEarlySaysSo() throws InterruptedException {
    SearchAnswer answer =
        new CeilingSearch(
                new SimulatedQueue(64, Service.exponential(0.01), 3),
                OBJECTIVE,
                SearchSettings.of(10, 1e6, Duration.ofSeconds(21)),
                _ -> {})
            .run();
    assertThat(answer.ending()).isEqualTo(Ending.OUT_OF_TIME);
    assertThat(answer.loadTime()).isLessThanOrEqualTo(Duration.ofSeconds(21));
  }

  @Test
  void sameSeedSameAnswer() throws InterruptedException {
    SearchAnswer first = search(new SimulatedQueue(2, Service.exponential(0.01), 9), 1e6);
    SearchAnswer second = search(new SimulatedQueue(2, Service.exponential(0.01), 9), 1e6);
    assertThat(first).isEqualTo(second);
  }

  @Test
  void settingsNameWhatIsWrong() {
    assertThatThrownBy(() -> SearchSettings.of(10, 5, BUDGET))
        .isInstanceOf(HeadroomException.class)
        .hasMessage("maxRate is 5.0; expected at least the start rate, 10.0");
    assertThatThrownBy(() -> SearchSettings.of(10, 50, Duration.ofSeconds(9)))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("budget is PT9S");
  }

  private static SearchAnswer search(Steps target, double maxRate) throws InterruptedException {
    return new CeilingSearch(target, OBJECTIVE, SearchSettings.of(10, maxRate, BUDGET), _ -> {})
        .run();
  }

  private static Interval interval(SearchAnswer answer) {
    assertThat(answer.interval()).isNotNull();
    return answer.interval();
  }
}
