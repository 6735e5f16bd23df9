package dev.headroom.query;

import static dev.headroom.query.ModelFixture.NOON;
import static dev.headroom.query.ModelFixture.operation;
import static dev.headroom.query.ModelFixture.service;
import static dev.headroom.query.ModelFixture.spans;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.analysis.ModelView;
import dev.headroom.base.SpanId;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.query.ModelViews.GivenUpException;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Route;
import dev.headroom.rollup.RollupKey.Siblings;
import dev.headroom.rollup.SiblingOrder.Verdict;
import dev.headroom.rollup.StoredTrace.KeepReason;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// What analyses may look at, over a model that the test fills.
final class ModelViewsTest {
  private static final Route CART =
      new Route(service("checkout"), operation("GET /cart"), SpanKind.SERVER);
  private static final Route PAY =
      new Route(service("checkout"), operation("POST /pay"), SpanKind.SERVER);
  private static final ServiceOperation CART_ROUTE =
      new ServiceOperation(CART.service(), CART.operation());
  private static final int DAY = 24 * 60;

  private final ModelFixture model = new ModelFixture();
  private final ModelViews views =
      new ModelViews(model.sources, Duration.ofHours(24), Duration.ofDays(7));

  private ModelView now() {
    return views.at(model.now, () -> false);
  }

  private void trace(long number, int minute) {
    long start = (NOON.getEpochSecond() + minute * 60L + number % 60) * 1_000_000_000L;
    model.trace(
        KeepReason.RESERVOIR,
        new Span(
            new TraceId(1, number),
            new SpanId(number),
            null,
            "",
            0,
            "GET /cart",
            SpanKind.SERVER,
            start,
            start + 100,
            Attributes.EMPTY,
            List.of(),
            List.of(),
            Span.Status.UNSET,
            "",
            0,
            0,
            0,
            new Attributes(Map.of("service.name", new Value.Text("checkout"))),
            Scope.NONE));
  }

  @Test
  void theWindowEndsWithTheLastCompleteMinute() {
    model.at(-2, CART, spans(3, 10, 0));
    assertThat(now().window())
        .isEqualTo(TimeWindow.endingAt(NOON.minusSeconds(60), Duration.ofHours(24)));
    model.now = NOON.plusSeconds(60);
    assertThat(now().window().to()).isEqualTo(NOON);
  }

  @Test
  void whenNothingCameLatelyItEndsWithTheLastThatCame() {
    model.at(-3 * DAY, CART, spans(3, 10, 0)).at(-3 * DAY - 20, PAY, spans(1, 10, 0));
    Instant end = NOON.minus(Duration.ofDays(3)).plusSeconds(60);
    assertThat(now().window()).isEqualTo(TimeWindow.endingAt(end, Duration.ofHours(24)));
    assertThat(now().routes()).containsExactly(CART, PAY);
  }

  @Test
  void metricsAloneAreAModelToo() {
    RollupKey heap =
        new RollupKey.Metric(
            service("checkout"), "", "jvm.memory.used", "By", RollupKey.MetricType.GAUGE, "");
    model.at(-5, heap, rollup -> rollup.addReading(1, 1));
    model.at(-3 * DAY, CART, spans(3, 10, 0));
    assertThat(now().window().to()).isEqualTo(NOON.minusSeconds(60));
    assertThat(now().routes()).isEmpty();
  }

  @Test
  void anEmptyModelHasNoHistory() {
    assertThat(now().history().length()).isZero();
    assertThat(now().routes()).isEmpty();
    assertThat(now().traces(CART_ROUTE)).isEmpty();
  }

  @Test
  void theHistoryReachesBackAsFarAsThereIsSomething() {
    model.at(-10, CART, spans(3, 10, 0)).at(-3 * DAY, CART, spans(3, 10, 0));
    TimeWindow history = now().history();
    assertThat(history.to()).isEqualTo(now().window().from());
    assertThat(history.from())
        .isBeforeOrEqualTo(NOON.minus(Duration.ofDays(3)))
        .isAfter(NOON.minus(Duration.ofDays(4)));

    model.at(-30 * DAY, CART, spans(3, 10, 0)).at(-8 * DAY + 30, CART, spans(3, 10, 0));
    assertThat(now().history())
        .isEqualTo(TimeWindow.endingAt(now().window().from(), Duration.ofDays(7)));
  }

  @Test
  void routesComeByTraffic() {
    model.each(-30, -20, PAY, spans(2, 10, 0)).each(-30, -20, CART, spans(5, 10, 0));
    assertThat(now().routes()).containsExactly(CART, PAY);
  }

  @Test
  void tracesAreOfTheWindowAndReadOnce() {
    model.at(-10, CART, spans(3, 10, 0));
    trace(1, -10);
    trace(2, -2 * DAY);
    ModelView view = now();
    List<TraceSample> found = view.traces(CART_ROUTE);
    assertThat(found).extracting(TraceSample::id).containsExactly(new TraceId(1, 1));
    trace(3, -9);
    assertThat(view.traces(CART_ROUTE)).isSameAs(found);
    assertThat(now().traces(CART_ROUTE)).hasSize(2);
  }

  @Test
  void manyRoutesHaveFewerTracesEach() {
    int routes = StoredModelView.TRACES_PER_VIEW / 25;
    for (int i = 0; i < routes; i++) {
      model.at(
          -10,
          new Route(service("checkout"), operation("GET /" + i), SpanKind.SERVER),
          spans(1, 10, 0));
    }
    for (int i = 1; i <= 240; i++) {
      trace(i, -1 - i * 5);
    }
    assertThat(now().traces(CART_ROUTE))
        .hasSizeGreaterThanOrEqualTo(StoredModelView.LEAST_TRACES_PER_ROUTE)
        .hasSizeLessThan(120);
  }

  @Test
  void theOrderIsLearnedFromHistoryToo() {
    ServiceOperation parent = CART_ROUTE;
    ServiceOperation a = new ServiceOperation(service("checkout"), operation("a"));
    ServiceOperation b = new ServiceOperation(service("checkout"), operation("b"));
    Siblings key = new Siblings(CART.service(), CART.operation(), parent, a, b);
    model.at(-10, CART, spans(3, 10, 0)).at(-2 * DAY, CART, spans(1, 10, 0));
    model.at(
        -2 * DAY,
        key,
        rollup -> {
          for (int i = 0; i < 50; i++) {
            rollup.addOrder(true, false, 1);
          }
        });
    assertThat(now().order(CART_ROUTE).between(parent, a, b).verdict()).isEqualTo(Verdict.BEFORE);
  }

  @Test
  void aViewThatIsGivenUpReadsNoMore() {
    model.at(-10, CART, spans(3, 10, 0));
    AtomicBoolean given = new AtomicBoolean();
    ModelView view = views.at(model.now, given::get);
    assertThat(view.routes()).hasSize(1);
    given.set(true);
    assertThatThrownBy(() -> view.traces(CART_ROUTE)).isInstanceOf(GivenUpException.class);
    assertThatThrownBy(() -> view.order(CART_ROUTE)).isInstanceOf(GivenUpException.class);
  }

  @Test
  void changesAreThoseOfTheWindow() {
    model.deploy("checkout", "2", NOON.minusSeconds(600));
    assertThat(now().changes(now().window())).hasSize(1);
    assertThat(now().changes(new TimeWindow(NOON, NOON.plusSeconds(60)))).isEmpty();
  }
}
