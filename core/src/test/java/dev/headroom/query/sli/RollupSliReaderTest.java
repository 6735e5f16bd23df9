package dev.headroom.query.sli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.Limits;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Dimension;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.rollup.RollupKey.SliSplit;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.SliSpec;
import dev.headroom.rollup.SliSpec.Failed;
import dev.headroom.rollup.SliSpec.Failures;
import dev.headroom.rollup.SliSpec.Slower;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Indicator.Comparison;
import dev.headroom.slo.Indicator.Counted;
import dev.headroom.slo.Indicator.Part;
import dev.headroom.slo.MetricQuery;
import dev.headroom.slo.MetricQuery.Aggregation;
import dev.headroom.slo.SliReader.Spender;
import dev.headroom.slo.SliSeries;
import dev.headroom.stat.Sketch;
import dev.headroom.store.Retention;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RollupSliReaderTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final long NOON_MINUTE = NOON.getEpochSecond() / 60;
  private static final ServiceName WEB = new ServiceName("web");
  private static final long MILLI = 1_000_000;

  private final KeyTable keys = new KeyTable(Limits.DEFAULT);
  private final MemoryStore store =
      new MemoryStore(keys, TraceInspector.blind(), Retention.DEFAULT);
  private final AtomicInteger queries = new AtomicInteger();
  private final List<Long> steps = new ArrayList<>();
  private Instant now = NOON.plusSeconds(600);
  private final RollupReader counting =
      query -> {
        queries.incrementAndGet();
        steps.add(query.stepSeconds());
        return store.rollups().read(query);
      };
  private final RollupSliReader reader =
      new RollupSliReader(counting, Retention.DEFAULT, () -> now);

  /// Fills a minute, counted from noon.
  private void at(long minute, RollupKey key, Consumer<Rollup> fill) {
    Rollup rollup = new Rollup();
    fill.accept(rollup);
    store.add(
        List.of(new RollupRow(keys.number(key), NOON.getEpochSecond() + minute * 60, rollup)),
        List.of(),
        List.of());
  }

  private static Consumer<Rollup> events(int all, int bad, long sinceMinute) {
    return rollup -> {
      for (int i = 0; i < all; i++) {
        rollup.addEvent(1, i < bad);
      }
      rollup.countedSince(NOON.getEpochSecond() + sinceMinute * 60);
    };
  }

  private static Consumer<Rollup> spans(int all, int failed, long millis) {
    return rollup -> {
      for (int i = 0; i < all; i++) {
        rollup.addDuration(millis * MILLI, 1, i < failed);
      }
    };
  }

  private static RollupKey total(SliSpec spec) {
    return new RollupKey.Sli(spec.service(), spec.text(), SliSplit.TOTAL, "");
  }

  private static RollupKey operation(String name, SpanKind kind, String version) {
    return new RollupKey.Operation(WEB, new OperationName(name), kind, version, "");
  }

  private static TimeWindow window(long from, long to) {
    return new TimeWindow(NOON.plusSeconds(from * 60), NOON.plusSeconds(to * 60));
  }

  private SliSeries read(Indicator indicator, long from, long to) {
    Map<Indicator, SliSeries> all = reader.read(List.of(indicator), window(from, to));
    SliSeries series = all.get(indicator);
    assertThat(all).hasSize(1);
    assertThat(series.firstMinute()).isEqualTo(NOON_MINUTE + from);
    return series;
  }

  private String text(Indicator indicator, long from, long to) {
    return text(read(indicator, from, to));
  }

  /// Good of all events of each minute.
  private static String text(SliSeries series) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < series.minutes(); i++) {
      text.append(i == 0 ? "" : " ").append(number(series.good(i)));
      text.append('/').append(number(series.total(i)));
    }
    return text.toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  @Test
  void countedEventsComeMinuteByMinuteAndSilenceIsNothing() {
    SliSpec spec = SliSpec.availability(WEB, "GET /");
    at(-9, total(spec), events(1, 0, -10));
    at(0, total(spec), events(5, 2, -10));
    at(2, total(spec), events(3, 0, -10));
    at(2, new RollupKey.Sli(WEB, spec.text(), SliSplit.VERSION, "1"), events(7, 7, -10));
    SliSeries series = read(new Counted(spec), 0, 4);
    assertThat(text(series)).isEqualTo("3/5 0/0 3/3 0/0");
    assertThat(series.exactFrom()).isEqualTo(series.firstMinute());
    assertThat(series.samplingUnknown()).isFalse();
  }

  @Test
  void theWindowIsFlooredToMinutes() {
    SliSpec spec = SliSpec.availability(WEB, "");
    for (int minute = -1; minute < 3; minute++) {
      at(minute, total(spec), events(1 + minute, 0, -10));
    }
    TimeWindow uneven = new TimeWindow(NOON.plusSeconds(59), NOON.plusSeconds(119));
    SliSeries series = reader.read(List.of(new Counted(spec)), uneven).get(new Counted(spec));
    assertThat(text(series)).isEqualTo("1/1");
    assertThat(series.firstMinute()).isEqualTo(NOON_MINUTE);
  }

  @Test
  void unknownSamplingIsMarked() {
    SliSpec spec = SliSpec.availability(WEB, "");
    at(0, total(spec), rollup -> rollup.addEvent(Float.NaN, false));
    assertThat(read(new Counted(spec), 0, 2).samplingUnknown()).isTrue();
    assertThat(read(new Counted(spec), 1, 2).samplingUnknown()).isFalse();
  }

  @Test
  void beforeCountingBeganOperationsTellAndLateEventsDoNotMislead() {
    SliSpec spec = SliSpec.availability(WEB, "GET /");
    // Late by three minutes: of that minute only this one was counted.
    at(-1, total(spec), events(1, 1, 2));
    at(2, total(spec), events(4, 0, 2));
    at(3, total(spec), events(10, 1, 2));
    for (int minute = -1; minute < 4; minute++) {
      at(minute, operation("GET /", SpanKind.SERVER, "1"), spans(20, 2, 5));
      at(minute, operation("GET /", SpanKind.CLIENT, "1"), spans(100, 50, 5));
      at(minute, operation("GET /other", SpanKind.SERVER, "1"), spans(100, 50, 5));
      at(
          minute,
          new RollupKey.Route(WEB, new OperationName("GET /"), SpanKind.INTERNAL),
          spans(1, 0, 5));
      at(
          minute,
          new RollupKey.Route(WEB, new OperationName("GET /"), SpanKind.SERVER),
          spans(100, 0, 5));
    }
    SliSeries series = read(new Counted(spec), -1, 4);
    assertThat(text(series)).isEqualTo("19/21 19/21 19/21 19/21 9/10");
    assertThat(series.exactFrom()).isEqualTo(NOON_MINUTE + 3);
  }

  @Test
  void aSpecThatWasNeverCountedIsEstimatedThroughout() {
    for (int millis = 1; millis <= 100; millis++) {
      at(0, operation("GET /", SpanKind.SERVER, "1"), spans(10, 0, millis));
      at(0, operation("GET /", SpanKind.SERVER, "2"), spans(10, 1, 1_000));
    }
    SliSeries all = read(new Counted(SliSpec.latency(WEB, "", 50 * MILLI)), 0, 1);
    assertThat(all.total(0)).isEqualTo(1_900);
    assertThat(all.good(0)).isCloseTo(500, within(0.012 * 500));
    assertThat(all.exactFrom()).isEqualTo(NOON_MINUTE + 1);

    SliSpec bothBad =
        new SliSpec(WEB, "", "", "2", "", "", "", "", new Slower(50 * MILLI, Failures.BAD));
    assertThat(text(new Counted(bothBad), 0, 1)).isEqualTo("0/1000");
    SliSpec byDuration =
        new SliSpec(
            WEB, "", "", "2", "", "", "", "", new Slower(5_000 * MILLI, Failures.BY_DURATION));
    assertThat(text(new Counted(byDuration), 0, 1)).isEqualTo("1000/1000");
  }

  @Test
  void segmentsAndEdgesAreEstimatedFromTheirOwnRollups() {
    NodeId database = new NodeId(NodeType.DATABASE, "postgresql orders");
    OperationName get = new OperationName("GET /");
    at(0, new RollupKey.Segment(WEB, get, Dimension.TENANT, "acme"), spans(8, 3, 5));
    at(0, new RollupKey.Segment(WEB, get, Dimension.FEATURE, "acme"), spans(80, 3, 5));
    at(0, new RollupKey.Edge(WEB, get, database, "SELECT a"), spans(6, 1, 5));
    at(0, new RollupKey.Edge(WEB, get, database, "SELECT b"), spans(6, 1, 5));
    at(0, operation("GET /", SpanKind.SERVER, "1"), spans(100, 0, 5));
    Failed failed = new Failed();
    assertThat(text(new Counted(new SliSpec(WEB, "", "", "", "", "acme", "", "", failed)), 0, 1))
        .isEqualTo("5/8");
    assertThat(
            text(
                new Counted(
                    new SliSpec(WEB, "", "database:postgresql orders", "", "", "", "", "", failed)),
                0,
                1))
        .isEqualTo("10/12");
    assertThat(text(new Counted(new SliSpec(WEB, "", "", "1", "", "acme", "", "", failed)), 0, 1))
        .isEqualTo("0/0");
  }

  @Test
  void whereOnlyHoursAreLeftTheirEventsAreSpreadEvenly() {
    SliSpec spec = SliSpec.availability(WEB, "");
    at(0, operation("GET /", SpanKind.SERVER, "1"), spans(120, 60, 5));
    now = NOON.plus(Duration.ofDays(30));
    assertThat(text(new Counted(spec), 58, 61)).isEqualTo("1/2 1/2 0/0");
    assertThat(steps).contains(3_600L);
    steps.clear();
    now = NOON.plus(Duration.ofDays(200));
    at(0, operation("GET /", SpanKind.SERVER, "1"), spans(1_320, 660, 5));
    assertThat(text(new Counted(spec), -10, -9)).isEqualTo("0.5/1");
    assertThat(steps).contains(86_400L);
  }

  @Test
  void minutesOfIndicatorsAreReadForLongerThanOthers() {
    SliSpec spec = SliSpec.availability(WEB, "");
    at(0, total(spec), events(120, 60, -10));
    now = NOON.plus(Duration.ofDays(99));
    SliSeries exact = read(new Counted(spec), 0, 2);
    assertThat(text(exact)).isEqualTo("60/120 0/0");
    assertThat(exact.exactFrom()).isEqualTo(NOON_MINUTE);
    now = NOON.plus(Duration.ofDays(102));
    SliSeries spread = read(new Counted(spec), 0, 2);
    assertThat(spread.total(1)).isGreaterThan(0).isLessThan(3);
    assertThat(spread.exactFrom()).isEqualTo(NOON_MINUTE + 2);
  }

  @Test
  void aThousandIndicatorsCostAHandfulOfQueries() {
    List<Indicator> indicators = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      ServiceName service = new ServiceName("s" + i % 50);
      SliSpec spec = SliSpec.availability(service, "GET /" + i);
      indicators.add(new Counted(spec));
      indicators.add(new Indicator.Throughput(service, "GET /" + i, 1));
      indicators.add(
          new Indicator.Threshold(
              new MetricQuery("", "m" + i, Map.of(), Aggregation.LAST), Comparison.LT, 5));
      for (int minute = -5; minute < 5; minute++) {
        at(minute, total(spec), events(i, i / 2, -10));
      }
    }
    Map<Indicator, SliSeries> first = reader.read(indicators, window(0, 5));
    assertThat(queries.getAndSet(0)).isLessThanOrEqualTo(8);
    assertThat(reader.read(indicators, window(0, 5)).keySet()).isEqualTo(first.keySet());
    assertThat(queries.get()).isLessThanOrEqualTo(6);
    assertThat(first.get(indicators.get(3 * 999)).total(4)).isEqualTo(999);
  }

  @Test
  void longWindowsAreReadInPartsThatAddUp() {
    SliSpec spec = SliSpec.availability(WEB, "");
    List<Indicator> indicators = new ArrayList<>(List.of(new Counted(spec)));
    for (int i = 0; i < 999; i++) {
      indicators.add(new Counted(SliSpec.availability(WEB, "GET /" + i)));
    }
    for (int minute = -1_000; minute < 0; minute++) {
      at(minute, total(spec), events(3, 1, -1_100));
    }
    SliSeries series = reader.read(indicators, window(-1_000, 0)).get(new Counted(spec));
    for (int i = 0; i < 1_000; i++) {
      assertThat(series.total(i)).isEqualTo(3);
      assertThat(series.good(i)).isEqualTo(2);
    }
  }

  private static RollupKey metric(String name, MetricType type, String attributes) {
    return new RollupKey.Metric(WEB, "", name, "1", type, attributes);
  }

  private static Consumer<Rollup> readings(double... values) {
    return rollup -> {
      for (int i = 0; i < values.length; i++) {
        rollup.addReading(values[i], NOON.getEpochSecond() * 1_000_000_000 + i);
      }
    };
  }

  private static MetricQuery query(String metric, Aggregation aggregation, String... attributes) {
    return new MetricQuery(
        "web",
        metric,
        attributes.length == 0 ? Map.of() : Map.of(attributes[0], attributes[1]),
        aggregation);
  }

  @Test
  void ratiosAreMadeOfTheIncreaseOfCounters() {
    at(0, metric("requests", MetricType.COUNTER, "code=200,zone=a"), readings(5, 5));
    at(0, metric("requests", MetricType.COUNTER, "code=500,zone=a"), readings(2));
    at(1, metric("requests", MetricType.COUNTER, "code=200,zone=b"), readings(7));
    at(2, metric("requests", MetricType.COUNTER, "code=200,zone=b"), readings(0));
    at(2, metric("others", MetricType.COUNTER, "code=500"), readings(9));
    MetricQuery all = query("requests", Aggregation.INCREASE);
    assertThat(
            text(
                new Indicator.Ratio(
                    Part.BAD, query("requests", Aggregation.RATE, "code", "500"), all),
                0,
                4))
        .isEqualTo("10/12 7/7 0/0 0/0");
    assertThat(
            text(
                new Indicator.Ratio(
                    Part.GOOD, query("requests", Aggregation.INCREASE, "code", "200"), all),
                0,
                2))
        .isEqualTo("10/12 7/7");
  }

  @Test
  void everyMinuteWithAValueIsOneEvent() {
    at(0, metric("ratio", MetricType.GAUGE, ""), readings(0.5, 1));
    at(1, metric("ratio", MetricType.GAUGE, ""), readings(2));
    assertThat(text(new Indicator.RawRatio(Part.GOOD, query("ratio", Aggregation.LAST)), 0, 3))
        .isEqualTo("1/1 1/1 0/0");
    assertThat(text(new Indicator.RawRatio(Part.BAD, query("ratio", Aggregation.AVERAGE)), 0, 3))
        .isEqualTo("0.25/1 0/1 0/0");
  }

  private String threshold(MetricQuery query, double bound) {
    return text(new Indicator.Threshold(query, Comparison.LTE, bound), 0, 1);
  }

  @Test
  void aMinutesValueIsWhatTheAggregationSays() {
    at(0, metric("depth", MetricType.GAUGE, "q=a"), readings(4, 6));
    at(0, metric("depth", MetricType.GAUGE, "q=b"), readings(10, 20));
    at(0, metric("bytes", MetricType.COUNTER, ""), readings(90, 30));
    Sketch sketch = new Sketch();
    sketch.record(10, 90);
    sketch.record(1_000, 10);
    at(
        0,
        metric("time", MetricType.HISTOGRAM, ""),
        rollup -> rollup.addDistribution(100, 10_900, 10, 1_000, 1, sketch));
    Map<MetricQuery, Double> expected =
        Map.ofEntries(
            Map.entry(query("depth", Aggregation.SUM), 40.0),
            Map.entry(query("depth", Aggregation.AVERAGE), 10.0),
            Map.entry(query("depth", Aggregation.MIN), 4.0),
            Map.entry(query("depth", Aggregation.MAX), 20.0),
            Map.entry(query("depth", Aggregation.LAST), 26.0),
            Map.entry(query("depth", Aggregation.LAST, "q", "a"), 6.0),
            Map.entry(query("depth", Aggregation.COUNT), 4.0),
            Map.entry(query("bytes", Aggregation.INCREASE), 120.0),
            Map.entry(query("bytes", Aggregation.RATE), 2.0),
            Map.entry(query("time", Aggregation.COUNT), 100.0),
            Map.entry(query("time", Aggregation.AVERAGE), 109.0),
            Map.entry(query("time", Aggregation.P50), sketch.quantile(0.5)),
            Map.entry(query("time", Aggregation.P99), sketch.quantile(0.99)));
    expected.forEach((query, value) -> {
      assertThat(threshold(query, value)).as("%s at its value", query).isEqualTo("1/1");
      assertThat(threshold(query, value - 0.001)).as("%s above", query).isEqualTo("0/1");
    });
    assertThat(threshold(query("depth", Aggregation.INCREASE), 1_000)).isEqualTo("0/0");
    assertThat(threshold(query("bytes", Aggregation.MAX), 1_000)).isEqualTo("0/0");
    assertThat(threshold(query("depth", Aggregation.P99), 1_000)).isEqualTo("0/0");
  }

  @Test
  void silenceIsBadForThroughputOnceTheServiceWasSeen() {
    at(1, operation("GET /", SpanKind.CLIENT, ""), spans(50, 0, 5));
    at(2, operation("GET /", SpanKind.SERVER, "1"), spans(6, 6, 5));
    at(2, operation("GET /", SpanKind.CONSUMER, "1"), spans(5, 0, 5));
    at(4, operation("GET /", SpanKind.SERVER, "2"), spans(10, 0, 5));
    Indicator enough = new Indicator.Throughput(WEB, "", 10);
    assertThat(text(enough, 0, 6)).isEqualTo("0/0 0/1 1/1 0/1 1/1 0/1");
    assertThat(text(enough, 5, 7)).isEqualTo("0/1 0/1");
    assertThat(text(new Indicator.Throughput(WEB, "GET /x", 1), 4, 5)).isEqualTo("0/1");
    assertThat(text(new Indicator.Throughput(new ServiceName("new"), "", 1), 0, 2))
        .isEqualTo("0/0 0/0");
  }

  @Test
  void freshnessLooksBackBeyondTheWindow() {
    at(0, operation("job", SpanKind.CONSUMER, "1"), spans(1, 0, 5));
    at(3, operation("job", SpanKind.CONSUMER, "1"), spans(1, 1, 5));
    at(5, new RollupKey.Route(WEB, new OperationName("job"), SpanKind.INTERNAL), spans(1, 0, 5));
    Indicator fresh = new Indicator.Freshness(WEB, "", Duration.ofMinutes(2));
    assertThat(text(fresh, -1, 9)).isEqualTo("0/0 1/1 1/1 1/1 0/1 0/1 1/1 1/1 1/1 0/1");
    assertThat(text(fresh, 2, 4)).isEqualTo("1/1 0/1");
  }

  @Test
  void spendersAreListedMostFirst() {
    SliSpec spec = SliSpec.availability(WEB, "");
    at(0, total(spec), events(100, 9, -10));
    at(0, new RollupKey.Sli(WEB, spec.text(), SliSplit.OPERATION, "GET /a"), events(4, 4, 0));
    at(1, new RollupKey.Sli(WEB, spec.text(), SliSplit.OPERATION, "GET /b"), events(5, 5, 0));
    at(1, new RollupKey.Sli(WEB, spec.text(), SliSplit.VERSION, "2"), events(9, 9, 0));
    at(1, new RollupKey.Sli(WEB, "other", SliSplit.VERSION, "2"), events(9, 9, 0));
    at(9, new RollupKey.Sli(WEB, spec.text(), SliSplit.VERSION, "2"), events(9, 9, 0));
    assertThat(reader.spenders(new Counted(spec), window(0, 5)))
        .containsExactly(
            new Spender("version", "2", 9),
            new Spender("route", "GET /b", 5),
            new Spender("route", "GET /a", 4));
    assertThat(reader.spenders(new Indicator.Throughput(WEB, "", 1), window(0, 5))).isEmpty();
  }
}
