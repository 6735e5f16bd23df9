package dev.headroom.query;

import static dev.headroom.query.ModelFixture.NOON;
import static dev.headroom.query.ModelFixture.operation;
import static dev.headroom.query.ModelFixture.service;
import static dev.headroom.query.ModelFixture.spans;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.query.view.RouteView;
import dev.headroom.query.view.VersionRow;
import dev.headroom.rollup.RollupKey;
import dev.headroom.signal.SpanKind;
import org.junit.jupiter.api.Test;

final class RouteQueryTest {
  private final ModelFixture model = new ModelFixture();

  private static RollupKey.Operation cart(SpanKind kind, String version) {
    return new RollupKey.Operation(
        service("checkout"), operation("GET /cart"), kind, version, "prod");
  }

  private RouteView route() {
    return model.queries.route(model.lastHour(), service("checkout"), operation("GET /cart"));
  }

  @Test
  void versionsAddUpAndStandSideBySide() {
    model
        .each(-130, -30, cart(SpanKind.SERVER, "1"), spans(60, 100, 0))
        .each(-30, 0, cart(SpanKind.SERVER, "2"), spans(60, 300, 6))
        .deploy("checkout", "2", NOON.minusSeconds(1_800));

    RouteView route = route();

    assertThat(route.kind()).isEqualTo("SERVER");
    assertThat(route.traffic().perSecond()).isCloseTo(1.0, within(1e-9));
    assertThat(route.traffic().errorShare()).isCloseTo(0.05, within(1e-9));
    assertThat(route.versions()).extracting(VersionRow::version).containsExactly("2", "1");
    VersionRow fresh = route.versions().getFirst();
    assertThat(fresh.traffic().perSecond())
        .as("a version has a rate only since it runs")
        .isCloseTo(1.0, within(1e-9));
    assertThat(fresh.traffic().errorShare()).isCloseTo(0.1, within(1e-9));
    assertThat(fresh.change()).isNotNull();
    assertThat(fresh.firstSeen()).isEqualTo(NOON.minusSeconds(1_800));
    assertThat(route.versions().getLast().change()).isNull();
    assertThat(route.asRoot()).as("no trace starts here").isNull();
  }

  @Test
  void aServersSpansCountWhereClientsShareTheName() {
    model
        .each(-10, 0, cart(SpanKind.CLIENT, "1"), spans(600, 10, 0))
        .each(-10, 0, cart(SpanKind.SERVER, "1"), spans(60, 100, 0));

    assertThat(route().kind()).isEqualTo("SERVER");
    assertThat(route().traffic().count()).isEqualTo(600);
  }

  @Test
  void theHistogramHoldsEveryRequest() {
    model.each(-10, 0, cart(SpanKind.SERVER, "1"), spans(90, 10, 0));
    model.each(-10, 0, cart(SpanKind.SERVER, "1"), spans(10, 1_000, 0));

    RouteView route = route();

    assertThat(route.histogram()).hasSize(40);
    assertThat(route.histogram().stream().mapToDouble(RouteView.Bin::count).sum())
        .isCloseTo(1_000, within(1e-6));
    double fast =
        route.histogram().stream()
            .filter(bin -> bin.toNanos() < 100_000_000)
            .mapToDouble(RouteView.Bin::count)
            .sum();
    assertThat(fast).isCloseTo(900, within(1e-6));
    assertThat(route.histogram().getFirst().fromNanos()).isLessThanOrEqualTo(10_000_000);
    assertThat(route.histogram().getLast().toNanos()).isGreaterThanOrEqualTo(1_000_000_000);
  }

  @Test
  void segmentsSplitTheTrafficThatNamesThem() {
    model.each(-10, 0, cart(SpanKind.SERVER, "1"), spans(60, 100, 0));
    model.each(-10, 0, segment(RollupKey.Dimension.TENANT, "acme"), spans(30, 100, 3));
    model.each(-10, 0, segment(RollupKey.Dimension.TENANT, "umbrella"), spans(10, 50, 0));
    model.each(-10, 0, segment(RollupKey.Dimension.FEATURE, "gift"), spans(5, 50, 0));

    RouteView route = route();

    assertThat(route.segments())
        .extracting(RouteView.SegmentRow::value)
        .containsExactly("gift", "acme", "umbrella");
    assertThat(route.segments().get(1).share()).isCloseTo(0.75, within(1e-9));
    assertThat(route.segments().get(1).traffic().errorShare()).isCloseTo(0.1, within(1e-9));
    assertThat(route.segments().getFirst().share()).isCloseTo(1, within(1e-9));
  }

  private static RollupKey.Segment segment(RollupKey.Dimension dimension, String value) {
    return new RollupKey.Segment(service("checkout"), operation("GET /cart"), dimension, value);
  }

  @Test
  void anInnerOperationShowsWhichRoutesWaitForIt() {
    model
        .each(-10, 0, cart(SpanKind.SERVER, "1"), spans(60, 100, 0))
        .each(
            -10,
            0,
            new RollupKey.Route(service("web"), operation("GET /"), SpanKind.SERVER),
            spans(10, 200, 0))
        .each(-10, 0, path("web", "GET /"), r -> r.addExclusive(500, 10))
        .each(-10, 0, path("checkout", "GET /cart"), r -> r.addExclusive(1_500, 10));

    RouteView route = route();

    assertThat(route.whereTimeGoes()).isEmpty();
    assertThat(route.onPathOf()).hasSize(1);
    assertThat(route.onPathOf().getFirst().service()).isEqualTo("web");
    assertThat(route.onPathOf().getFirst().share()).isCloseTo(0.75, within(1e-9));
    assertThat(route.onPathOf().getFirst().nanosPerTrace()).isEqualTo(1_500);
  }

  private static RollupKey.Path path(String on, String onOperation) {
    return new RollupKey.Path(
        service("web"), operation("GET /"), service(on), operation(onOperation));
  }

  @Test
  void anUnknownOperationIsNotFound() {
    model.each(-10, 0, cart(SpanKind.SERVER, "1"), spans(60, 100, 0));

    assertThatThrownBy(() ->
            model.queries.route(model.lastHour(), service("checkout"), operation("GET /crat")))
        .hasMessage("unknown operation of checkout 'GET /crat', did you mean 'GET /cart'?");
    assertThatThrownBy(
            () -> model.queries.route(model.lastHour(), service("chekout"), operation("x")))
        .hasMessageContaining("did you mean 'checkout'?");
  }
}
