package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.RollupReader.Point;
import dev.headroom.rollup.RollupReader.Series;
import dev.headroom.rollup.SiblingOrder.Answer;
import dev.headroom.rollup.SiblingOrder.Verdict;
import dev.headroom.rollup.Spans.S;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the fold learns, and what [SiblingOrder] reads out of it.
final class SiblingFoldTest {
  private static final ServiceOperation ROUTE = of("a", "GET /x");
  private final ShardProbe probe = new ShardProbe();

  private static ServiceOperation of(String service, String operation) {
    return new ServiceOperation(new ServiceName(service), new OperationName(operation));
  }

  private static S server(
      long id, long parent, String service, String operation, long from, long to) {
    return Spans.span(id, parent, from, to).in(service, operation);
  }

  private static S client(long id, long parent, String service, long from, long to) {
    return Spans.span(id, parent, from, to).kind(SpanKind.CLIENT).in(service, "call");
  }

  private static S call(long trace, long id, String operation, long from, long to) {
    return client(id, 1, "a", from, to).in("a", operation).inTrace(trace);
  }

  private static S root(long trace) {
    return server(1, 0, "a", "GET /x", 0, 1_000).inTrace(trace);
  }

  private SiblingOrder learned() {
    probe.flush();
    List<Series> series = new ArrayList<>();
    for (int number : probe.keys.matching(RollupKind.SIBLINGS, _ -> true)) {
      RollupKey key = probe.keys.key(number);
      series.add(new Series(key, List.of(new Point(0, probe.total(key)))));
    }
    return SiblingOrder.of(series);
  }

  @Test
  void anOrderThatHeldInNearlyAllOfManyTracesIsKnown() {
    for (int t = 1; t <= 100; t++) {
      boolean overlap = t <= 3;
      probe.add(
          root(t),
          call(t, 2, "b", 100, 200),
          call(t, 3, "c", overlap ? 150 : 200, 300),
          call(t, 4, "d", 150, 250));
    }
    SiblingOrder order = learned();

    Answer answer = order.between(ROUTE, of("a", "b"), of("a", "c"));
    assertThat(answer.verdict()).isEqualTo(Verdict.BEFORE);
    assertThat(answer.confidence()).isCloseTo(0.97, within(1e-9));
    assertThat(answer.support()).isEqualTo(100);
    assertThat(order.between(ROUTE, of("a", "c"), of("a", "b")).verdict()).isEqualTo(Verdict.AFTER);
    assertThat(order.between(ROUTE, of("a", "c"), of("a", "b")).before()).isZero();
    Answer concurrent = order.between(ROUTE, of("a", "b"), of("a", "d"));
    assertThat(concurrent.verdict()).isEqualTo(Verdict.CONCURRENT);
    assertThat(concurrent.confidence()).isEqualTo(1);
    assertThat(order.between(ROUTE, of("a", "b"), of("a", "never")))
        .isEqualTo(new Answer(Verdict.UNKNOWN, Double.NaN, Double.NaN, 0));
    assertThat(order.between(of("a", "other"), of("a", "b"), of("a", "c")).support()).isZero();
  }

  @Test
  void fewTracesTellNothing() {
    for (int t = 1; t <= SiblingOrder.SUPPORT - 1; t++) {
      probe.add(root(t), call(t, 2, "b", 100, 200), call(t, 3, "c", 200, 300));
    }
    Answer answer = learned().between(ROUTE, of("a", "b"), of("a", "c"));
    assertThat(answer.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(answer.before()).isEqualTo(1);
    assertThat(answer.support()).isEqualTo(19);
  }

  @Test
  void severalSpansOfAnOperationMustAllKeepTheOrder() {
    probe.add(
        root(1),
        call(1, 2, "b", 100, 150),
        call(1, 3, "c", 150, 200),
        call(1, 4, "b", 200, 250),
        call(1, 5, "d", 250, 260));
    assertThat(probe.flush().counts(RollupKind.SIBLINGS)).hasSize(3);
    assertThat(total("b", "c").errors() + total("b", "c").extra()).isZero();
    assertThat(total("b", "d").errors()).isEqualTo(1);
  }

  private Rollup total(String first, String second) {
    return probe.total(
        new RollupKey.Siblings(
            ROUTE.service(), ROUTE.operation(), ROUTE, of("a", first), of("a", second)));
  }

  @Test
  void oneOperationTwiceSpansOutsideAndWhatNobodyWaitsForTellNothing() {
    probe.add(root(1), call(1, 2, "b", 100, 150), call(1, 3, "b", 150, 200));
    probe.add(root(2), call(2, 2, "b", 100, 150), call(2, 3, "c", 2_000, 3_000));
    probe.add(
        root(3),
        client(2, 1, "a", 100, 200).kind(SpanKind.PRODUCER).in("a", "publish").inTrace(3),
        client(3, 2, "w", 110, 150).kind(SpanKind.CONSUMER).in("w", "process").inTrace(3),
        client(4, 2, "v", 160, 170).kind(SpanKind.CONSUMER).in("v", "process").inTrace(3));
    assertThat(probe.flush().counts(RollupKind.SIBLINGS)).isEmpty();
  }

  @Test
  void aConsumerIsARouteOfItsOwn() {
    probe.add(
        root(1),
        client(2, 1, "a", 100, 200).kind(SpanKind.PRODUCER).in("a", "publish").inTrace(1),
        client(3, 2, "w", 300, 900).kind(SpanKind.CONSUMER).in("w", "process").inTrace(1),
        client(4, 3, "w", 310, 320).in("w", "b").inTrace(1),
        client(5, 3, "w", 330, 340).in("w", "c").inTrace(1));
    assertThat(probe.flush().counts(RollupKind.SIBLINGS))
        .containsExactly("w | process | w | process | w | b | w | c = 1");
  }

  @Test
  void ofVeryManyOperationsTheFirstOnesCount() {
    List<S> spans = new ArrayList<>(List.of(root(1)));
    for (int i = 0; i < 100; i++) {
      spans.add(call(1, 2 + i, "op" + (10 + i), 5L * i, 5L * i + 5));
    }
    probe.add(spans);
    int most = SiblingFold.MOST_OPERATIONS;
    assertThat(probe.flush().counts(RollupKind.SIBLINGS)).hasSize(most * (most - 1) / 2);
  }

  @Test
  void itIsCountedInTheFirstMinuteOfTheHourWithTheWeight() {
    S end = server(1, 0, "a", "GET /x", 0, 2 * 3_600_000_000_000L + 1).inTrace(1).weight(4);
    probe.add(end, call(1, 2, "c", 100, 150), call(1, 3, "b", 150, 200)).flush();
    RollupKey key =
        new RollupKey.Siblings(
            ROUTE.service(), ROUTE.operation(), ROUTE, of("a", "b"), of("a", "c"));
    assertThat(probe.minutes(key)).containsExactly(7_200L);
    assertThat(probe.total(key).count()).isEqualTo(4);
    assertThat(probe.total(key).extra()).isEqualTo(4);
    assertThat(probe.total(key).errors()).isZero();
    assertThat(probe.total(key).observed()).isEqualTo(1);
    assertThat(RollupKey.of(RollupKind.SIBLINGS, key.fields())).isEqualTo(key);
  }

  /// Against a count over all pairs of spans, the plain way.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomTracesCountAsTheDefinitionSays(long seed) {
    Random random = new Random(seed);
    Map<String, int[]> expected = new HashMap<>();
    for (int t = 1; t <= 300; t++) {
      List<S> spans = new ArrayList<>();
      int calls = random.nextInt(8);
      for (int i = 0; i < calls; i++) {
        long from = random.nextInt(900);
        spans.add(call(t, 2 + i, "op" + random.nextInt(4), from, from + random.nextInt(100)));
      }
      count(spans, expected);
      spans.add(random.nextInt(spans.size() + 1), root(t));
      probe.add(spans);
    }
    probe.flush();
    expected.forEach((pair, counts) -> {
      Rollup total = total(pair.substring(0, 3), pair.substring(3));
      assertThat(new double[] {total.count(), total.errors(), total.extra()})
          .as("%s, seed %d", pair, seed)
          .containsExactly(counts[0], counts[1], counts[2]);
    });
    assertThat(probe.counts(RollupKind.SIBLINGS)).hasSameSizeAs(expected.keySet());
  }

  private static void count(List<S> spans, Map<String, int[]> into) {
    for (int a = 0; a < 4; a++) {
      for (int b = a + 1; b < 4; b++) {
        String first = "op" + a;
        String second = "op" + b;
        List<S> firsts = spans.stream().filter(s -> s.operation().equals(first)).toList();
        List<S> seconds = spans.stream().filter(s -> s.operation().equals(second)).toList();
        if (firsts.isEmpty() || seconds.isEmpty()) {
          continue;
        }
        int[] counts = into.computeIfAbsent(first + second, _ -> new int[3]);
        counts[0]++;
        counts[1] += allBefore(firsts, seconds) ? 1 : 0;
        counts[2] += allBefore(seconds, firsts) ? 1 : 0;
      }
    }
  }

  private static boolean allBefore(List<S> these, List<S> those) {
    return these.stream().allMatch(s -> those.stream().allMatch(o -> s.end() <= o.start()));
  }
}
