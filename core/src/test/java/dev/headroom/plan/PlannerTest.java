package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.capacity.Ceiling;
import dev.headroom.capacity.ResourceId;
import dev.headroom.capacity.ResourceLimit;
import dev.headroom.catalog.Catalog;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.plan.BurningObjectives.Burning;
import dev.headroom.plan.TrackRecord.Correction;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.stat.Interval;
import dev.headroom.whatif.Prediction;
import dev.headroom.whatif.Prediction.CeilingShift;
import dev.headroom.whatif.Prediction.Quantile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlannerTest {
  private static final ServiceName ORDERS = new ServiceName("orders");
  private static final ServiceOperation CART = route("cart", "GET /cart");
  private static final ServiceOperation SEARCH = route("search", "GET /search");
  private static final Edit BATCH =
      new Edit.Batched(Edit.Target.of(ORDERS, new OperationName("SELECT orders")));
  private static final Edit CACHE =
      new Edit.Cached(Edit.Target.of(ORDERS, new OperationName("SELECT prices")), 0.9);
  private static final ResourceId POOL =
      new ResourceId(
          ResourceId.Kind.CONNECTION_POOL, new NodeId(NodeType.SERVICE, "orders"), "main");
  private static final ResourceId CPU =
      new ResourceId(ResourceId.Kind.CPU, new NodeId(NodeType.SERVICE, "cart"), "");

  private final Map<List<Edit>, List<Prediction>> predictions = new HashMap<>();
  private @Nullable Ceiling today;
  private final List<Burning> burning = new ArrayList<>();
  private Correction correction = Correction.NONE;

  private static ServiceOperation route(String service, String operation) {
    return new ServiceOperation(new ServiceName(service), new OperationName(operation));
  }

  private static Finding finding(
      String analysis, String detail, Severity severity, Remedy... remedies) {
    return new Finding(
        analysis,
        new Subject(ORDERS, new OperationName("GET /orders"), detail),
        "One request asks 40 times.",
        severity,
        0.9,
        new Impact(List.of(new Impact.OnRoute(CART.service(), CART.operation(), 30e6, 0.3)), 5),
        List.of(),
        List.of(remedies),
        "calls > 10",
        "fewer calls",
        new Coverage(new TimeWindow(Instant.EPOCH, Instant.EPOCH), 10, "traces", 1));
  }

  private static Remedy remedy(String advice, Level effort, Edit... edits) {
    return new Remedy(advice, effort, Level.LOW, List.of(edits));
  }

  private static Prediction prediction(ServiceOperation route, Edit edit, double factor) {
    return prediction(route, edit, factor, null);
  }

  private static Prediction prediction(
      ServiceOperation route, Edit edit, double factor, @Nullable CeilingShift ceiling) {
    return new Prediction(
        route,
        List.of(edit),
        100,
        0.8,
        List.of(quantile(0.5, 100e6, factor), quantile(0.95, 400e6, factor)),
        ceiling,
        List.of());
  }

  private static CeilingShift shift(ResourceId now, double nowRate, ResourceId then, double rate) {
    return new CeilingShift(now, nowRate, then, rate, new Interval(rate * 0.9, rate * 1.1));
  }

  private static Quantile quantile(double q, double now, double factor) {
    double then = now * factor;
    return new Quantile(q, now, then, new Interval(then * 0.9, then * 1.1), now - then);
  }

  private static ResourceLimit limit(ResourceId resource, double perSecond) {
    return new ResourceLimit(
        resource,
        4,
        4 / perSecond,
        perSecond,
        new Interval(perSecond * 0.9, perSecond * 1.1),
        0.7,
        false,
        "1 ÷ D");
  }

  private static Ceiling ceiling(ResourceLimit... limits) {
    return new Ceiling(
        CART.service(), CART.operation(), List.of(limits), 200, null, null, null, List.of());
  }

  private List<Proposal> plan(Set<ProposalId> decided, Finding... findings) {
    Planner planner =
        new Planner(
            new Planner.Inputs(
                edits -> predictions.getOrDefault(edits, List.of()),
                today == null ? Map.of() : Map.of(CART, today),
                route -> route.equals(CART) ? burning : List.of(),
                new Traffic(
                    Map.of(
                        CART, new Traffic.Load(50, 150e6),
                        SEARCH, new Traffic.Load(10, 250e6))),
                Catalog.EMPTY,
                (analysis, kinds) -> correction));
    return planner.plan(List.of(findings), decided);
  }

  @Test
  void theScoreIsItsFormula() {
    predictions.put(
        List.of(BATCH), List.of(prediction(CART, BATCH, 0.6, shift(POOL, 400, POOL, 600))));
    today = ceiling(limit(POOL, 400), limit(CPU, 900));
    Proposal only =
        plan(
                Set.of(),
                finding("n-plus-one", "", Severity.MAJOR, remedy("Batch it.", Level.MEDIUM, BATCH)))
            .getFirst();

    // relief: 50/s × (40 + 160) ms ÷ 2 of 50 × 150 ms + 10 × 250 ms; headroom: 1.5 - 1 over 2.
    double relief = 50 * 0.1 / (50 * 0.15 + 10 * 0.25);
    double headroom = 0.5 / 2;
    assertThat(only.score().value())
        .isCloseTo(100 * (headroom + relief + 0 + 0.1) * 0.9 / (2 * 1), within(1e-9));
    assertThat(only.score().terms().stream().map(Score.Term::name))
        .containsExactly(
            "headroom", "relief", "budget", "severity", "confidence", "effort", "risk");
    assertThat(only.sentence())
        .isEqualTo(
            "Batch it: p95 of GET /cart in cart 400 ms → 240 ms (216 ms to 264 ms); headroom 2 → 3"
                + " times the peak.");
    assertThat(only.caveat()).isEmpty();
  }

  @Test
  void sameRemedyIsOneProposalUnderALastingName() {
    Finding first =
        finding("n-plus-one", "a", Severity.MAJOR, remedy("Batch it.", Level.LOW, BATCH));
    Finding second = finding("chatty", "b", Severity.MINOR, remedy("Ask once.", Level.LOW, BATCH));
    List<Proposal> merged = plan(Set.of(), second, first);
    assertThat(merged).hasSize(1);
    Proposal proposal = merged.getFirst();
    assertThat(proposal.advice()).isEqualTo("Batch it.");
    assertThat(proposal.sources()).hasSize(2);
    ProposalId other =
        proposal.ids().stream().filter(id -> !id.equals(proposal.id())).findFirst().orElseThrow();
    assertThat(plan(Set.of(other), first, second).getFirst().id()).isEqualTo(other);
    assertThat(plan(Set.of(), first).getFirst().id())
        .isEqualTo(ProposalId.of(first.fingerprint(), 0));
  }

  @Test
  void whatIsOnlyWatchedGivesNone() {
    assertThat(
            plan(
                Set.of(),
                finding("saturation", "", Severity.WATCH, remedy("Add CPUs.", Level.LOW))))
        .isEmpty();
  }

  @Test
  void theWorseRemedyOfAFindingIsAnAlternative() {
    predictions.put(List.of(BATCH), List.of(prediction(CART, BATCH, 0.5)));
    predictions.put(List.of(CACHE), List.of(prediction(CART, CACHE, 0.9)));
    List<Proposal> both =
        plan(
            Set.of(),
            finding(
                "n-plus-one",
                "",
                Severity.MAJOR,
                remedy("Cache it.", Level.LOW, CACHE),
                remedy("Batch it.", Level.LOW, BATCH)));
    assertThat(both.stream().map(Proposal::advice)).containsExactly("Batch it.", "Cache it.");
    assertThat(both.getFirst().alternativeTo()).isNull();
    assertThat(both.getLast().alternativeTo()).isEqualTo(both.getFirst().id());
  }

  @Test
  void saysWhenAnotherLimitBindsFirst() {
    predictions.put(
        List.of(BATCH), List.of(prediction(CART, BATCH, 0.5, shift(CPU, 400, CPU, 400))));
    today = ceiling(limit(CPU, 400), limit(POOL, 420));
    Finding finding =
        finding("n-plus-one", "", Severity.MAJOR, remedy("Batch it.", Level.LOW, BATCH));
    assertThat(plan(Set.of(), finding).getFirst().caveat())
        .isEqualTo(
            "This would not move the ceiling of GET /cart in cart: the limit is the CPU of cart at"
                + " 400/s; the next limit is right behind it at 420/s (the connection pool main of"
                + " orders).");

    predictions.put(
        List.of(BATCH), List.of(prediction(CART, BATCH, 0.5, shift(POOL, 400, CPU, 410))));
    today = ceiling(limit(POOL, 400), limit(CPU, 410));
    assertThat(plan(Set.of(), finding).getFirst().caveat())
        .contains("the limit is the connection pool main of orders at 400/s")
        .endsWith("the next limit is right behind it at 410/s (the CPU of cart).");
  }

  @Test
  void aBudgetThatBurnsIsSavedByWhatGetsFastEnough() {
    burning.add(new Burning("cart-latency", "fast", 3, 300_000_000));
    predictions.put(List.of(BATCH), List.of(prediction(CART, BATCH, 0.5)));
    Proposal proposal =
        plan(
                Set.of(),
                finding("n-plus-one", "", Severity.MAJOR, remedy("Batch it.", Level.LOW, BATCH)))
            .getFirst();
    BudgetEffect budget = proposal.budget();
    assertThat(budget).isNotNull();
    // Now the share above 300 ms lies between p50 and p95 on the log scale; then at most 5 % do.
    double now = 0.5 - 0.45 * Math.log(3) / Math.log(4);
    assertThat(budget.savedShare()).isCloseTo(1 - 0.05 / now, within(1e-9));
    assertThat(proposal.sentence()).contains("of the bad events of SLO cart-latency");
  }

  @Test
  void earlierOutcomesMoveAndWidenPredictions() {
    predictions.put(List.of(BATCH), List.of(prediction(CART, BATCH, 0.5)));
    correction = new Correction(Math.log(1.2), 2, 6);
    RouteEffect effect =
        plan(
                Set.of(),
                finding("n-plus-one", "", Severity.MAJOR, remedy("Batch it.", Level.LOW, BATCH)))
            .getFirst()
            .routes()
            .getFirst();
    assertThat(effect.p95().thenNanos()).isCloseTo(240e6, within(1.0));
    assertThat(effect.p95().interval().low()).isCloseTo(240e6 * 0.81, within(1e3));
    assertThat(effect.p95().interval().high()).isCloseTo(240e6 * 1.21, within(1e3));
    assertThat(effect.assumptions().toString()).contains("6 earlier predictions", "+20 %");
  }

  @Test
  void withoutAPredictionHalfOfTheClaimCounts() {
    Proposal proposal =
        plan(Set.of(), finding("lock", "", Severity.MINOR, remedy("Split the lock.", Level.LOW)))
            .getFirst();
    assertThat(proposal.routes()).isEmpty();
    double relief = 0.5 * 0.03 * 50 / (50 * 0.15 + 10 * 0.25);
    assertThat(proposal.score().value()).isCloseTo(100 * (relief + 0.02) * 0.9, within(1e-9));
    assertThat(proposal.sentence()).isEqualTo("Split the lock.");
  }
}
