package dev.headroom.query;

import static dev.headroom.query.ModelFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.SpanId;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.StoredTrace.KeepReason;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TraceSamplesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOON_NANOS = NOON.getEpochSecond() * SECOND;
  private static final TimeWindow DAY = TimeWindow.endingAt(NOON, Duration.ofDays(1));
  private static final ServiceOperation CART = named("checkout", "GET /cart");

  private final ModelFixture model = new ModelFixture();
  private final TraceSamples samples =
      new TraceSamples(model.sources.traces(), model.sources.payloads());

  private static ServiceOperation named(String service, String operation) {
    return new ServiceOperation(ModelFixture.service(service), ModelFixture.operation(operation));
  }

  private static Span span(
      long trace, long id, long parent, SpanKind kind, String service, String name, long start) {
    return new Span(
        new TraceId(1, trace),
        new SpanId(id),
        parent == 0 ? null : new SpanId(parent),
        "",
        0,
        name,
        kind,
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
        new Attributes(Map.of("service.name", new Value.Text(service))),
        Scope.NONE);
  }

  private void cart(long trace, long secondsBeforeNoon, double weight) {
    Span root =
        span(
            trace,
            1,
            0,
            SpanKind.SERVER,
            "checkout",
            "GET /cart",
            NOON_NANOS - secondsBeforeNoon * SECOND);
    model.trace(weight > 0 ? KeepReason.RESERVOIR : KeepReason.SLOW, weight, root);
  }

  @Test
  void takesAllWhenThereAreFew() {
    for (int i = 1; i <= 30; i++) {
      cart(i, i * 1_000L, 2);
    }
    List<TraceSample> found = samples.of(CART, DAY, 200);
    assertThat(found).hasSize(30);
    assertThat(found).allSatisfy(sample -> assertThat(sample.weight()).isEqualTo(2));
    assertThat(found).isSortedAccordingTo((a, b) -> Long.compare(a.startNanos(), b.startNanos()));
  }

  @Test
  void drawsEvenlyAndBusyHoursKeepTheirWeight() {
    // One an hour for a day, and another 600 in the last hour.
    for (int hour = 1; hour < 24; hour++) {
      cart(hour, hour * 3_600L + 1_800, 1);
    }
    for (int i = 0; i < 600; i++) {
      cart(100 + i, 6L * i + 3, 1);
    }
    List<TraceSample> found = samples.of(CART, DAY, 48);
    assertThat(found).hasSizeBetween(48, 48 + 64);
    double recent =
        found.stream()
            .filter(sample -> sample.startNanos() >= NOON_NANOS - 3_600 * SECOND)
            .mapToDouble(TraceSample::weight)
            .sum();
    double all = found.stream().mapToDouble(TraceSample::weight).sum();
    assertThat(all - recent).isEqualTo(23);
    assertThat(recent).isBetween(570.0, 630.0);
  }

  @Test
  void specialOnesComeOnTopAndAreFew() {
    for (int i = 1; i <= 50; i++) {
      cart(i, i * 100L, 1);
      cart(100 + i, i * 100L + 50, 0);
    }
    List<TraceSample> found = samples.of(CART, DAY, 200);
    assertThat(found.stream().filter(sample -> sample.weight() > 0)).hasSize(50);
    assertThat(found.stream().filter(sample -> sample.weight() == 0)).hasSize(5);
  }

  @Test
  void aConsumerIsFoundWithinTheTracesOfItsProducer() {
    long start = NOON_NANOS - 60 * SECOND;
    model.trace(
        KeepReason.RESERVOIR,
        3,
        span(1, 1, 0, SpanKind.SERVER, "checkout", "POST /order", start),
        span(1, 2, 1, SpanKind.PRODUCER, "checkout", "publish mail", start + 10),
        span(1, 3, 2, SpanKind.CONSUMER, "mailer", "process mail", start + 5_000),
        span(1, 4, 3, SpanKind.CLIENT, "mailer", "send", start + 5_010));

    List<TraceSample> found = samples.of(named("mailer", "process mail"), DAY, 10);

    assertThat(found).hasSize(1);
    TraceSample sample = found.getFirst();
    assertThat(sample.weight()).isEqualTo(3);
    assertThat(sample.startNanos()).isEqualTo(start + 5_000);
    assertThat(sample.spans())
        .extracting(s -> s.where().operation().value())
        .containsExactly("process mail", "send");
    assertThat(sample.spans().get(1).startNanos()).isEqualTo(10);
    assertThat(sample.spans().get(1).parent()).isZero();
    assertThat(samples.of(named("checkout", "POST /order"), DAY, 10).getFirst().spans()).hasSize(4);
  }

  @Test
  void anUnknownRouteHasNone() {
    cart(1, 100, 1);
    assertThat(samples.of(named("checkout", "GET /other"), DAY, 10)).isEmpty();
  }
}
