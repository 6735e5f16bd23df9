package dev.headroom.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.alert.Alert;
import dev.headroom.alert.KeptAlert;
import dev.headroom.alert.Routing;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.control.AlertControl;
import dev.headroom.control.CorrectionControl;
import dev.headroom.engine.slo.SloEvaluator;
import dev.headroom.query.sli.RollupSliReader;
import dev.headroom.query.view.GateView;
import dev.headroom.query.view.SloView;
import dev.headroom.query.view.SlosView;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.SliSplit;
import dev.headroom.rollup.SliSpec;
import dev.headroom.signal.SpanKind;
import dev.headroom.slo.Budgeting;
import dev.headroom.slo.BurnRules;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Period;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import dev.headroom.store.AlertCommit;
import dev.headroom.store.Retention;
import dev.headroom.store.SloCatalog;
import dev.headroom.store.memory.MemoryAlerts;
import dev.headroom.store.memory.MemorySilences;
import dev.headroom.store.memory.MemorySloCorrections;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Over ten hours of 60 requests a minute, of which one in a thousand fails.
final class SloQueriesTest {
  private static final ServiceName SHOP = new ServiceName("shop");
  private static final OperationName ROUTE = new OperationName("GET /cart");
  private static final SloName NAME = new SloName("cart-availability");
  private static final int MINUTES = 600;

  private final ModelFixture model = new ModelFixture();
  private final MemoryAlerts alerts = new MemoryAlerts();
  private final MemorySloCorrections corrections = new MemorySloCorrections();
  private final Declared declared = new Declared();
  private final RollupSliReader reader =
      new RollupSliReader(model.store.rollups(), Retention.DEFAULT, () -> model.now);
  private final SloEvaluator evaluator = evaluator();
  private final SloQueries queries = queries(evaluator);

  private SloEvaluator evaluator() {
    return new SloEvaluator(
        new SloEvaluator.Parts(
            declared,
            corrections,
            reader,
            model.store.rollups(),
            new AlertControl(alerts, new MemorySilences(), () -> Routing.NONE, () -> model.now),
            alerts,
            _ -> "",
            () -> "",
            model.queries::diagnosis));
  }

  private SloQueries queries(SloEvaluator evaluated) {
    return new SloModelQueries(
        model.sources,
        new SloModelQueries.Parts(declared, evaluated, corrections, alerts, reader, declared));
  }

  private static final class Declared implements SloCatalog, SloModelQueries.Documents {
    private List<Slo> slos = List.of();

    @Override
    public InForce current() {
      return new InForce(slos, List.of(), Map.of());
    }

    @Override
    public void onChange(Consumer<InForce> listener) {
      throw new AssertionError("nobody listens");
    }

    @Override
    public String origin(SloName slo) {
      return "slos.yaml";
    }

    @Override
    public String yaml(SloName slo) {
      return "kind: SLO";
    }

    @Override
    public List<SlosView.Problem> problems() {
      return List.of(new SlosView.Problem("slos.yaml:3:1", "spec.target", "is missing"));
    }

    @Override
    public @Nullable Instant countedSince(SloName slo, String objective) {
      return ModelFixture.NOON;
    }

    @Override
    public List<Slo> compile(String yaml) {
      return slos;
    }

    @Override
    public String write(Slo slo) {
      return "name: " + slo.name();
    }
  }

  private static Slo slo(double target) {
    Period period = new Period.Rolling(Duration.ofDays(30));
    return new Slo(
        NAME,
        "Carts are shown",
        "",
        SHOP,
        Map.of(),
        period,
        List.of(
            new Objective(
                "shown",
                new Indicator.Counted(SliSpec.availability(SHOP, ROUTE.value())),
                target,
                new Budgeting.Occurrences(),
                1)),
        BurnRules.standard(period, target).rules(),
        List.of(),
        "");
  }

  @BeforeEach
  void fill() {
    SliSpec spec = SliSpec.availability(SHOP, ROUTE.value());
    RollupKey total = new RollupKey.Sli(SHOP, spec.text(), SliSplit.TOTAL, "");
    RollupKey version = new RollupKey.Sli(SHOP, spec.text(), SliSplit.VERSION, "1");
    long since = ModelFixture.NOON.minus(Duration.ofMinutes(MINUTES)).getEpochSecond();
    for (int minute = 1; minute <= MINUTES; minute++) {
      int failed = minute % 100 == 0 ? 6 : 0;
      model.at(-minute, total, rollup -> events(rollup, 60, failed, since));
      model.at(
          -minute,
          new RollupKey.Operation(SHOP, ROUTE, SpanKind.SERVER, "1", ""),
          ModelFixture.spans(60, 50, failed));
      model.at(
          -minute,
          new RollupKey.Route(SHOP, ROUTE, SpanKind.SERVER),
          ModelFixture.spans(60, 50, failed));
      if (failed > 0) {
        model.at(-minute, version, rollup -> events(rollup, failed, failed, since));
      }
    }
    declared.slos = List.of(slo(0.99));
    evaluator.evaluate(model.now.plusSeconds(60));
  }

  private static void events(Rollup rollup, int count, int bad, long since) {
    rollup.countedSince(since);
    for (int i = 0; i < count; i++) {
      rollup.addEvent(1, i < bad);
    }
  }

  @Test
  void theListTellsWhatIsLeftOfEachBudget() {
    SlosView view = queries.slos(new Page("", true, "", null, 100));
    assertThat(view.sloCount()).isEqualTo(1);
    SlosView.Row row = view.slos().getFirst();
    assertThat(row.promise())
        .isEqualTo("99 % of requests of GET /cart without failure, over 30 days");
    assertThat(row.budget().total()).isEqualTo(MINUTES * 60);
    assertThat(row.budget().bad()).isEqualTo(36);
    assertThat(row.budget().goodShare()).isCloseTo(0.999, within(1e-9));
    assertThat(row.budget().state()).isEqualTo("OK");
    assertThat(view.problems())
        .extracting(SlosView.Problem::where)
        .containsExactly("slos.yaml:3:1");
    assertThat(queries.slos(new Page("", true, "nothing", null, 100)).slos()).isEmpty();
  }

  @Test
  void onePageTellsWhoSpentTheBudget() {
    SloView view = queries.slo(NAME);
    SloView.ObjectiveView objective = view.objectives().getFirst();
    assertThat(objective.spenders()).containsExactly(new SloView.SpenderRow("version", "1", 36, 1));
    assertThat(objective.rules()).hasSize(4).noneMatch(SloView.RuleRow::fires);
    assertThat(objective.history().points()).isPositive();
    assertThat(view.gate().open()).isTrue();
    assertThat(view.origin()).isEqualTo("slos.yaml");
  }

  @Test
  void anUnknownNameSaysWhatWasMeant() {
    assertThatThrownBy(() -> queries.slo(new SloName("cart-availabilty")))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("did you mean 'cart-availability'?");
  }

  @Test
  void theGateClosesWithASpentBudget() {
    declared.slos = List.of(slo(0.99999));
    evaluator.evaluate(model.now.plusSeconds(60));
    GateView gate = queries.gate(SHOP);
    assertThat(gate.open()).isFalse();
    assertThat(gate.reasons())
        .filteredOn(GateView.Reason::blocks)
        .extracting(GateView.Reason::what)
        .contains("budget");
  }

  @Test
  void theGateClosesWhileSomebodyIsPagedByAnotherSystem() {
    Alert page =
        new Alert(
            "x",
            Alert.Source.ALERTMANAGER,
            Alert.State.FIRING,
            "critical",
            Map.of("service", "shop", "alertname", "DiskFull"),
            Map.of("summary", "no room"),
            model.now,
            model.now,
            null,
            null,
            "");
    alerts.commit(
        new AlertCommit(List.of(new KeptAlert(0, page, List.of(), Map.of())), Map.of(), List.of()));
    GateView gate = queries.gate(SHOP);
    assertThat(gate.open()).isFalse();
    assertThat(gate.reasons())
        .filteredOn(GateView.Reason::blocks)
        .extracting(GateView.Reason::words)
        .containsExactly("Alert DiskFull is active: no room");
  }

  @Test
  void theGateIsClosedUntilTheFirstEvaluationAndTellsStoredAlerts() {
    Alert stored =
        new Alert(
            "cart/shown/page@x",
            Alert.Source.HEADROOM,
            Alert.State.FIRING,
            "page",
            Map.of("service", "shop", "alertname", "ErrorBudgetBurn", "slo", NAME.value()),
            Map.of("summary", "half of it went"),
            model.now,
            model.now,
            null,
            null,
            "");
    alerts.commit(
        new AlertCommit(
            List.of(new KeptAlert(0, stored, List.of(), Map.of())), Map.of(), List.of()));
    SloEvaluator restarted = evaluator();
    for (GateView gate :
        List.of(queries(restarted).gate(SHOP), queries(restarted).slo(NAME).gate())) {
      assertThat(gate.open()).isFalse();
      assertThat(gate.retryAfterSeconds()).isEqualTo(Gate.ASK_AGAIN_SECONDS);
      assertThat(gate.reasons())
          .extracting(GateView.Reason::what, GateView.Reason::blocks)
          .containsExactly(tuple("unevaluated", true), tuple("burn", true));
      assertThat(gate.reasons().getFirst().words())
          .isEqualTo("Carts are shown was not evaluated yet; ask again in 2 s.");
    }
    restarted.evaluate(model.now.plusSeconds(60));
    GateView after = queries(restarted).gate(SHOP);
    assertThat(after.open()).as("%s", after.reasons()).isTrue();
    assertThat(after.retryAfterSeconds()).isNull();
  }

  @Test
  void theGateIsClosedByANewSloUntilItIsEvaluated() {
    Slo other = slo(0.9);
    declared.slos =
        List.of(
            slo(0.99),
            new Slo(
                new SloName("cart-new"),
                "New",
                "",
                SHOP,
                Map.of(),
                other.period(),
                other.objectives(),
                other.rules(),
                List.of(),
                ""));
    assertThat(queries.gate(SHOP).open()).isFalse();
    evaluator.evaluate(model.now.plusSeconds(60));
    assertThat(queries.gate(SHOP).open()).isTrue();
  }

  @Test
  void theGateIsClosedWhenEvaluationsHaveStopped() {
    model.now = model.now.plus(Duration.ofMinutes(20));
    GateView gate = queries.gate(SHOP);
    assertThat(gate.open()).isFalse();
    assertThat(gate.reasons().getFirst().words()).contains("too long ago");
  }

  @Test
  void aServiceWithoutSloHasAnOpenGateAndIsToldSo() {
    declared.slos = List.of();
    assertThat(queries.gate(SHOP).open()).isTrue();
    assertThat(queries.gate(SHOP).reasons().getFirst().words()).contains("No SLO is declared");
    assertThatThrownBy(() -> queries.gate(new ServiceName("shp")))
        .hasMessageContaining("did you mean 'shop'?");
  }

  @Test
  void historyIsProposedFromAndSimulatedOver() {
    TimeWindow day = TimeWindow.endingAt(ModelFixture.NOON, Duration.ofHours(11));
    var proposals = queries.proposals(day, null).proposals();
    assertThat(proposals).extracting(p -> p.kind()).contains("availability");
    assertThat(proposals.getFirst().achievedShare()).isCloseTo(0.999, within(1e-9));
    var simulation =
        queries.simulate(NAME, TimeWindow.endingAt(ModelFixture.NOON, Duration.ofHours(9)));
    assertThat(simulation.objectives().getFirst().alerts()).isEmpty();
    assertThat(simulation.objectives().getFirst().words()).isEqualTo("It would not have alerted.");
  }

  @Test
  void aCorrectionIsKeptWithWhatItChanges() {
    CorrectionControl control =
        new CorrectionControl(declared, corrections, reader, () -> model.now);
    Instant failed = ModelFixture.NOON.minus(Duration.ofMinutes(100));
    var entry =
        control.correct(NAME, new TimeWindow(failed, failed.plusSeconds(60)), "planned", "ada");
    assertThat(entry.remainingAfter()).isGreaterThan(entry.remainingBefore());
    evaluator.evaluate(model.now.plusSeconds(60));
    SloView view = queries.slo(NAME);
    assertThat(view.corrections()).hasSize(1);
    assertThat(view.objectives().getFirst().budget().bad()).isEqualTo(30);
    control.revoke(NAME, entry.id(), "bob");
    evaluator.evaluate(model.now.plusSeconds(60));
    assertThat(queries.slo(NAME).objectives().getFirst().budget().bad()).isEqualTo(36);
    assertThatThrownBy(() -> control.revoke(NAME, entry.id(), "bob"))
        .hasMessageContaining("taken back already by bob");
  }
}
