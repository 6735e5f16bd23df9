package dev.headroom.rollup;

import static dev.headroom.rollup.Spans.paths;
import static dev.headroom.rollup.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.Spans.S;
import dev.headroom.rollup.TracePaths.RootPath;
import dev.headroom.rollup.TracePaths.Skew;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Critical paths worked out by hand from DESIGN §6. A path reads `span:start-end`.
class TracePathsTest {

  private static RootPath only(S... spans) {
    List<RootPath> roots = paths(Skew.AS_SENT, List.of(spans)).roots();
    assertThat(roots).hasSize(1);
    return roots.getFirst();
  }

  private static String path(RootPath root) {
    return root.path().stream()
        .map(s -> s.spanId().value() + ":" + s.startNanos() + "-" + s.endNanos())
        .collect(Collectors.joining(" "));
  }

  private static String times(RootPath root) {
    TreeMap<String, Long> times = new TreeMap<>();
    root.exclusiveByOperation()
        .forEach(time -> times.put(time.service() + "/" + time.operation(), time.nanos()));
    return times.toString();
  }

  @Test
  void aSpanWithoutChildrenOwnsAllItsTime() {
    RootPath root = only(span(1, 0, 100, 350));
    assertThat(path(root)).isEqualTo("1:100-350");
    assertThat(root.durationNanos()).isEqualTo(250);
    assertThat(times(root)).isEqualTo("{a/op1=250}");
    assertThat(root.droppedSpans()).isZero();
  }

  @Test
  void gapsAroundSequentialChildrenAreTheParents() {
    RootPath root = only(span(1, 0, 0, 100), span(2, 1, 10, 40), span(3, 1, 60, 90));
    assertThat(path(root)).isEqualTo("1:0-10 2:10-40 1:40-60 3:60-90 1:90-100");
    assertThat(times(root)).isEqualTo("{a/op1=40, a/op2=30, a/op3=30}");
  }

  @Test
  void siblingsBackToBackBothCount() {
    RootPath root = only(span(1, 0, 0, 100), span(2, 1, 0, 50), span(3, 1, 50, 100));
    assertThat(path(root)).isEqualTo("2:0-50 3:50-100");
    assertThat(times(root)).isEqualTo("{a/op2=50, a/op3=50}");
  }

  @Test
  void ofParallelChildrenTheLastToFinishBlocks() {
    RootPath root =
        only(span(1, 0, 0, 100), span(2, 1, 10, 80), span(3, 1, 20, 90), span(4, 1, 30, 60));
    assertThat(path(root)).isEqualTo("1:0-20 3:20-90 1:90-100");
  }

  @Test
  void aSiblingThatEndsBeforeTheBlockingOneStartsComesNext() {
    RootPath root =
        only(span(1, 0, 0, 100), span(2, 1, 5, 30), span(3, 1, 25, 60), span(4, 1, 35, 95));
    assertThat(path(root)).isEqualTo("1:0-5 2:5-30 1:30-35 4:35-95 1:95-100");
  }

  @Test
  void theWalkGoesDownIntoTheBlockingChild() {
    RootPath root =
        only(
            span(1, 0, 0, 100),
            span(2, 1, 10, 90),
            span(3, 2, 20, 50),
            span(4, 2, 40, 80),
            span(5, 4, 45, 70));
    assertThat(path(root)).isEqualTo("1:0-10 2:10-40 4:40-45 5:45-70 4:70-80 2:80-90 1:90-100");
    assertThat(times(root)).isEqualTo("{a/op1=20, a/op2=40, a/op4=15, a/op5=25}");
  }

  @Test
  void aChildThatOutlivesItsParentIsClipped() {
    RootPath root = only(span(1, 0, 0, 100), span(2, 1, 60, 150), span(3, 2, 110, 140));
    assertThat(path(root)).isEqualTo("1:0-60 2:60-100");
    assertThat(root.droppedSpans())
        .as("the grandchild lies outside what is left of its parent")
        .isOne();
  }

  @Test
  void aChildThatStartsBeforeItsParentIsClipped() {
    RootPath root = only(span(1, 0, 100, 200), span(2, 1, 50, 150));
    assertThat(path(root)).isEqualTo("2:100-150 1:150-200");
    assertThat(root.durationNanos()).isEqualTo(100);
  }

  @Test
  void aChildAroundItsParentFillsIt() {
    RootPath root = only(span(1, 0, 100, 200), span(2, 1, 0, 300));
    assertThat(path(root)).isEqualTo("2:100-200");
    assertThat(times(root)).isEqualTo("{a/op2=100}");
  }

  @Test
  void childrenWhollyOutsideAreLeftOutAndCounted() {
    RootPath root =
        only(
            span(1, 0, 100, 200),
            span(2, 1, 0, 50),
            span(3, 1, 250, 300),
            span(4, 1, 50, 100),
            span(5, 1, 200, 210),
            span(6, 2, 110, 120),
            span(7, 1, 120, 130));
    assertThat(path(root)).isEqualTo("1:100-120 7:120-130 1:130-200");
    assertThat(root.droppedSpans()).isEqualTo(4);
  }

  @Test
  void instantsAtTheEdgesAreInside() {
    RootPath root =
        only(span(1, 0, 100, 200), span(2, 1, 100, 100), span(3, 1, 200, 200), span(4, 1, 99, 99));
    assertThat(root.droppedSpans()).isOne();
    assertThat(path(root)).isEqualTo("1:100-200");
  }

  @Test
  void anInstantHidesNoOneWhoEndsAtTheSameTime() {
    RootPath root = only(span(1, 0, 0, 100), span(2, 1, 20, 100), span(3, 1, 100, 100));
    assertThat(path(root)).isEqualTo("1:0-20 2:20-100");
  }

  @Test
  void anInstantInAGapDoesNotSplitTheGap() {
    RootPath root = only(span(1, 0, 0, 100), span(2, 1, 40, 40), span(3, 1, 40, 40));
    assertThat(path(root)).isEqualTo("1:0-100");
  }

  @Test
  void aRootWithoutDurationHasAnEmptyPath() {
    RootPath root = only(span(1, 0, 5, 5), span(2, 1, 5, 5));
    assertThat(root.path()).isEmpty();
    assertThat(root.exclusiveByOperation()).isEmpty();
    assertThat(root.durationNanos()).isZero();
  }

  @Test
  void ofThoseThatEndTogetherTheLaterStartThenTheLowerIdBlocks() {
    assertThat(path(only(span(1, 0, 0, 100), span(2, 1, 10, 90), span(3, 1, 50, 90))))
        .isEqualTo("1:0-50 3:50-90 1:90-100");
    assertThat(path(only(span(1, 0, 0, 100), span(9, 1, 10, 90), span(3, 1, 10, 90))))
        .isEqualTo("1:0-10 3:10-90 1:90-100");
    assertThat(path(only(span(1, 0, 0, 100), span(-9, 1, 10, 90), span(3, 1, 10, 90))))
        .as("ids are unsigned")
        .isEqualTo("1:0-10 3:10-90 1:90-100");
  }

  @Test
  void aConsumerBelowAProducerDoesNotBlock() {
    S producer = span(2, 1, 10, 90).kind(SpanKind.PRODUCER);
    RootPath root =
        only(
            span(1, 0, 0, 100),
            producer,
            span(3, 2, 20, 80).kind(SpanKind.CONSUMER),
            span(4, 3, 30, 70),
            span(5, 2, 40, 50));
    assertThat(path(root)).isEqualTo("1:0-10 2:10-40 5:40-50 2:50-90 1:90-100");
    assertThat(root.droppedSpans()).isZero();
  }

  @Test
  void aConsumerBelowAnyOtherSpanBlocks() {
    RootPath root = only(span(1, 0, 0, 100), span(2, 1, 10, 90).kind(SpanKind.CONSUMER));
    assertThat(path(root)).isEqualTo("1:0-10 2:10-90 1:90-100");
  }

  @Test
  void aConsumerFarOutsideItsProducerIsNotCountedAsDropped() {
    RootPath root =
        only(
            span(1, 0, 0, 100).kind(SpanKind.PRODUCER),
            span(2, 1, 500, 600).kind(SpanKind.CONSUMER));
    assertThat(root.droppedSpans()).isZero();
    assertThat(path(root)).isEqualTo("1:0-100");
  }

  @Test
  void eachRootHasItsOwnPathInTheOrderOfStart() {
    List<RootPath> roots =
        paths(
                Skew.AS_SENT,
                List.of(
                    span(5, 0, 50, 90),
                    span(3, 99, 10, 30),
                    span(4, 3, 15, 20),
                    span(6, 6, 10, 12)))
            .roots();
    assertThat(roots).extracting(r -> r.root().spanId().value()).containsExactly(3L, 6L, 5L);
    assertThat(roots)
        .extracting(TracePathsTest::path)
        .containsExactly("3:10-15 4:15-20 3:20-30", "6:10-12", "5:50-90");
  }

  @Test
  void tracesAreKeptApart() {
    List<RootPath> roots =
        paths(
                Skew.AS_SENT,
                List.of(span(1, 0, 0, 10), span(2, 1, 2, 4).inTrace(2), span(2, 1, 5, 9)))
            .roots();
    assertThat(roots).extracting(r -> r.root().traceId().lo()).containsExactly(1L, 2L);
    assertThat(path(roots.getFirst())).isEqualTo("1:0-5 2:5-9 1:9-10");
  }

  @Test
  void ofSpansWithOneIdTheFirstCounts() {
    RootPath root =
        only(span(1, 0, 0, 100), span(2, 1, 10, 40), span(2, 1, 50, 90), span(3, 2, 20, 30));
    assertThat(path(root)).isEqualTo("1:0-10 2:10-20 3:20-30 2:30-40 1:40-100");
  }

  @Test
  void aRingOfParentsIsCutAtItsEarliestSpan() {
    RootPath root =
        only(span(1, 3, 20, 90), span(2, 1, 10, 100), span(3, 2, 30, 80), span(4, 3, 40, 50));
    assertThat(root.root().spanId()).isEqualTo(new SpanId(2));
    assertThat(path(root)).isEqualTo("2:10-30 1:30-80 2:80-100");
  }

  @Test
  void severalRingsAndAnOrdinaryTreeAllWork() {
    List<RootPath> roots =
        paths(
                Skew.AS_SENT,
                List.of(
                    span(1, 2, 0, 10),
                    span(2, 1, 0, 10),
                    span(3, 4, 5, 9),
                    span(4, 3, 6, 8),
                    span(5, 0, 1, 2),
                    span(6, 4, 7, 8)))
            .roots();
    assertThat(roots).extracting(r -> r.root().spanId().value()).containsExactly(1L, 5L, 3L);
    assertThat(path(roots.get(2))).isEqualTo("3:5-6 4:6-7 6:7-8 3:8-9");
  }

  @Test
  void epochNanosecondsStayExact() {
    long epoch = 1_790_000_000_000_000_001L;
    RootPath root =
        only(span(1, 0, epoch, epoch + 1_000_003), span(2, 1, epoch + 1, epoch + 1_000_002));
    assertThat(times(root)).isEqualTo("{a/op1=2, a/op2=1000001}");
    assertThat(root.path().getFirst().endNanos()).isEqualTo(epoch + 1);
  }

  @Test
  void aChainOfAHundredThousandSpansWorks() {
    List<S> spans = new ArrayList<>();
    for (int i = 1; i <= 100_000; i++) {
      spans.add(span(i, i - 1, i, 1_000_000 - i).in("a", "op"));
    }
    Collections.shuffle(spans, new Random(4));
    RootPath root = only(spans.toArray(S[]::new));
    assertThat(root.path()).hasSize(199_999);
    assertThat(times(root)).isEqualTo("{a/op=" + (1_000_000 - 2) + "}");
  }

  @Test
  void aHundredThousandSiblingsWork() {
    List<S> spans = new ArrayList<>();
    spans.add(span(1, 0, 0, 200_000));
    for (int i = 2; i <= 100_000; i++) {
      spans.add(span(i, 1, 2L * i, 2L * i + 1).in("a", "child"));
    }
    Collections.shuffle(spans, new Random(5));
    RootPath root = only(spans.toArray(S[]::new));
    assertThat(times(root)).isEqualTo("{a/child=99998, a/op1=100002}");
    assertThat(root.droppedSpans()).as("the last one starts at the root's end").isOne();
  }

  @Test
  void operationsOfOneNameAreAddedUpLargestFirst() {
    RootPath root =
        only(
            span(1, 0, 0, 100),
            span(2, 1, 10, 30).in("b", "GET /x"),
            span(3, 1, 40, 60).in("b", "GET /x"),
            span(4, 1, 70, 75).in("c", "GET /x"));
    assertThat(root.exclusiveByOperation())
        .extracting(t -> t.service() + " " + t.operation() + " " + t.nanos())
        .containsExactly("a op1 55", "b GET /x 40", "c GET /x 5");
  }

  @Test
  void theOrderOfArrivalDoesNotMatter() {
    S[] spans = {
      span(1, 0, 0, 100),
      span(2, 1, 10, 90),
      span(3, 1, 10, 90),
      span(4, 2, 10, 50),
      span(5, 2, 50, 90),
      span(6, 3, 10, 90),
      span(7, 1, 0, 10)
    };
    String expected = path(only(spans));
    List<S> shuffled = new ArrayList<>(Arrays.asList(spans));
    for (int seed = 0; seed < 50; seed++) {
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(path(only(shuffled.toArray(S[]::new)))).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static S client(long id, long parent, long start, long end) {
    return span(id, parent, start, end).kind(SpanKind.CLIENT);
  }

  private static S server(long id, long parent, long start, long end) {
    return span(id, parent, start, end).kind(SpanKind.SERVER).in("b", "GET /x");
  }

  @Test
  void skewIsTakenAsItIsUnlessAsked() {
    RootPath root = only(span(1, 0, 0, 100), client(2, 1, 10, 90), server(3, 2, 1_000, 1_060));
    assertThat(path(root)).isEqualTo("1:0-10 2:10-90 1:90-100");
    assertThat(root.droppedSpans()).isOne();
  }

  @Test
  void aServerSpanThatWouldFitIsMovedToTheMiddleWithAllBelowIt() {
    TracePaths paths =
        paths(
            Skew.CORRECTED,
            List.of(
                span(1, 0, 0, 100),
                client(2, 1, 10, 90),
                server(3, 2, 1_000, 1_060),
                span(4, 3, 1_020, 1_040).in("b", "inner")));
    RootPath root = paths.roots().getFirst();
    assertThat(path(root)).isEqualTo("1:0-10 2:10-20 3:20-40 4:40-60 3:60-80 2:80-90 1:90-100");
    assertThat(paths.corrections()).isOne();
    assertThat(paths.shiftNanos().get(new TraceId(7, 1)))
        .containsOnlyKeys(new SpanId(3), new SpanId(4))
        .containsEntry(new SpanId(3), -980L);
  }

  @Test
  void pairsOfTheSameServicesShareOneOffset() {
    // Pair one allows offsets -1000 to -980, pair two -990 to -970: together -990 to -980.
    TracePaths paths =
        paths(
            Skew.CORRECTED,
            List.of(
                span(1, 0, 0, 400),
                client(2, 1, 100, 140),
                server(3, 2, 1_100, 1_120),
                client(4, 1, 200, 240),
                server(5, 4, 1_190, 1_210),
                client(6, 1, 300, 310),
                server(7, 6, 1_280, 1_330)));
    assertThat(paths.corrections())
        .as("the third pair does not fit but shares the offset")
        .isEqualTo(3);
    assertThat(paths.shiftNanos().get(new TraceId(7, 1)).values()).containsOnly(-985L);
  }

  @Test
  void pairsThatContradictEachOtherAreMovedOneByOne() {
    TracePaths paths =
        paths(
            Skew.CORRECTED,
            List.of(
                span(1, 0, 0, 400),
                client(2, 1, 100, 140),
                server(3, 2, 1_100, 1_120),
                client(4, 1, 200, 240),
                server(5, 4, 210, 230)));
    assertThat(paths.shiftNanos().get(new TraceId(7, 1))).containsOnlyKeys(new SpanId(3));
    assertThat(paths.corrections()).isOne();
  }

  @Test
  void aServerThatOutlastsItsClientIsNoSkew() {
    TracePaths paths =
        paths(
            Skew.CORRECTED,
            List.of(span(1, 0, 0, 400), client(2, 1, 100, 140), server(3, 2, 110, 300)));
    assertThat(paths.corrections()).isZero();
    assertThat(paths.shiftNanos()).isEmpty();
    assertThat(path(paths.roots().getFirst())).isEqualTo("1:0-100 2:100-110 3:110-140 1:140-400");
  }
}
