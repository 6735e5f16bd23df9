package dev.headroom.whatif;

import static dev.headroom.whatif.Tree.span;
import static dev.headroom.whatif.Tree.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.OperationName;
import dev.headroom.finding.Edit;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Retimings worked out by hand.
class RetimingTest {
  private static final SiblingOrder NOTHING_KNOWN = SiblingOrder.of(List.of());

  private static long retimed(Tree tree, Edit... edits) {
    return new Retiming(List.of(edits), NOTHING_KNOWN).rootNanos(tree.sample());
  }

  private static long retimed(SiblingOrder order, Tree tree, Edit... edits) {
    return new Retiming(List.of(edits), order).rootNanos(tree.sample());
  }

  private static Edit faster(String name, double factor) {
    return new Edit.Faster(target(name), factor);
  }

  /// As many traces as it takes to learn from them.
  private static SiblingOrder learned(Tree tree) {
    List<TraceSample> traces = new ArrayList<>();
    for (int i = 0; i < SiblingOrder.SUPPORT; i++) {
      traces.add(tree.sample(i, 1));
    }
    return SiblingOrder.ofTraces(traces);
  }

  @Test
  void ownTimeShrinksAndTheRestStays() {
    Tree tree = span("a root", 0, 100, span("a x", 10, 40), span("b y", 60, 90));
    assertThat(retimed(tree)).isEqualTo(100);
    assertThat(retimed(tree, faster("a x", 3))).isEqualTo(80);
    assertThat(retimed(tree, faster("a root", 2))).as("own time 40").isEqualTo(80);
    assertThat(retimed(tree, faster("a x", 0.5))).as("slower").isEqualTo(130);
    assertThat(retimed(tree, faster("a x", 3), faster("b y", 3))).isEqualTo(60);
  }

  @Test
  void whatItWaitsForBelowStays() {
    Tree tree = span("a root", 0, 100, span("a x", 10, 90, span("b y", 20, 80)));
    assertThat(retimed(tree, faster("a x", 2))).isEqualTo(90);
    assertThat(retimed(tree, faster("b y", 2))).isEqualTo(70);
  }

  @Test
  void ofParallelChildrenTheOtherOneLimits() {
    Tree tree = span("a root", 0, 100, span("a x", 10, 90), span("b y", 10, 60));
    assertThat(retimed(tree, faster("a x", 8))).as("y ends at 60 still").isEqualTo(70);
    assertThat(retimed(tree, faster("b y", 8))).as("y was not the slowest").isEqualTo(100);
  }

  @Test
  void overlappingChildrenStayOverlapping() {
    // y began 30 after x did, and did not wait for it.
    Tree tree = span("a root", 0, 100, span("a x", 10, 60), span("b y", 40, 90));
    assertThat(retimed(tree, faster("a x", 5))).isEqualTo(100);
  }

  @Test
  void aChildKnownToBeIndependentDoesNotComeEarlier() {
    Tree usual = span("a root", 0, 100, span("a x", 0, 60), span("b y", 10, 90));
    Tree oneAfterTheOther = span("a root", 0, 100, span("a x", 0, 50), span("b y", 50, 100));
    assertThat(retimed(oneAfterTheOther, faster("a x", 5))).isEqualTo(60);
    assertThat(retimed(learned(usual), oneAfterTheOther, faster("a x", 5))).isEqualTo(100);
    assertThat(retimed(learned(oneAfterTheOther), oneAfterTheOther, faster("a x", 5)))
        .isEqualTo(60);
  }

  @Test
  void timeInTheShadowOfAnIndependentChildIsNotTheParentsOwn() {
    Tree usual = span("a root", 0, 100, span("a x", 0, 60), span("b y", 10, 90));
    Tree inTurn = span("a root", 0, 110, span("a x", 5, 50), span("b y", 55, 110));
    assertThat(retimed(learned(usual), inTurn, faster("a root", 5)))
        .as("own time is 5 before x and 5 before y; x is 45 of y's offset")
        .isEqualTo(1 + 45 + 1 + 55);
  }

  @Test
  void batchingMakesOneCallOfMany() {
    Tree tree =
        span(
            "a root",
            0,
            100,
            span("a SELECT p", 10, 20),
            span("a SELECT p", 22, 52),
            span("a SELECT p", 54, 60),
            span("a SELECT q", 70, 90));
    Edit batched = new Edit.Batched(target("a SELECT p"));
    assertThat(retimed(tree, batched)).as("30 instead of 46, and no gaps").isEqualTo(80);
    Retiming stays =
        new Retiming(List.of(batched), NOTHING_KNOWN, Assumptions.OTHER_OVERHEAD, null);
    assertThat(stays.rootNanos(tree.sample())).as("with the gaps").isEqualTo(84);
    assertThat(retimed(span("a root", 0, 50, span("a SELECT p", 10, 20)), batched))
        .as("a single call stays")
        .isEqualTo(50);
  }

  @Test
  void parallelCallsStartTogether() {
    Tree tree =
        span(
            "a root",
            0,
            100,
            span("b y", 10, 30),
            span("b y", 32, 62),
            span("b y", 64, 70),
            span("c z", 80, 95));
    Edit parallel = new Edit.Parallel(target("b y"));
    assertThat(retimed(tree, parallel)).as("10, then 2 + 30, then as before").isEqualTo(72);
    Retiming free =
        new Retiming(List.of(parallel), NOTHING_KNOWN, Assumptions.OTHER_OVERHEAD, null);
    assertThat(free.rootNanos(tree.sample())).isEqualTo(70);
  }

  @Test
  void callsWithAnotherBetweenThemAreNotMadeParallel() {
    Tree tree = span("a root", 0, 60, span("b y", 0, 20), span("c z", 20, 40), span("b y", 40, 60));
    assertThat(retimed(tree, new Edit.Parallel(target("b y")))).isEqualTo(60);
  }

  @Test
  void removedAndAsynchronousCallsTakeNoTime() {
    Tree tree =
        span("a root", 0, 100, span("b y", 10, 60, span("c z", 20, 50)), span("d w", 70, 90));
    assertThat(retimed(tree, new Edit.Removed(target("b y")))).isEqualTo(50);
    assertThat(retimed(tree, new Edit.Asynchronous(target("b y")))).isEqualTo(50);
    assertThat(retimed(tree, new Edit.Removed(target("c z")))).isEqualTo(70);
    Retiming removed = new Retiming(List.of(new Edit.Removed(target("b y"))), NOTHING_KNOWN);
    removed.rootNanos(tree.sample());
    assertThat(removed.nanos(2)).as("what is below it is gone, too").isZero();
    Retiming aside = new Retiming(List.of(new Edit.Asynchronous(target("b y"))), NOTHING_KNOWN);
    aside.rootNanos(tree.sample());
    assertThat(aside.nanos(1)).as("the work is still done").isEqualTo(50);
  }

  private static Tree call(long start, long end) {
    return span("a POST", start, end, span("b charge", start + 1, end - 1)).kind(SpanKind.CLIENT);
  }

  @Test
  void attemptsMadeAgainGoWithThePausesBeforeThem() {
    Tree tree =
        span(
            "a root",
            0,
            200,
            call(10, 40).failed(),
            call(60, 90).failed(),
            call(120, 150),
            call(160, 190));
    Edit none = new Edit.Retries(target("a POST"), 0);
    // Pauses of 20 and 30 and attempts of 30 each; the last call follows one that ended well.
    assertThat(retimed(tree, none)).isEqualTo(200 - 20 - 30 - 30 - 30);
    assertThat(retimed(tree, new Edit.Retries(target("a POST"), 1))).isEqualTo(200);
    Retiming without = new Retiming(List.of(none), NOTHING_KNOWN);
    without.rootNanos(tree.sample());
    long work = 0;
    for (int i = 0; i < tree.sample().spans().size(); i++) {
      work +=
          tree.sample().spans().get(i).where().service().value().equals("b") ? without.nanos(i) : 0;
    }
    assertThat(work).as("two of four attempts reach the callee").isEqualTo(56);
    int made = 0;
    Retiming half = new Retiming(List.of(new Edit.Retries(target("a POST"), 0.5)), NOTHING_KNOWN);
    Tree once = span("a root", 0, 100, call(10, 40).failed(), call(50, 80));
    for (int trace = 0; trace < 400; trace++) {
      made += half.rootNanos(once.sample(trace, 1)) == 100 ? 1 : 0;
    }
    assertThat(made).isBetween(150, 250);
  }

  @Test
  void callsOfOthersAreNoAttemptsMadeAgain() {
    Tree other = span("a POST", 50, 80, span("c refund", 51, 79)).kind(SpanKind.CLIENT);
    Tree tree = span("a root", 0, 100, call(10, 40).failed(), other);
    assertThat(retimed(tree, new Edit.Retries(target("a POST"), 0))).isEqualTo(100);
  }

  @Test
  void nobodyWaitsLongerThanTheCap() {
    Tree tree =
        span("a root", 0, 100, span("b y", 10, 30), span("b y", 10, 90), span("c z", 90, 95));
    assertThat(retimed(tree, new Edit.Capped(target("b y"), 40))).isEqualTo(60);
    assertThat(retimed(tree, new Edit.Capped(target("b y"), 80))).isEqualTo(100);
    Retiming capped = new Retiming(List.of(new Edit.Capped(target("b y"), 40)), NOTHING_KNOWN);
    capped.rootNanos(tree.sample());
    assertThat(Math.max(capped.nanos(1), capped.nanos(2)))
        .as("the work is still done")
        .isEqualTo(80);
  }

  @Test
  void aShareOfCallsIsCached() {
    Tree tree = span("a root", 0, 100, span("b y", 10, 60));
    assertThat(retimed(tree, new Edit.Cached(target("b y"), 1))).isEqualTo(50);
    assertThat(retimed(tree, new Edit.Cached(target("b y"), 0))).isEqualTo(100);
    Retiming half = new Retiming(List.of(new Edit.Cached(target("b y"), 0.5)), NOTHING_KNOWN);
    int hits = 0;
    for (int turn = 0; turn < 16; turn++) {
      hits += half.rootNanos(tree.sample(), turn / 16.0) == 50 ? 1 : 0;
    }
    assertThat(hits).isEqualTo(8);
  }

  @Test
  void whatIsCachedTogetherIsHitTogether() {
    Tree tree =
        span(
            "a root",
            0,
            100,
            span("a SELECT p", 10, 30),
            span("a SELECT q", 30, 60),
            span("a SELECT p", 70, 90));
    Retiming half =
        new Retiming(
            List.of(
                new Edit.Cached(target("a SELECT p"), 0.5),
                new Edit.Cached(target("a SELECT q"), 0.5)),
            NOTHING_KNOWN);
    Set<Long> outcomes = new TreeSet<>();
    for (int turn = 0; turn < 64; turn++) {
      outcomes.add(half.rootNanos(tree.sample(), turn / 64.0));
    }
    assertThat(outcomes)
        .as("the first p and q together or not, the second p for itself")
        .isSubsetOf(100L, 80L, 50L, 30L)
        .contains(100L, 50L)
        .hasSizeGreaterThan(2);
  }

  @Test
  void messagesAndLateChildrenDoNotBlock() {
    Tree message =
        span(
            "a root",
            0,
            100,
            span("a publish", 10, 60, span("m process", 30, 500).kind(SpanKind.CONSUMER))
                .kind(SpanKind.PRODUCER));
    assertThat(retimed(message, new Edit.Removed(target("m process")))).isEqualTo(100);
    assertThat(retimed(message, faster("a publish", 2))).isEqualTo(75);
    Tree late = span("a root", 0, 100, span("a task", 40, 400));
    assertThat(retimed(late, faster("a task", 9))).isEqualTo(100);
    Tree outside = span("a root", 0, 100, span("a before", -50, -10), span("a after", 100, 120));
    assertThat(retimed(outside, faster("a after", 9), faster("a before", 9))).isEqualTo(100);
  }

  @Test
  void anAnswerThatOutlivesItsCallShrinksInProportion() {
    Tree tree =
        span(
            "a root",
            0,
            100,
            span("a call", 10, 90, span("b answer", 10, 110).kind(SpanKind.SERVER))
                .kind(SpanKind.CLIENT));
    assertThat(retimed(tree)).isEqualTo(100);
    assertThat(retimed(tree, faster("b answer", 2))).as("80 of its 100 are seen").isEqualTo(60);
  }

  @Test
  void targetsCanBeNarrowed() {
    Tree entry = span("b GET", 10, 50, span("b SELECT", 20, 40).statement("select 1"));
    Tree other = span("b PUT", 50, 90, span("b SELECT", 60, 80).statement("select 2"));
    Tree tree = span("a root", 0, 100, entry.kind(SpanKind.SERVER), other.kind(SpanKind.SERVER));
    Edit.Target all = target("b SELECT");
    assertThat(retimed(tree, new Edit.Faster(all, 2))).isEqualTo(80);
    Edit.Target ofGet =
        new Edit.Target(all.service(), all.operation(), new OperationName("GET"), "");
    assertThat(retimed(tree, new Edit.Faster(ofGet, 4))).isEqualTo(85);
    Edit.Target second = new Edit.Target(all.service(), all.operation(), null, "select 2");
    assertThat(retimed(tree, new Edit.Faster(second, 2))).isEqualTo(90);
  }

  @Test
  void deepAndWideTracesNeedNoStack() {
    int depth = 200_000;
    List<TraceSpan> spans = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      Tree one = span("a op", 10L * i, 20L * depth - 10L * i);
      spans.add(moved(one.sample().root(), i - 1));
    }
    TraceSample deep = new TraceSample(one().id(), 0, 1, spans);
    assertThat(new Retiming(List.of(faster("a op", 2)), NOTHING_KNOWN).rootNanos(deep))
        .as("every span has 10 before and 10 after its child, the last has 20")
        .isEqualTo(10L * depth);
    List<Tree> kids = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      kids.add(span("b y", 10L * i, 10L * i + 8));
    }
    assertThat(retimed(span("a root", 0, 1_000_000, kids), faster("b y", 2))).isEqualTo(600_000);
  }

  private static TraceSample one() {
    return span("a op", 0, 1).sample();
  }

  private static TraceSpan moved(TraceSpan span, int parent) {
    return new TraceSpan(
        span.id(),
        parent,
        0,
        span.where(),
        span.kind(),
        span.startNanos(),
        span.endNanos(),
        0,
        false,
        null,
        "",
        -1,
        "",
        "",
        span.attributes());
  }
}
