package dev.headroom.engine.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.alert.Alert;
import dev.headroom.alert.KeptAlert;
import dev.headroom.alert.Routing;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.control.AlertControl;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.SliSpec;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import dev.headroom.slo.Budget;
import dev.headroom.slo.Budgeting;
import dev.headroom.slo.BurnRules;
import dev.headroom.slo.Correction;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Period;
import dev.headroom.slo.SliReader;
import dev.headroom.slo.SliSeries;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import dev.headroom.store.SloCatalog;
import dev.headroom.store.SloCorrections;
import dev.headroom.store.memory.MemoryAlerts;
import dev.headroom.store.memory.MemorySilences;
import dev.headroom.store.memory.MemorySloCorrections;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class SloEvaluatorTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final NodeId DATABASE = new NodeId(NodeType.DATABASE, "postgresql orders");

  private final MemoryAlerts kept = new MemoryAlerts();
  private final MemorySloCorrections corrections = new MemorySloCorrections();
  private final World world = new World();
  private final Catalog catalog = new Catalog();
  private Instant now = START;

  /// What happens each minute: 600 requests of every service, of which some fail.
  private static final class World implements SliReader, RollupReader {
    private final Map<String, TimeWindow> outages = new HashMap<>();
    private final Map<String, Double> failing = new HashMap<>();

    private double bad(String service, long minute) {
      TimeWindow outage = outages.get(service);
      Instant at = Instant.ofEpochSecond(minute * 60);
      return outage != null && outage.contains(at) ? 600 * failing.get(service) : 0;
    }

    void fail(String service, Instant from, Duration length, double share) {
      outages.put(service, new TimeWindow(from, from.plus(length)));
      failing.put(service, share);
    }

    @Override
    public Map<Indicator, SliSeries> read(Collection<Indicator> indicators, TimeWindow window) {
      Map<Indicator, SliSeries> all = new HashMap<>();
      long from = window.from().getEpochSecond() / 60;
      long to = window.to().getEpochSecond() / 60;
      for (Indicator indicator : indicators) {
        String service = ((Indicator.Counted) indicator).spec().service().value();
        SliSeries series = new SliSeries(from, (int) (to - from));
        for (long minute = from; minute < to; minute++) {
          if (minute * 60 >= START.minus(Duration.ofDays(40)).getEpochSecond()) {
            series.add(minute, 600 - bad(service, minute), 600);
          }
        }
        all.put(indicator, series);
      }
      return all;
    }

    @Override
    public List<Spender> spenders(Indicator indicator, TimeWindow window) {
      return List.of();
    }

    /// Both services call the database, which fails whenever they do.
    @Override
    public List<Series> read(Query query) {
      List<Series> all = new ArrayList<>();
      outages
          .keySet()
          .forEach(service -> {
            Rollup rollup = new Rollup();
            for (long minute = query.window().from().getEpochSecond() / 60;
                minute < query.window().to().getEpochSecond() / 60;
                minute++) {
              for (int i = 0; i < bad(service, minute) / 60; i++) {
                rollup.addDuration(1_000_000, 1, true);
              }
              rollup.addDuration(1_000_000, 1, false);
            }
            OperationName operation = new OperationName("GET /");
            RollupKey key =
                switch (query.kind()) {
                  case OPERATION ->
                      new RollupKey.Operation(
                          new ServiceName(service), operation, SpanKind.SERVER, "1", "");
                  case EDGE ->
                      new RollupKey.Edge(new ServiceName(service), operation, DATABASE, "SELECT");
                  default -> throw new AssertionError(query.kind());
                };
            all.add(new Series(key, List.of(new Point(0, rollup))));
          });
      return all;
    }
  }

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
            () -> "http://headroom"));
  }

  private static Slo slo(String service, double target) {
    Period period = new Period.Rolling(Duration.ofDays(30));
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
}
