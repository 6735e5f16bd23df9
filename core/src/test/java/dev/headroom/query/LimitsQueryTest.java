package dev.headroom.query;

import static dev.headroom.query.ModelFixture.NOON;
import static dev.headroom.query.ModelFixture.operation;
import static dev.headroom.query.ModelFixture.service;
import static dev.headroom.query.ModelFixture.spans;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.HeadroomException;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.LimitsView;
import dev.headroom.query.view.RouteRow;
import dev.headroom.query.view.Trend.Direction;
import dev.headroom.rollup.RollupKey;
import dev.headroom.signal.SpanKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LimitsQueryTest {
  private static final RollupKey.Route CART = route("checkout", "GET /cart");
  private static final RollupKey.Route HOME = route("web", "GET /");

  private final ModelFixture model = new ModelFixture();

  private static RollupKey.Route route(String service, String operation) {
    return new RollupKey.Route(service(service), operation(operation), SpanKind.SERVER);
  }

  private LimitsView limits() {
    return model.queries.limits(model.lastHour(), Page.FIRST);
  }

  private RouteRow only() {
    assertThat(limits().routes()).hasSize(1);
    return limits().routes().getFirst();
  }

  @Test
  void rateIsCountOverCoveredTimeWithoutTheRunningMinute() {
    model.each(-130, 0, CART, spans(120, 50, 0)).at(0, CART, spans(5, 50, 0));

    RouteRow row = only();

    assertThat(row.traffic().perSecond()).isCloseTo(2.0, within(1e-9));
    assertThat(row.traffic().peakPerSecond()).isCloseTo(2.0, within(1e-9));
    assertThat(row.traffic().count()).isEqualTo(60 * 120 + 5);
    assertThat(row.sparkline().lines().getFirst().values().getLast())
        .as("a minute that still fills up has no rate yet")
        .isNull();
  }

  @Test
  void timeBeforeTheServiceWasFirstSeenIsNotCovered() {
    model.each(-10, 0, CART, spans(60, 50, 0));

    assertThat(only().traffic().perSecond()).isCloseTo(1.0, within(1e-9));
    assertThat(only().sparkline().lines().getFirst().values().getFirst()).isNull();
  }

  @Test
  void aRareRouteOfAnOldServiceIsCoveredAllTheTime() {
    model
        .each(-130, 0, route("checkout", "GET /busy"), spans(60, 5, 0))
        .at(-2, CART, spans(6, 50, 0));

    RouteRow row =
        limits().routes().stream()
            .filter(r -> r.operation().equals("GET /cart"))
            .findFirst()
            .orElseThrow();

    assertThat(row.traffic().perSecond()).isCloseTo(6.0 / 3600, within(1e-9));
    assertThat(row.traffic().peakPerSecond()).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void theMinuteOfBirthIsExactInLongWindows() {
    model.each(-20, 0, CART, spans(60, 50, 0));

    LimitsView day =
        model.queries.limits(TimeWindow.endingAt(model.now, Duration.ofDays(1)), Page.FIRST);

    assertThat(day.window().stepSeconds()).isEqualTo(3_600);
    assertThat(day.routes().getFirst().traffic().perSecond())
        .isCloseTo(20.0 * 60 / (20 * 60 + 40), within(1e-9));
  }

  @Test
  void errorsAndQuantilesAreOfTheWindow() {
    model.each(-10, 0, CART, spans(90, 10, 9)).each(-10, 0, CART, spans(10, 500, 0));

    RouteRow row = only();

    assertThat(row.traffic().errorShare()).isCloseTo(0.09, within(1e-9));
    assertThat(row.traffic().latency()).isNotNull();
    assertThat((double) row.traffic().latency().p50Nanos()).isCloseTo(10e6, within(0.06e6));
    assertThat((double) row.traffic().latency().p95Nanos()).isCloseTo(500e6, within(3e6));
    assertThat(row.traffic().latency().maxNanos()).isEqualTo(500_000_000);
    assertThat(row.traffic().unknownSamplingShare()).isZero();
  }

  @Test
  void unknownSamplingIsShownAsSuch() {
    model.each(
        -10,
        0,
        CART,
        rollup -> {
          rollup.addDuration(1_000_000, Float.NaN, false);
          rollup.addDuration(1_000_000, 3, false);
        });

    assertThat(only().traffic().unknownSamplingShare()).isCloseTo(0.5, within(1e-9));
    assertThat(only().traffic().count()).isEqualTo(40);
  }

  @Test
  void nothingSeenIsNoZeroPercentButNoRoute() {
    LimitsView empty = limits();

    assertThat(empty.routes()).isEmpty();
    assertThat(empty.total().errorShare()).isNull();
    assertThat(empty.total().perSecond()).isNull();
    assertThat(empty.hints()).hasSize(1);
    assertThat(empty.hints().getFirst().fix()).contains("OTEL_EXPORTER_OTLP_ENDPOINT");
  }

  @Test
  void trendComparesWithTheWindowBefore() {
    model.each(-125, -61, CART, spans(60, 100, 0)).each(-60, 0, CART, spans(90, 300, 0));

    RouteRow row = only();

    assertThat(row.trends().rate().direction()).isEqualTo(Direction.UP);
    assertThat(row.trends().rate().changeShare()).isCloseTo(0.5, within(1e-9));
    assertThat(row.trends().p95Nanos().changeShare()).isCloseTo(2.0, within(0.03));
    assertThat(row.trends().errorShare().direction()).isEqualTo(Direction.FLAT);
  }

  @Test
  void trendIsUnknownWithoutAWindowBefore() {
    model.each(-30, 0, CART, spans(60, 100, 0));

    assertThat(only().trends().rate().direction()).isEqualTo(Direction.UNKNOWN);
    assertThat(only().trends().rate().changeShare()).isNull();
  }

  @Test
  void timeGoesWhereTheCriticalPathSays() {
    model
        .each(-10, 0, CART, spans(10, 100, 0))
        .each(-10, 0, path("checkout", "GET /cart"), r -> r.addExclusive(300_000_000, 4))
        .each(-10, 0, path("orders", "SELECT orders"), r -> r.addExclusive(700_000_000, 1));

    List<dev.headroom.query.view.PathShare> shares = only().whereTimeGoes();

    assertThat(shares).extracting("operation").containsExactly("GET /cart", "SELECT orders");
    assertThat(shares.getFirst().share()).isCloseTo(1.2 / 1.9, within(1e-9));
    assertThat(shares.stream().mapToDouble(s -> s.share()).sum()).isCloseTo(1, within(1e-9));
    assertThat(shares.get(1).nanosPerTrace()).isEqualTo(70_000_000);
  }

  private static RollupKey.Path path(String on, String onOperation) {
    return new RollupKey.Path(
        CART.service(), CART.operation(), service(on), operation(onOperation));
  }

  @Test
  void sortsFiltersAndPages() {
    model.each(-10, 0, HOME, spans(30, 5, 0));
    for (int i = 0; i < 7; i++) {
      model.each(-10, 0, route("checkout", "GET /r" + i), spans(10 + i, 100 - i, i));
    }

    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      LimitsView page =
          model.queries.limits(model.lastHour(), new Page("rate", true, "checkout", cursor, 3));
      assertThat(page.routeCount()).isEqualTo(7);
      page.routes().forEach(row -> seen.add(row.operation()));
      cursor = page.nextCursor();
    } while (cursor != null);

    assertThat(seen)
        .containsExactly(
            "GET /r6", "GET /r5", "GET /r4", "GET /r3", "GET /r2", "GET /r1", "GET /r0");
    assertThat(
            model
                .queries
                .limits(model.lastHour(), new Page("p95", true, "", null, 1))
                .routes()
                .getFirst()
                .operation())
        .isEqualTo("GET /r0");
    assertThat(
            model
                .queries
                .limits(model.lastHour(), new Page("service", false, "", null, 100))
                .routes()
                .getLast()
                .service())
        .isEqualTo("web");
  }

  @Test
  void anUnknownSortIsRefusedByName() {
    assertThatThrownBy(
            () -> model.queries.limits(model.lastHour(), new Page("speed", true, "", null, 3)))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("sort 'speed'")
        .hasMessageContaining("p95");
  }

  @Test
  void changesOfTheWindowAreShown() {
    model
        .deploy("checkout", "2", NOON.minusSeconds(600))
        .deploy("checkout", "1", NOON.minusSeconds(9_000));

    assertThat(limits().changes()).extracting("version").containsExactly("2");
  }

  @Test
  void pingsOfAServiceThatServesAreNoRoutesButABrowsersCallsAre() {
    model
        .each(-10, 0, HOME, spans(10, 5, 0))
        .each(
            -10,
            0,
            new RollupKey.Operation(service("web"), operation("GET /"), SpanKind.SERVER, "", ""),
            spans(10, 5, 0))
        .each(
            -10,
            0,
            new RollupKey.Route(service("web"), operation("SELECT 1"), SpanKind.CLIENT),
            spans(10, 5, 0))
        .each(
            -10,
            0,
            new RollupKey.Route(service("browser"), operation("GET shop"), SpanKind.CLIENT),
            spans(10, 5, 0));

    assertThat(limits().routes())
        .extracting(RouteRow::operation)
        .containsExactlyInAnyOrder("GET /", "GET shop");
  }

  @Test
  void rightAfterTheStartThePeakIsNoLessThanTheMean() {
    model.at(-1, CART, spans(1, 5, 0)).at(0, CART, spans(400, 5, 0));

    assertThat(only().traffic().perSecond()).isCloseTo(4.01, within(1e-9));
    assertThat(only().traffic().peakPerSecond()).isCloseTo(4.01, within(1e-9));
  }
}
