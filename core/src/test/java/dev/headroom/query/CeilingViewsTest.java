package dev.headroom.query;

import static dev.headroom.query.ModelFixture.NOON;
import static dev.headroom.query.ModelFixture.operation;
import static dev.headroom.query.ModelFixture.service;
import static dev.headroom.query.ModelFixture.spans;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.capacity.CeilingModel;
import dev.headroom.capacity.Ceilings;
import dev.headroom.query.view.CeilingView;
import dev.headroom.query.view.LimitsView;
import dev.headroom.query.view.RouteRow;
import dev.headroom.query.view.RouteView;
import dev.headroom.rollup.RollupKey;
import dev.headroom.signal.SpanKind;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/// How ceilings are shown, and when they are worked out anew.
final class CeilingViewsTest {
  private final ModelFixture model = new ModelFixture();

  /// An hour of a route that takes `millis` of a processor each; the rate goes up and down.
  private void busy(String service, int perMinute, long millis, int cores) {
    for (int minute = -60; minute < -1; minute++) {
      int count = perMinute + (int) Math.round(perMinute * 0.5 * Math.sin(minute / 6.0));
      model.at(
          minute,
          new RollupKey.Route(service(service), operation("GET /"), SpanKind.SERVER),
          spans(count, millis, 0));
      model.at(
          minute,
          new RollupKey.Operation(
              service(service), operation("GET /"), SpanKind.SERVER, "1", "prod"),
          spans(count, millis, 0));
      read(service, minute, "jvm.cpu.time", RollupKey.MetricType.COUNTER, count * millis / 1e3);
      read(service, minute, "jvm.cpu.count", RollupKey.MetricType.UP_DOWN_COUNTER, cores);
    }
  }

  private void read(
      String service, int minute, String metric, RollupKey.MetricType type, double value) {
    model.at(
        minute,
        new RollupKey.Metric(service(service), "one", metric, "s", type, ""),
        rollup ->
            rollup.addReading(value, (NOON.getEpochSecond() + minute * 60L) * 1_000_000_000L));
  }

  @Test
  void routesSortByHeadroomAndThoseWithoutACeilingComeLast() {
    busy("tight", 100, 400, 1);
    busy("roomy", 100, 100, 4);
    model.each(
        -60,
        0,
        new RollupKey.Route(service("dark"), operation("GET /"), SpanKind.SERVER),
        spans(10, 5, 0));

    LimitsView view =
        model.queries.limits(model.lastHour(), new Page("headroom", false, "", null, 10));

    assertThat(view.routes())
        .extracting(RouteRow::service)
        .containsExactly("tight", "roomy", "dark");
    CeilingView tight = Objects.requireNonNull(view.routes().getFirst().ceiling());
    CeilingView.Limit limit = Objects.requireNonNull(tight.binding());
    assertThat(limit.perSecond()).isCloseTo(1 / 0.4, Percentage.withPercentage(4));
    assertThat(limit.title()).isEqualTo("CPU of tight");
    assertThat(tight.headroom())
        .isCloseTo(limit.perSecond() / tight.peakPerSecond(), Percentage.withPercentage(0.01));
    CeilingView dark = Objects.requireNonNull(view.routes().getLast().ceiling());
    assertThat(dark.binding()).isNull();
    assertThat(dark.undecided()).first().asString().contains("no resource");
  }

  @Test
  void theRoutePageHasAllLimitsAndTheSecondOpinion() {
    busy("tight", 100, 400, 1);
    RouteView view = model.queries.route(model.lastHour(), service("tight"), operation("GET /"));
    CeilingView ceiling = Objects.requireNonNull(view.ceiling());
    assertThat(ceiling.limits())
        .singleElement()
        .satisfies(limit -> {
          assertThat(limit.demandSeconds()).isCloseTo(0.4, Percentage.withPercentage(4));
          assertThat(limit.formula()).contains("jvm.cpu.time", "busy hour");
        });
    assertThat(Objects.requireNonNull(view.scalability()).undecided()).isNotEmpty();
  }

  @Test
  void ceilingsAreKeptForOneSlice() {
    busy("tight", 100, 400, 1);
    RecentCeilings recent =
        new RecentCeilings(
            new CeilingModel(model.sources.rollups(), List::of), model.sources.clock());
    Ceilings first = recent.ceilings();
    model.now = model.now.plusSeconds(5);
    assertThat(recent.ceilings()).isSameAs(first);
    model.now = model.now.plusSeconds(60);
    Ceilings later = recent.ceilings();
    assertThat(later).isNotSameAs(first);
    assertThat(later.window().to()).isEqualTo(first.window().to().plusSeconds(60));
  }
}
