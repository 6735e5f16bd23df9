package dev.headroom.engine.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.alert.Alert;
import dev.headroom.alert.KeptAlert;
import dev.headroom.alert.Notice;
import dev.headroom.alert.Routing;
import dev.headroom.analysis.diagnosis.Signal;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.control.AlertControl;
import dev.headroom.query.DiagnosisSearch;
import dev.headroom.query.view.DiagnosisView;
import dev.headroom.rollup.SliSpec;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.slo.Budget;
import dev.headroom.slo.Budgeting;
import dev.headroom.slo.BurnRule.Severity;
import dev.headroom.slo.BurnRules;
import dev.headroom.slo.Correction;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Period;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import dev.headroom.store.AlertCommit;
import dev.headroom.store.SloCatalog;
import dev.headroom.store.SloCorrections;
import dev.headroom.store.memory.MemoryAlerts;
import dev.headroom.store.memory.MemorySilences;
import dev.headroom.store.memory.MemorySloCorrections;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class SloEvaluatorTest {
  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  static final NodeId DATABASE = new NodeId(NodeType.DATABASE, "postgresql orders");

  private final MemoryAlerts kept = new MemoryAlerts();
  private final MemorySloCorrections corrections = new MemorySloCorrections();
  private final BurningWorld world = new BurningWorld();
  private final Catalog catalog = new Catalog();
  private final List<Notice> told = new ArrayList<>();
  private Instant now = START;

  private static final class Catalog implements SloCatalog {
    private List<Slo> slos = List.of();

    @Override
    public InForce current() {
      return new InForce(slos, List.of(), Map.of());
    }

    @Override
    public void onChange(Consumer<InForce> listener) {
      throw new AssertionError("nobody listens");
    }
  }

  private SloEvaluator evaluator() {
    return new SloEvaluator(
        new SloEvaluator.Parts(
            catalog,
            corrections,
            world,
            world,
            new AlertControl(
                kept,
                new MemorySilences(),
                () -> new Routing(Map.of(), List.of("everybody")),
                () -> now),
            kept,
            service -> "team-" + service,
            () -> "http://headroom",
            this::diagnose));
  }

  /// What was asked about burns, and what comes of it.
  private final List<DiagnosisSearch> asked = new ArrayList<>();

  private boolean diagnosisFails;

  private DiagnosisView diagnose(DiagnosisSearch search) {
    asked.add(search);
    if (diagnosisFails) {
      throw new IllegalStateException("no rollups");
    }
    return new DiagnosisView(
        search.target(),
        "errors",
        "",
        new DiagnosisView.Window(search.window().from(), search.window().to()),
        List.of(
            new DiagnosisView.Suspect(
                "database:postgresql orders", 0.81, List.of("errors went up", "1 call below"))),
        List.of());
  }

  private static Slo slo(String service, double target) {
    return slo(service, target, Duration.ofDays(30));
  }

  private static Slo slo(String service, double target, Duration length) {
    Period period = new Period.Rolling(length);
    return new Slo(
        new SloName(service + "-availability"),
        service + " answers",
        "",
        new ServiceName(service),
        Map.of(),
        period,
        List.of(
            new Objective(
                "availability",
                new Indicator.Counted(SliSpec.availability(new ServiceName(service), "")),
                target,
                new Budgeting.Occurrences(),
                1)),
        BurnRules.standard(period, target).rules(),
        List.of(),
        "https://runbooks/" + service);
  }

  private void run(SloEvaluator evaluator, Duration length) {
    Instant until = now.plus(length);
    while (now.isBefore(until)) {
      now = now.plusSeconds(60);
      evaluator.evaluate(now);
    }
  }

  private List<Alert> lasting() {
    return kept.active().stream().map(KeptAlert::alert).filter(Alert::active).toList();
  }

  @Test
  void healthyServicesAlertNobodyAndKeepTheirBudgets() {
    catalog.slos = List.of(slo("checkout", 0.999));
    SloEvaluator evaluator = evaluator();
    run(evaluator, Duration.ofHours(3));
    assertThat(kept.active()).isEmpty();
    Budget budget =
        evaluator
            .evaluation(new SloName("checkout-availability"))
            .orElseThrow()
            .objectives()
            .getFirst()
            .budget();
    assertThat(budget.remaining()).isEqualTo(1);
    // A rolling period begins at a full hour.
    assertThat(budget.total()).isBetween(30 * 1_440 * 600.0, (30 * 1_440 + 59) * 600.0);
    assertThat(evaluator.history(new SloName("checkout-availability"), "availability"))
        .isNotEmpty();
  }

  @Test
  void anOutagePagesOnceAndEndsAfterItHasEnded() {
    catalog.slos = List.of(slo("checkout", 0.999));
    world.fail("checkout", START.plus(Duration.ofHours(1)), Duration.ofMinutes(30), 0.2);
    SloEvaluator evaluator = evaluator();
    run(evaluator, Duration.ofMinutes(80));
    List<Alert> pages = lasting().stream().filter(a -> a.severity().equals("page")).toList();
    assertThat(pages).hasSize(1);
    Alert page = pages.getFirst();
    assertThat(page.lead()).isNull();
    assertThat(page.labels())
        .containsEntry("slo", "checkout-availability")
        .containsEntry("owner", "team-checkout");
    assertThat(page.annotation("runbook_url")).isEqualTo("https://runbooks/checkout");
    assertThat(page.annotation("summary")).contains("error budget went in the last 1 h");
    assertThat(page.annotation("look_at")).contains("database:postgresql orders");
    assertThat(page.link()).isEqualTo("http://headroom/slo?name=checkout-availability");
    // A ticket of the same cause nests under the page.
    assertThat(lasting())
        .filteredOn(a -> a.severity().equals("ticket"))
        .allSatisfy(a -> assertThat(a.lead()).isEqualTo(page.id()));
    run(evaluator, Duration.ofHours(12));
    assertThat(lasting()).noneMatch(a -> a.severity().equals("page"));
    assertThat(kept.alert(page.id()).orElseThrow().alert().endsAt()).isNotNull();
  }

  @Test
  void whatSharesACauseNestsUnderOneAlert() {
    catalog.slos = List.of(slo("checkout", 0.999), slo("search", 0.999));
    world.fail("checkout", START.plus(Duration.ofHours(1)), Duration.ofHours(1), 0.5);
    world.fail("search", START.plus(Duration.ofMinutes(63)), Duration.ofHours(1), 0.5);
    run(evaluator(), Duration.ofMinutes(90));
    List<Alert> pages = lasting().stream().filter(a -> a.severity().equals("page")).toList();
    assertThat(pages).hasSize(2);
    assertThat(pages)
        .filteredOn(a -> a.lead() == null)
        .singleElement()
        .satisfies(lead -> {
          assertThat(lead.label("service")).isEqualTo("checkout");
          assertThat(pages)
              .filteredOn(a -> a.lead() != null)
              .singleElement()
              .satisfies(nested -> assertThat(nested.lead()).isEqualTo(lead.id()));
        });
  }

  @Test
  void theCauseOfALeadIsWorkedOutTwiceAndStays() {
    catalog.slos = List.of(slo("checkout", 0.999), slo("search", 0.999));
    Instant outage = START.plus(Duration.ofHours(1));
    world.fail("checkout", outage, Duration.ofHours(1), 0.5);
    world.fail("search", outage.plus(Duration.ofMinutes(3)), Duration.ofHours(1), 0.5);
    SloEvaluator evaluator = evaluator();
    run(evaluator, Duration.ofMinutes(70));
    assertThat(asked)
        .singleElement()
        .satisfies(search -> {
          assertThat(search.target()).isEqualTo("checkout");
          assertThat(search.metric()).isEqualTo(Signal.ERRORS);
          assertThat(search.window().from()).isBefore(outage.plus(Duration.ofMinutes(5)));
        });
    Alert lead = lead();
    assertThat(lead.annotation("diagnosis"))
        .isEqualTo("database:postgresql orders (0.81): errors went up; 1 call below");
    assertThat(lead.annotation("diagnosis_url"))
        .startsWith("http://headroom/incident?metric=errors&target=checkout&from=");
    run(evaluator, Duration.ofMinutes(30));
    assertThat(asked).hasSize(2);
    // Nobody looks a third time, and a restart forgets nothing.
    run(evaluator(), Duration.ofMinutes(5));
    assertThat(asked).hasSize(2);
    assertThat(lead().annotation("diagnosed_at")).isNotEqualTo(lead.annotation("diagnosed_at"));
    assertThat(lead().annotation("diagnosis")).isEqualTo(lead.annotation("diagnosis"));
  }

  @Test
  void aDiagnosisThatFailsStopsNoAlert() {
    catalog.slos = List.of(slo("checkout", 0.999));
    world.fail("checkout", START.plus(Duration.ofHours(1)), Duration.ofHours(1), 0.5);
    diagnosisFails = true;
    run(evaluator(), Duration.ofMinutes(70));
    assertThat(lead().annotation("diagnosis"))
        .isEqualTo("The cause could not be worked out: no rollups");
  }

  private Alert lead() {
    return lasting().stream()
        .filter(alert -> alert.severity().equals("page") && alert.lead() == null)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRestartInTheMiddleChangesNothing() {
    catalog.slos = List.of(slo("checkout", 0.999));
    world.fail("checkout", START.plus(Duration.ofHours(1)), Duration.ofMinutes(30), 0.2);
    run(evaluator(), Duration.ofMinutes(75));
    List<String> before = lasting().stream().map(Alert::id).toList();
    assertThat(before).isNotEmpty();
    now = now.plus(Duration.ofMinutes(2));
    SloEvaluator again = evaluator();
    run(again, Duration.ofMinutes(3));
    assertThat(lasting().stream().map(Alert::id)).containsAll(before);
    run(again, Duration.ofHours(12));
    assertThat(lasting()).noneMatch(a -> a.severity().equals("page"));
  }

  @Test
  void alertsOfADeletedSloEnd() {
    catalog.slos = List.of(slo("checkout", 0.999));
    world.fail("checkout", START.plus(Duration.ofHours(1)), Duration.ofHours(5), 0.5);
    SloEvaluator evaluator = evaluator();
    run(evaluator, Duration.ofMinutes(90));
    assertThat(lasting()).isNotEmpty();
    catalog.slos = List.of();
    run(evaluator, Duration.ofMinutes(2));
    assertThat(kept.active()).isEmpty();
    assertThat(evaluator.evaluation(new SloName("checkout-availability"))).isEmpty();
  }

  @Test
  void aCorrectionGivesTheBudgetBackFromTheNextMinuteOn() {
    SloName name = new SloName("checkout-availability");
    catalog.slos = List.of(slo("checkout", 0.999));
    Instant from = START.minus(Duration.ofDays(2));
    world.fail("checkout", from, Duration.ofHours(1), 0.9);
    SloEvaluator evaluator = evaluator();
    run(evaluator, Duration.ofMinutes(2));
    assertThat(evaluator.evaluation(name).orElseThrow().objectives().getFirst().budget().bad())
        .isEqualTo(60 * 540);
    corrections.add(
        new SloCorrections.Entry(
            "a",
            name,
            new Correction(new TimeWindow(from, from.plus(Duration.ofHours(1))), "ada", "planned"),
            now,
            null,
            null,
            null,
            null));
    run(evaluator, Duration.ofMinutes(2));
    assertThat(evaluator.evaluation(name).orElseThrow().objectives().getFirst().budget().bad())
        .isZero();
  }

  private static Instant minutes(long minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  private static Slo ticketsOnly(Slo slo) {
    return new Slo(
        slo.name(),
        slo.title(),
        slo.description(),
        slo.service(),
        slo.labels(),
        slo.period(),
        slo.objectives(),
        slo.rules().stream().filter(rule -> rule.severity() == Severity.TICKET).toList(),
        slo.targets(),
        slo.runbook());
  }

  /// What was told so far: state, severity and service, in order.
  private List<String> told() {
    List<Notice> due = kept.due("everybody", now, 1_000);
    while (!due.isEmpty()) {
      for (Notice notice : due) {
        told.add(notice);
        kept.delivered(notice, now);
      }
      due = kept.due("everybody", now, 1_000);
    }
    return told.stream()
        .sorted(Comparator.comparingLong(Notice::sequence))
        .map(Notice::alert)
        .map(alert -> alert.state() + " " + alert.severity() + " " + alert.label("service"))
        .toList();
  }

  /// By id: the lead, and where to look.
  private Map<String, String> placed() {
    Map<String, String> placed = new TreeMap<>();
    lasting().forEach(alert -> placed.put(alert.id(), alert.lead() + alert.annotation("look_at")));
    return placed;
  }

  private Alert pageOf(String service) {
    return lasting().stream()
        .filter(a -> a.severity().equals("page") && a.label("service").equals(service))
        .findFirst()
        .orElseThrow();
  }

  /// Checkout and search fail because of payments, cart because of the database: two causes, and
  /// two pages until telemetry ends after 90 minutes.
  private SloEvaluator twoCauses() {
    catalog.slos = List.of(slo("cart", 0.999), slo("checkout", 0.999), slo("payments", 0.999));
    world.callees.put("checkout", NodeId.service(new ServiceName("payments")));
    world.callees.put("payments", NodeId.service(new ServiceName("payments")));
    for (String service : List.of("cart", "checkout", "payments")) {
      world.fail(service, minutes(60), Duration.ofDays(3), 0.5);
    }
    SloEvaluator evaluator = evaluator();
    run(evaluator, Duration.ofMinutes(90));
    assertThat(told()).containsExactlyInAnyOrder("FIRING page cart", "FIRING page payments");
    return evaluator;
  }

  private void assertFrozen() {
    assertThat(lasting())
        .filteredOn(a -> a.severity().equals("page"))
        .extracting(Alert::state)
        .hasSize(3)
        .containsOnly(Alert.State.FROZEN);
  }

  @Test
  void frozenAlertsKeepTheirLeadAndTheirCause() {
    SloEvaluator evaluator = twoCauses();
    Map<String, String> before = placed();
    world.silent(minutes(90), minutes(100_000));
    run(evaluator, Duration.ofHours(1));
    assertFrozen();
    assertThat(placed()).containsAllEntriesOf(before);
    assertThat(told())
        .containsExactlyInAnyOrder(
            "FIRING page cart", "FIRING page payments", "FROZEN page cart", "FROZEN page payments");
  }

  @Test
  void frozenAlertsKeepTheirLeadAndTheirCauseOverARestart() {
    SloEvaluator evaluator = twoCauses();
    Map<String, String> before = placed();
    world.silent(minutes(90), minutes(100_000));
    run(evaluator, Duration.ofHours(1));
    run(evaluator(), Duration.ofMinutes(5));
    now = now.plus(Duration.ofHours(10));
    run(evaluator(), Duration.ofMinutes(5));
    assertFrozen();
    assertThat(placed()).containsAllEntriesOf(before);
    assertThat(told()).hasSize(4);
  }

  @Test
  void afterARestartWithoutTelemetryAlertsThatStillFireKeepTheirPlace() {
    twoCauses();
    Map<String, String> before = placed();
    world.silent(minutes(0), minutes(100_000));
    run(evaluator(), Duration.ofMinutes(1));
    assertThat(placed()).containsAllEntriesOf(before);
  }

  @Test
  void frozenAlertsThatGoOnWithTheSameCauseAreNotToldAsNew() {
    SloEvaluator evaluator = twoCauses();
    Map<String, String> before = placed();
    world.silent(minutes(90), minutes(150));
    run(evaluator, Duration.ofMinutes(55));
    assertFrozen();
    SloEvaluator again = evaluator();
    run(again, Duration.ofHours(4));
    assertThat(placed()).containsAllEntriesOf(before);
    assertThat(told())
        .filteredOn(told -> told.startsWith("FIRING"))
        .as("beginnings and the end of the freeze, of the leads alone")
        .containsOnly("FIRING page cart", "FIRING page payments")
        .hasSize(4);
  }

  @Test
  void theAlertOfTheCauseNestsUnderTheOneThatWasToldFirst() {
    catalog.slos = List.of(slo("checkout", 0.999), slo("payments", 0.999));
    world.callees.put("checkout", NodeId.service(new ServiceName("payments")));
    world.callees.put("payments", NodeId.service(new ServiceName("payments")));
    world.fail("checkout", minutes(60), Duration.ofHours(5), 0.5);
    world.fail("payments", minutes(65), Duration.ofHours(5), 0.5);
    run(evaluator(), Duration.ofMinutes(100));
    assertThat(pageOf("payments").lead()).isEqualTo(pageOf("checkout").id());
    assertThat(told()).containsExactly("FIRING page checkout");
  }

  @Test
  void aLeadLastsUntilWhatIsToldUnderItHasEnded() {
    catalog.slos = List.of(slo("checkout", 0.999), slo("search", 0.999));
    world.fail("checkout", minutes(60), Duration.ofMinutes(20), 0.5);
    world.fail("search", minutes(62), Duration.ofHours(3), 0.5);
    SloEvaluator evaluator = evaluator();
    run(evaluator, Duration.ofMinutes(190));
    Alert lead = pageOf("checkout");
    assertThat(pageOf("search").lead()).isEqualTo(lead.id());
    assertThat(lead.annotation("headroom_note")).contains("until the last alert of its cause");
    assertThat(told()).containsExactly("FIRING page checkout");
    run(evaluator(), Duration.ofMinutes(10));
    assertThat(pageOf("checkout").id()).isEqualTo(lead.id());
    run(evaluator, Duration.ofDays(1));
    assertThat(lasting()).noneMatch(a -> a.severity().equals("page"));
    assertThat(told())
        .filteredOn(told -> told.contains("page"))
        .containsExactly("FIRING page checkout", "RESOLVED page checkout");
  }

  @Test
  void whatStaysBehindForAnotherCauseIsTold() {
    catalog.slos = List.of(slo("checkout", 0.999), slo("search", 0.999));
    world.fail("checkout", minutes(60), Duration.ofMinutes(20), 0.5);
    world.fail("search", minutes(62), Duration.ofMinutes(400), 0.5);
    SloEvaluator evaluator = evaluator();
    run(evaluator, Duration.ofMinutes(75));
    world.callees.put("search", NodeId.service(new ServiceName("ranking")));
    run(evaluator, Duration.ofMinutes(100));
    assertThat(told())
        .containsExactly("FIRING page checkout", "RESOLVED page checkout", "FIRING page search");
  }

  @Test
  void aTicketIsToldAfterItsPageOnlyIfItGoesOn() {
    catalog.slos = List.of(slo("checkout", 0.999));
    world.fail("checkout", minutes(60), Duration.ofMinutes(30), 0.2);
    run(evaluator(), Duration.ofHours(30));
    assertThat(told()).containsExactly("FIRING page checkout", "RESOLVED page checkout");
  }

  @Test
  void aPageTakesOverFromATicketOfItsCause() {
    catalog.slos = List.of(ticketsOnly(slo("search", 0.999)), slo("checkout", 0.999));
    world.fail("search", minutes(60), Duration.ofHours(10), 0.5);
    world.fail("checkout", minutes(200), Duration.ofHours(10), 0.5);
    run(evaluator(), Duration.ofMinutes(230));
    assertThat(told()).containsExactly("FIRING ticket search", "FIRING page checkout");
    assertThat(lasting())
        .filteredOn(a -> a.label("service").equals("search"))
        .extracting(Alert::lead)
        .containsOnly(pageOf("checkout").id());
  }

  @Test
  void anAlertOfWhichNothingIsHeardForAWholePeriodEnds() {
    catalog.slos = List.of(slo("checkout", 0.999, Duration.ofDays(1)));
    world.fail("checkout", minutes(60), Duration.ofHours(5), 0.5);
    SloEvaluator evaluator = evaluator();
    run(evaluator, Duration.ofMinutes(90));
    Alert page = pageOf("checkout");
    world.silent(minutes(90), minutes(100_000));
    run(evaluator, Duration.ofHours(23));
    assertThat(pageOf("checkout").state()).isEqualTo(Alert.State.FROZEN);
    run(evaluator, Duration.ofHours(9));
    assertThat(lasting()).isEmpty();
    Alert over = kept.alert(page.id()).orElseThrow().alert();
    assertThat(over.state()).isEqualTo(Alert.State.RESOLVED);
    assertThat(over.annotation("headroom_note")).contains("Nothing was heard");
    assertThat(told())
        .containsExactly("FIRING page checkout", "FROZEN page checkout", "RESOLVED page checkout");
  }

  @Test
  void whatAnOlderProgramKeptStays() {
    SloEvaluator evaluator = twoCauses();
    Map<String, String> before = placed();
    world.silent(minutes(90), minutes(100_000));
    run(evaluator, Duration.ofHours(1));
    List<String> told = told();
    byte[] state = kept.machine(SloEvaluator.MACHINE).orElseThrow();
    byte[] old = BurnAlertBytes.write(BurnAlertBytes.read(state).alerts(), Map.of());
    kept.commit(new AlertCommit(List.of(), Map.of(SloEvaluator.MACHINE, old), List.of()));
    run(evaluator(), Duration.ofMinutes(5));
    assertThat(placed()).containsAllEntriesOf(before);
    assertThat(told()).isEqualTo(told);
  }
}
