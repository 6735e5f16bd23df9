package dev.headroom.rollup.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.Limits;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.signal.MetricPoint.Temporality;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class MetricFoldTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long T0 = 1_000_000 * SECOND;

  private final KeyTable keys = new KeyTable(Limits.DEFAULT);
  private final Map<Integer, Rollup> rollups = new TreeMap<>();
  private MetricFold fold = new MetricFold(keys, 1_000);

  private static MetricPoint point(long start, long time, Data data) {
    return new MetricPoint(
        "m",
        "",
        "s",
        start,
        time,
        false,
        data,
        new Attributes(Map.of("pool", new Value.Text("a,b"))),
        List.of(),
        new Attributes(Map.of("service.name", new Value.Text("shop"))),
        Scope.NONE);
  }

  private void fold(MetricPoint point) {
    fold(point, 1);
  }

  private void fold(MetricPoint point, double factor) {
    fold.fold(point, factor, (key, _) -> rollups.computeIfAbsent(key, _ -> new Rollup()));
  }

  private Rollup only() {
    assertThat(rollups).hasSize(1);
    return rollups.values().iterator().next();
  }

  private static Data.Sum counter(double value) {
    return new Data.Sum(value, true, Temporality.CUMULATIVE);
  }

  private String attributesOfCores(Map<String, String> resource) {
    Map<String, Value> told = new TreeMap<>(Map.of("service.name", new Value.Text("shop")));
    resource.forEach((key, value) -> told.put(key, new Value.Text(value)));
    rollups.clear();
    fold(
        new MetricPoint(
            "jvm.cpu.count",
            "",
            "{cpu}",
            T0,
            T0 + SECOND,
            false,
            new Data.Gauge(4),
            Attributes.EMPTY,
            List.of(),
            new Attributes(told),
            Scope.NONE));
    return ((RollupKey.Metric) keys.key(rollups.keySet().iterator().next())).attributes();
  }

  @Test
  void coresTellTheirMachineUnlessAContainerMayLimitThem() {
    assertThat(attributesOfCores(Map.of("host.name", "one", "service.instance.id", "1")))
        .isEqualTo("host.name=one");
    assertThat(attributesOfCores(Map.of("host.name", "one", "host.id", "f00", "process.pid", "7")))
        .isEqualTo("host.name=f00");
    assertThat(attributesOfCores(Map.of("host.name", "shop-77f", "container.id", "c1"))).isEmpty();
    assertThat(attributesOfCores(Map.of("host.name", "shop-77f", "k8s.pod.name", "p"))).isEmpty();
    assertThat(attributesOfCores(Map.of())).isEmpty();
  }

  @Test
  void gaugesKeepMeanExtremesAndLast() {
    fold(point(0, T0, new Data.Gauge(3)));
    fold(point(0, T0 + 2 * SECOND, new Data.Gauge(9)));
    fold(point(0, T0 + SECOND, new Data.Gauge(6)));
    assertThat(only().mean()).isEqualTo(6);
    assertThat(only().min()).isEqualTo(3);
    assertThat(only().max()).isEqualTo(9);
    assertThat(only().last()).isEqualTo(9);
    RollupKey.Metric key = (RollupKey.Metric) keys.key(rollups.keySet().iterator().next());
    assertThat(key.attributes()).isEqualTo("pool=a\\,b");
  }

  @Test
  void cumulativeCountersCountTheirIncreaseOverResetsAndRedelivery() {
    fold(point(T0, T0 + 10 * SECOND, counter(5)));
    fold(point(T0, T0 + 20 * SECOND, counter(12)));
    fold(point(T0, T0 + 20 * SECOND, counter(12)));
    fold(point(T0, T0 + 15 * SECOND, counter(8)));
    fold(point(T0 + 25 * SECOND, T0 + 30 * SECOND, counter(4)));
    fold(point(T0 + 25 * SECOND, T0 + 40 * SECOND, counter(1)));
    // 5 + 7, then a restart that counts 4, then a fall without a new start: 1.
    assertThat(only().sum()).isEqualTo(17);
    assertThat(fold.duplicates()).isEqualTo(1);
    assertThat(fold.outOfOrder()).isEqualTo(1);
  }

  @Test
  void aCounterThatRanLongBeforeIsOnlyABaseline() {
    fold(point(T0, T0 + 3_600 * SECOND, counter(1_000_000)));
    fold(point(T0, T0 + 3_610 * SECOND, counter(1_000_007)));
    assertThat(only().sum()).isEqualTo(7);
  }

  @Test
  void anotherUnitOfTheSameMeasurementsIsOnlyABaseline() {
    fold(point(T0, T0 + 10 * SECOND, counter(5_000)), 1e-3);
    fold(point(T0, T0 + 11 * SECOND, counter(5.5)), 1);
    fold(point(T0, T0 + 21 * SECOND, counter(7.5)), 1);
    assertThat(only().sum()).isEqualTo(7);
  }

  @Test
  void aPauseForgetsTheBaseline() {
    fold(point(T0, T0 + 10 * SECOND, counter(5)));
    MetricPoint gap = point(T0, T0 + 20 * SECOND, counter(0));
    fold(
        new MetricPoint(
            gap.metric(),
            "",
            gap.unit(),
            gap.startNanos(),
            gap.timeNanos(),
            true,
            gap.data(),
            gap.attributes(),
            List.of(),
            gap.resource(),
            Scope.NONE));
    fold(point(T0, T0 + 400 * SECOND, counter(50)));
    assertThat(only().sum()).isEqualTo(5);
  }

  @Test
  void deltasAddUpAndUpDownCountersAreLevels() {
    fold(point(T0, T0 + SECOND, new Data.Sum(4, true, Temporality.DELTA)));
    fold(point(T0 + SECOND, T0 + 2 * SECOND, new Data.Sum(5, true, Temporality.DELTA)));
    assertThat(only().sum()).isEqualTo(9);
    rollups.clear();
    fold(point(T0, T0 + SECOND, new Data.Sum(4, false, Temporality.CUMULATIVE)));
    fold(point(T0, T0 + 3 * SECOND, new Data.Sum(2, false, Temporality.CUMULATIVE)));
    assertThat(only().last()).isEqualTo(2);
    assertThat(only().mean()).isEqualTo(3);
  }

  @Test
  void cumulativeHistogramsGiveTheQuantilesOfWhatCameBetween() {
    List<Double> bounds = List.of(10.0, 100.0, 1_000.0);
    fold(histogram(T0 + 10 * SECOND, bounds, List.of(100L, 0L, 0L, 0L), 500), 0.001);
    rollups.clear();
    fold(histogram(T0 + 20 * SECOND, bounds, List.of(100L, 90L, 10L, 0L), 9_500), 0.001);
    assertThat(only().count()).isEqualTo(100);
    assertThat(only().sum()).isCloseTo(9, within(1e-9));
    assertThat(only().quantile(0.5)).isBetween(0.01, 0.1);
    assertThat(only().quantile(0.95)).isBetween(0.1, 1.0);
  }

  private static MetricPoint histogram(
      long time, List<Double> bounds, List<Long> counts, double sum) {
    long count = counts.stream().mapToLong(Long::longValue).sum();
    return point(
        T0,
        time,
        new Data.Histogram(
            count, sum, Double.NaN, Double.NaN, bounds, counts, Temporality.CUMULATIVE));
  }

  @Test
  void exponentialHistogramsFoldWithoutLossWhateverTheirScale() {
    Random random = new Random(7);
    for (int scale = -2; scale <= 20; scale++) {
      rollups.clear();
      fold = new MetricFold(keys, 10);
      double[] values = random.doubles(1_000, 1, 50).sorted().toArray();
      fold(exponential(T0 + SECOND, values, 500, scale));
      fold(exponential(T0 + 2 * SECOND, values, 1_000, Math.max(scale - 1, -2)));
      double base = Math.pow(2, Math.pow(2, -Math.min(scale - 1, 6)));
      assertThat(only().count()).as("scale %d", scale).isEqualTo(1_000);
      assertThat(only().quantile(0.9))
          .as("scale %d", scale)
          .isBetween(values[899] / base, values[900] * base);
    }
  }

  private static MetricPoint exponential(long time, double[] values, int first, int scale) {
    double base = Math.pow(2, Math.pow(2, -scale));
    int low = (int) Math.ceil(Math.log(1) / Math.log(base)) - 1;
    int high = (int) Math.ceil(Math.log(51) / Math.log(base));
    List<Long> counts = new ArrayList<>(Collections.nCopies(high - low + 1, 0L));
    double sum = 0;
    for (int i = 0; i < first; i++) {
      // Both points must be prefixes of one stream: take every value in a fixed shuffled order.
      double value = values[(int) ((i * 379L) % values.length)];
      int bucket = (int) Math.ceil(Math.log(value) / Math.log(base)) - 1;
      counts.set(bucket - low, counts.get(bucket - low) + 1);
      sum += value;
    }
    return point(
        T0,
        time,
        new Data.ExponentialHistogram(
            first,
            sum,
            Double.NaN,
            Double.NaN,
            scale,
            0,
            0,
            low,
            counts,
            0,
            List.of(),
            Temporality.CUMULATIVE));
  }

  @Test
  void summariesKeepCountAndTheirQuantilesAsSeries() {
    fold(
        point(
            T0, T0 + SECOND, new Data.Summary(4, 10, List.of(new MetricPoint.Quantile(0.5, 2.5)))));
    assertThat(rollups).hasSize(2);
    assertThat(rollups.values()).extracting(Rollup::sum).containsExactlyInAnyOrder(10.0, 2.5);
  }

  @Test
  void aRestartGoesOnFromTheSavedBaselines() {
    List<Double> bounds = List.of(1.0);
    fold(point(T0, T0 + 10 * SECOND, counter(5)));
    fold(histogram(T0 + 11 * SECOND, bounds, List.of(3L, 4L), 7));
    fold(exponential(T0 + 12 * SECOND, new double[] {2, 3, 4}, 2, 4));
    byte[] saved = fold.save();
    rollups.clear();
    fold = new MetricFold(keys, 1_000);
    fold.restore(saved);
    fold(point(T0, T0 + 10 * SECOND, counter(5)));
    fold(point(T0, T0 + 3_000 * SECOND, counter(6)));
    assertThat(rollups.values()).extracting(Rollup::sum).containsExactly(1.0);
    assertThat(fold.size()).isEqualTo(2);
  }
}
