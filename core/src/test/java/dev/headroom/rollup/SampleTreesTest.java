package dev.headroom.rollup;

import static dev.headroom.rollup.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.Spans.S;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTreesTest {
  private static final NodeId DATABASE = new NodeId(NodeType.DATABASE, "postgresql shop");

  private static SpanShape shape(Span span) {
    return new SpanShape(
        span.service(),
        "1.0",
        "",
        "",
        "i-1",
        new OperationName(span.name()),
        span.kind(),
        span.kind().isExit() ? DATABASE : null,
        "",
        span.kind() == SpanKind.CLIENT ? "select 1" : null);
  }

  private static List<TraceSample> samples(S... spans) {
    return SampleTrees.of(
        Spans.rich(Arrays.asList(spans)),
        SampleTrees.Meaning.of(SampleTreesTest::shape, _ -> 7),
        2.5);
  }

  @Test
  void spansAreInTreeOrderOnTheRootsClock() {
    List<TraceSample> found =
        samples(
            span(3, 1, 150, 190).kind(SpanKind.CLIENT),
            span(1, 0, 100, 200).kind(SpanKind.SERVER),
            span(2, 1, 110, 140).kind(SpanKind.CLIENT),
            span(4, 2, 115, 135).kind(SpanKind.SERVER).in("b", "GET /x"));

    assertThat(found).hasSize(1);
    TraceSample sample = found.getFirst();
    assertThat(sample.weight()).isEqualTo(2.5);
    assertThat(sample.startNanos()).isEqualTo(100);
    assertThat(sample.spans()).extracting(s -> s.id().value()).containsExactly(1L, 2L, 4L, 3L);
    assertThat(sample.spans()).extracting(TraceSpan::parent).containsExactly(-1, 0, 1, 0);
    assertThat(sample.spans()).extracting(TraceSpan::entry).containsExactly(0, 0, 2, 0);
    assertThat(sample.spans()).extracting(TraceSpan::startNanos).containsExactly(0L, 10L, 15L, 50L);
    assertThat(sample.spans()).extracting(TraceSpan::endNanos).containsExactly(100L, 40L, 35L, 90L);
    assertThat(sample.spans())
        .extracting(TraceSpan::callee)
        .containsExactly(null, NodeId.service(new ServiceName("b")), null, DATABASE);
    assertThat(sample.spans().get(3).statement()).isEqualTo("select 1");
    assertThat(sample.spans().get(3).rows()).isEqualTo(7);
    assertThat(sample.spans().get(3).instance()).isEqualTo("i-1");
  }

  @Test
  void aMessageIsARouteOfItsOwn() {
    List<TraceSample> found =
        samples(
            span(1, 0, 0, 100).kind(SpanKind.SERVER),
            span(2, 1, 10, 20).kind(SpanKind.PRODUCER),
            span(3, 2, 500, 900).kind(SpanKind.CONSUMER).in("mailer", "process mail"));
    assertThat(found)
        .extracting(s -> s.route().operation().value())
        .containsExactly("op1", "process mail");
    assertThat(found.get(0).spans()).hasSize(3);
    assertThat(found.get(0).spans().get(2).exclusiveNanos()).isZero();
    assertThat(found.get(1).root().durationNanos()).isEqualTo(400);
    assertThat(found.get(1).root().exclusiveNanos()).isEqualTo(400);
  }

  @Test
  void withoutAnEntryTheRootStands() {
    assertThat(samples(span(1, 0, 0, 10), span(2, 1, 2, 3))).hasSize(1);
    assertThat(samples(span(2, 1, 2, 3)).size()).as("an orphan is no route").isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void exclusiveTimesSumToTheRoot(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      int size = 1 + random.nextInt(12);
      S[] spans = new S[size];
      for (int i = 0; i < size; i++) {
        long start = random.nextInt(100);
        spans[i] =
            span(i + 1, i == 0 ? 0 : 1 + random.nextInt(i), start, start + random.nextInt(100));
      }
      for (TraceSample sample : samples(spans)) {
        assertThat(sample.spans().stream().mapToLong(TraceSpan::exclusiveNanos).sum())
            .as("seed %d, round %d: %s", seed, round, Arrays.toString(spans))
            .isEqualTo(sample.root().durationNanos());
        for (int i = 1; i < sample.spans().size(); i++) {
          assertThat(sample.spans().get(i).parent()).isBetween(0, i - 1);
        }
      }
    }
  }

  @Test
  void ordersAreLearnedFromTraces() {
    List<TraceSample> traces = new ArrayList<>();
    for (int i = 0; i < SiblingOrder.SUPPORT; i++) {
      traces.addAll(
          samples(
              span(1, 0, 0, 100).kind(SpanKind.SERVER),
              span(2, 1, 10, 20),
              span(3, 1, 20, 50),
              span(4, 1, 40, 60)));
    }
    SiblingOrder order = SiblingOrder.ofTraces(traces);
    assertThat(verdict(order, 2, 3)).isEqualTo(SiblingOrder.Verdict.BEFORE);
    assertThat(verdict(order, 4, 2)).isEqualTo(SiblingOrder.Verdict.AFTER);
    assertThat(verdict(order, 3, 4)).isEqualTo(SiblingOrder.Verdict.CONCURRENT);
    assertThat(verdict(order, 3, 5)).isEqualTo(SiblingOrder.Verdict.UNKNOWN);
    assertThat(verdict(SiblingOrder.ofTraces(traces.subList(0, 19)), 2, 3))
        .isEqualTo(SiblingOrder.Verdict.UNKNOWN);
  }

  private static SiblingOrder.Verdict verdict(SiblingOrder order, long first, long second) {
    return order.between(named(1), named(first), named(second)).verdict();
  }

  private static TracePaths.ServiceOperation named(long id) {
    return new TracePaths.ServiceOperation(new ServiceName("a"), new OperationName("op" + id));
  }
}
