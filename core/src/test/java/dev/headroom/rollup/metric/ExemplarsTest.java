package dev.headroom.rollup.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.ExemplarReader;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A few exemplars of each series and hour: the largest, and others without preference.
final class ExemplarsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final TimeWindow DAY =
      new TimeWindow(NOON.minusSeconds(43_200), NOON.plusSeconds(43_200));

  private final Exemplars exemplars = new Exemplars();

  private static RollupKey.Metric series(int number) {
    return new RollupKey.Metric(
        new ServiceName("shop"), "i" + number, "took", "s", MetricType.HISTOGRAM, "");
  }

  private static long nanos(int second) {
    return (NOON.getEpochSecond() + second) * 1_000_000_000L;
  }

  private static MetricPoint.Exemplar exemplar(double value, int second, @Nullable TraceId trace) {
    return new MetricPoint.Exemplar(
        value,
        nanos(second),
        trace,
        new SpanId(second + 1),
        new Attributes(Map.of("user", new Value.Int64(second))));
  }

  private static MetricPoint point(List<MetricPoint.Exemplar> exemplars) {
    return new MetricPoint(
        "took",
        "",
        "ms",
        0,
        nanos(60),
        false,
        new Data.Gauge(1),
        Attributes.EMPTY,
        exemplars,
        Attributes.EMPTY,
        Scope.NONE);
  }

  private static List<MetricPoint.Exemplar> hundred(long seed) {
    List<MetricPoint.Exemplar> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(exemplar(i == 37 ? 9_000 : i, i, new TraceId(1, i + 1)));
    }
    Collections.shuffle(all, new Random(seed));
    return all;
  }

  @Test
  void valuesComeInTheUnitOfTheSeriesWithTheirTraceAndAttributes() {
    exemplars.add(series(1), point(List.of(exemplar(1_500, 3, new TraceId(1, 2)))), 1e-3);

    assertThat(exemplars.find(series(1), DAY))
        .containsExactly(
            new ExemplarReader.Exemplar(1.5, nanos(3), new TraceId(1, 2), new SpanId(4), "user=3"));
    assertThat(exemplars.find(series(2), DAY)).isEmpty();
    assertThat(exemplars.find(series(1), new TimeWindow(NOON.plusSeconds(4), DAY.to()))).isEmpty();
  }

  @Test
  void fewAreKeptAmongThemTheLargestWhateverTheOrder() {
    exemplars.add(series(1), point(hundred(1)), 1);
    List<ExemplarReader.Exemplar> kept = exemplars.find(series(1), DAY);

    assertThat(kept).hasSize(Exemplars.PER_HOUR);
    assertThat(kept).anyMatch(e -> e.value() == 9_000);
    for (int seed = 2; seed < 10; seed++) {
      Exemplars shuffled = new Exemplars();
      shuffled.add(series(1), point(hundred(seed)), 1);
      shuffled.add(series(1), point(hundred(seed)), 1);
      assertThat(shuffled.find(series(1), DAY)).as("seed %d", seed).isEqualTo(kept);
    }
  }

  @Test
  void withoutTraceOrNumberThereIsNothingToShow() {
    exemplars.add(
        series(1),
        point(List.of(exemplar(1, 1, null), exemplar(Double.NaN, 2, new TraceId(1, 1)))),
        1);
    assertThat(exemplars.find(series(1), DAY)).isEmpty();
  }

  @Test
  void theOldestAreForgottenWhenThereAreTooMany() {
    for (int i = 0; i <= Exemplars.HOURS_OF_SERIES; i++) {
      exemplars.add(series(i), point(List.of(exemplar(1, 1, new TraceId(1, 1)))), 1);
    }
    assertThat(exemplars.find(series(0), DAY)).isEmpty();
    assertThat(exemplars.find(series(1), DAY)).hasSize(1);
  }

  @Test
  void theySurviveARestart() {
    exemplars.add(series(1), point(hundred(1)), 1);
    Exemplars restarted = new Exemplars();
    restarted.restore(exemplars.save());

    assertThat(restarted.find(series(1), DAY)).isEqualTo(exemplars.find(series(1), DAY));
    assertThat(restarted.save()).isEqualTo(exemplars.save());
  }
}
