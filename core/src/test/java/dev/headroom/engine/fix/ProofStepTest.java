package dev.headroom.engine.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analysis.FakeView;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.outcome.Calibration;
import dev.headroom.outcome.Metric;
import dev.headroom.outcome.Outcome;
import dev.headroom.outcome.Proof;
import dev.headroom.outcome.Proof.State;
import dev.headroom.outcome.Registration;
import dev.headroom.outcome.Registration.Predicted;
import dev.headroom.outcome.SideEffect;
import dev.headroom.outcome.Verdict;
import dev.headroom.plan.EditKind;
import dev.headroom.plan.ProposalId;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.signal.SpanKind;
import dev.headroom.store.memory.MemoryChangeLog;
import dev.headroom.store.memory.MemoryFixes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A proof from its registration to its verdict, over minutes of four routes.
final class ProofStepTest {
  private static final long SEED = 20_260_403;
  private static final ServiceOperation ORDERS = route("orders", "GET /orders");
  private static final ServiceOperation OTHER = route("orders", "GET /orders/all");
  private static final ServiceOperation CART = route("cart", "GET /cart");
  private static final ServiceOperation SEARCH = route("search", "GET /search");
  private static final int HISTORY_MINUTES = 10 * 60;
  private static final Duration WINDOW = Duration.ofHours(2);

  private final MemoryFixes log = new MemoryFixes();
  private final MemoryChangeLog changes = new MemoryChangeLog();
  private final FakeView view = new FakeView();
  private final ProofStep step = new ProofStep(log, changes, Duration.ofDays(7));
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Instant change = FakeView.WINDOW.from();

  private static ServiceOperation route(String service, String operation) {
    return new ServiceOperation(new ServiceName(service), new OperationName(operation));
  }

  private static RollupKey key(ServiceOperation route) {
    return new RollupKey.Route(route.service(), route.operation(), SpanKind.SERVER);
  }

  /// Fills the minutes of a route, before the change and after it.
  private void traffic(ServiceOperation route, int minutes, double factor, boolean failing) {
    for (int minute = -HISTORY_MINUTES; minute < minutes; minute++) {
      double scale = minute < 0 ? 1 : factor;
      boolean fails = failing && minute >= 0;
      view.rollup(key(route), minute, rollup -> fill(rollup, scale, fails));
      for (ServiceName on : touched(route)) {
        view.rollup(
            new RollupKey.Path(route.service(), route.operation(), on, new OperationName("GET /x")),
            minute,
            rollup -> rollup.addExclusive(1_000_000, 1));
      }
    }
  }

  private static Set<ServiceName> touched(ServiceOperation route) {
    return route.equals(CART) ? Set.of(CART.service(), ORDERS.service()) : Set.of(route.service());
  }

  private void fill(Rollup rollup, double scale, boolean failing) {
    int requests = 30 + random.nextInt(20);
    for (int i = 0; i < requests; i++) {
      double nanos = 100e6 * scale * Math.exp(0.4 * random.nextGaussian());
      rollup.addDuration((long) nanos, 1, failing && i % 10 == 0);
    }
  }

  private Registration registration() {
    return new Registration(
        new ProposalId("0123456789abcdef-0"),
        1,
        "Batch the query.",
        "n-plus-one",
        Set.of(EditKind.BATCHED),
        ORDERS.service(),
        ORDERS,
        Metric.P95,
        Registration.Direction.DOWN,
        0.1,
        new Predicted(Math.log(0.5), Math.log(0.4), Math.log(0.6), 0, 1),
        WINDOW,
        "ada",
        change.minusSeconds(1_800));
  }

  private void deploy(String version, Instant at) {
    assertThat(
            changes.record(
                new ChangeEvent(
                    "orders:" + version,
                    at,
                    ORDERS.service(),
                    version,
                    "",
                    ChangeEvent.Kind.FIRST_SEEN,
                    "First traffic of version " + version,
                    "",
                    "telemetry")))
        .isTrue();
  }

  private Proof run(Duration after) {
    step.after(view, List.of(), change.plus(after));
    return log.proofs().getFirst();
  }

  private static String why(Proof proof) {
    return proof.reasons() + " " + proof.measured();
  }

  private void routes(int minutes, double orders, double other, boolean failing) {
    traffic(ORDERS, minutes, orders, failing);
    traffic(OTHER, minutes, other, false);
    traffic(CART, minutes, 1, false);
    traffic(SEARCH, minutes, 1, false);
  }

  @Test
  void waitsMeasuresAndFindsItFixed() {
    routes(130, 0.5, 1, false);
    assertThat(log.keep(Proof.registered(registration()))).isTrue();
    assertThat(run(Duration.ofMinutes(-10)).state()).isEqualTo(State.WAITING);

    deploy("2", change);
    Proof measuring = run(Duration.ofMinutes(30));
    assertThat(measuring.state()).isEqualTo(State.MEASURING);
    assertThat(measuring.verdict()).isNull();
    assertThat(measuring.reasons().toString()).contains("Measured for 27 min of 2 h");

    Proof done = run(Duration.ofMinutes(130));
    assertThat(done.state()).isEqualTo(State.DONE);
    assertThat(done.verdict()).as(done.reasons().toString()).isEqualTo(Verdict.FIXED);
    assertThat(done.change()).isNotNull();
    assertThat(done.change().version()).isEqualTo("2");
    assertThat(done.measured()).isNotNull();
    assertThat(done.measured().controls()).containsExactly("GET /search in search");
    assertThat(done.measured().sideEffects())
        .extracting(SideEffect::state)
        .hasSize(5)
        .containsOnly(SideEffect.State.FINE);
    assertThat(done.measured().comparison().factor()).isBetween(0.45, 0.55);

    Outcome outcome = Calibration.of(log.proofs()).outcomes().getFirst();
    assertThat(outcome.inside()).isTrue();
  }

  @Test
  void anotherRouteThatGetsWorseIsNoticed() {
    routes(130, 0.5, 1.6, false);
    deploy("2", change);
    assertThat(log.keep(Proof.registered(registration()))).isTrue();
    Proof done = run(Duration.ofMinutes(130));
    assertThat(done.verdict()).as(why(done)).isEqualTo(Verdict.PARTLY);
    assertThat(done.reasons().toString()).contains("GET /orders/all in orders got worse");
  }

  @Test
  void moreFailuresAreNoticed() {
    routes(130, 0.5, 1, true);
    deploy("2", change);
    assertThat(log.keep(Proof.registered(registration()))).isTrue();
    Proof done = run(Duration.ofMinutes(130));
    assertThat(done.verdict()).as(why(done)).isEqualTo(Verdict.PARTLY);
    assertThat(done.reasons().toString())
        .contains("share of failed requests of GET /orders in orders got worse");
  }

  @Test
  void withoutAnEffectItSaysSo() {
    routes(500, 1, 1, false);
    deploy("2", change);
    assertThat(log.keep(Proof.registered(registration()))).isTrue();
    assertThat(run(Duration.ofMinutes(500)).verdict()).isEqualTo(Verdict.NO_EFFECT);
  }

  @Test
  void aVersionThatIsReplacedAtOnceLeavesItUndecided() {
    routes(130, 0.5, 1, false);
    deploy("2", change);
    deploy("3", change.plusSeconds(20 * 60));
    assertThat(log.keep(Proof.registered(registration()))).isTrue();
    Proof done = run(Duration.ofMinutes(40));
    assertThat(done.state()).isEqualTo(State.DONE);
    assertThat(done.verdict()).as(why(done)).isEqualTo(Verdict.UNDECIDED);
    assertThat(done.reasons().toString()).contains("It was measured for only 18 min", "version 3");
  }

  @Test
  void aChangeOfAnotherServiceKeepsItsRoutesFromBeingControls() {
    routes(130, 0.5, 1, false);
    deploy("2", change);
    assertThat(
            changes.record(
                new ChangeEvent(
                    "search:9",
                    change.plusSeconds(600),
                    SEARCH.service(),
                    "9",
                    "",
                    ChangeEvent.Kind.DEPLOY,
                    "",
                    "",
                    "api")))
        .isTrue();
    assertThat(log.keep(Proof.registered(registration()))).isTrue();
    Proof seen = run(Duration.ofMinutes(130));
    assertThat(seen.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(seen.reasons().toString())
        .contains("no untouched route", "Missing: a day of history");
  }
}
