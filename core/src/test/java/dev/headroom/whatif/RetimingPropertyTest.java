package dev.headroom.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.finding.Edit;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.SiblingOrder.Verdict;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random trees with gaps, overlaps, instants, messages and children outside their parents.
class RetimingPropertyTest {
  private static final int ROUNDS = 1_000;
  private static final SiblingOrder NOTHING_KNOWN = SiblingOrder.of(List.of());
  private static final List<SiblingOrder> ORDERS = orders();

  private static Tree tree(Random random, int depth, long from, long to) {
    List<Tree> kids = new ArrayList<>();
    int count = depth == 0 ? 0 : random.nextInt(5);
    for (int i = 0; i < count; i++) {
      long length = Math.max(1, to - from);
      long start = from + random.nextLong(length + 1);
      long end = start + (random.nextInt(6) == 0 ? 0 : random.nextLong(length + 1));
      switch (random.nextInt(8)) {
        case 0 -> start -= length;
        case 1 -> end += length;
        case 2 -> end = Math.min(end, to);
        default -> {}
      }
      kids.add(tree(random, depth - 1, start, Math.max(start, end)));
    }
    SpanKind kind = SpanKind.of(1 + random.nextInt(5));
    String name = "s" + random.nextInt(2) + " op" + random.nextInt(4);
    return Tree.span(name, from, to, kids).kind(kind);
  }

  private static Tree tree(Random random) {
    long scale = random.nextBoolean() ? 60 : 5_000_000_000L;
    return tree(random, 1 + random.nextInt(4), 0, random.nextLong(scale) + 1);
  }

  /// What may be known of orders: nothing, or what some random traces teach.
  private static SiblingOrder order(Random random) {
    return ORDERS.get(random.nextInt(ORDERS.size()));
  }

  private static List<SiblingOrder> orders() {
    List<SiblingOrder> orders = new ArrayList<>(List.of(NOTHING_KNOWN));
    for (int i = 0; i < 10; i++) {
      Random random = new Random(i);
      List<TraceSample> traces = new ArrayList<>();
      for (int t = 0; t < 300; t++) {
        traces.add(tree(random).sample(t, 1));
      }
      orders.add(SiblingOrder.ofTraces(traces));
    }
    return orders;
  }

  private static List<Edit> speedups(Random random, double least) {
    List<Edit> edits = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      String name = "s" + random.nextInt(2) + " op" + random.nextInt(4);
      edits.add(new Edit.Faster(Tree.target(name), least + 5 * random.nextDouble()));
    }
    return edits;
  }

  private static Assumptions assumptions(Random random) {
    return new Assumptions(random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), true);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void withoutEditsNothingChanges(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      TraceSample trace = tree(random).sample();
      Retiming still = new Retiming(List.of(), order(random), assumptions(random), null);
      assertThat(still.rootNanos(trace))
          .as("seed %d, round %d: %s", seed, round, trace)
          .isEqualTo(trace.root().durationNanos());
      for (int i = 0; i < trace.spans().size(); i++) {
        assertThat(still.nanos(i)).isEqualTo(trace.spans().get(i).durationNanos());
      }
      Edit elsewhere = new Edit.Removed(Tree.target("other op"));
      assertThat(new Retiming(List.of(elsewhere), NOTHING_KNOWN).rootNanos(trace))
          .isEqualTo(trace.root().durationNanos());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15})
  void fasterNeverMakesATraceLonger(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      TraceSample trace = tree(random).sample();
      SiblingOrder order = order(random);
      Assumptions assumed = assumptions(random);
      List<Edit> some = speedups(random, 1);
      List<Edit> more = new ArrayList<>(some);
      more.addAll(speedups(random, 1));
      long first = new Retiming(some, order, assumed, null).rootNanos(trace);
      long second = new Retiming(more, order, assumed, null).rootNanos(trace);
      assertThat(first)
          .as("seed %d, round %d: %s under %s", seed, round, trace, some)
          .isBetween(0L, trace.root().durationNanos());
      assertThat(second)
          .as("seed %d, round %d: %s under %s", seed, round, trace, more)
          .isBetween(0L, first);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void callsThatGoAwayNeverMakeATraceLonger(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      TraceSample trace = tree(random).sample();
      SiblingOrder order = order(random);
      Edit.Target target = Tree.target("s" + random.nextInt(2) + " op" + random.nextInt(4));
      long before = trace.root().durationNanos();
      long last = before;
      for (double hits : new double[] {0.1, 0.5, 0.9, 1}) {
        long now =
            new Retiming(List.of(new Edit.Cached(target, hits)), order).rootNanos(trace, 0.3);
        assertThat(now).as("seed %d, round %d: %s", seed, round, trace).isBetween(0L, last);
        last = now;
      }
      for (Edit edit :
          List.of(
              new Edit.Removed(target), new Edit.Asynchronous(target), new Edit.Parallel(target))) {
        assertThat(new Retiming(List.of(edit), order, assumptions(random), null).rootNanos(trace))
            .as("seed %d, round %d: %s under %s", seed, round, trace, edit)
            .isBetween(0L, before);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34})
  void agreesWithAPlainReadingOfTheRules(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      TraceSample trace = tree(random, 1 + random.nextInt(4), 0, 1 + random.nextInt(60)).sample();
      SiblingOrder order = order(random);
      List<Edit> edits = speedups(random, 0.2);
      long expected = new Plain(trace, order, edits).nanos(0);
      assertThat(new Retiming(edits, order).rootNanos(trace))
          .as("seed %d, round %d: %s under %s", seed, round, trace, edits)
          .isEqualTo(expected);
    }
  }

  /// The rules, nanosecond by nanosecond and recursive.
  private record Plain(TraceSample trace, SiblingOrder order, List<Edit> edits) {

    long nanos(int index) {
      TraceSpan parent = trace.spans().get(index);
      List<Kid> kids = kids(index, parent);
      long lastOld = 0;
      long lastNew = 0;
      for (int c = 0; c < kids.size(); c++) {
        Kid kid = kids.get(c);
        long release = 0;
        long oldRelease = 0;
        for (int d = 0; d < c; d++) {
          Kid other = kids.get(d);
          if (other.to <= kid.from && waits(parent, other.span, kid.span)) {
            release = Math.max(release, other.newEnd);
            oldRelease = Math.max(oldRelease, other.to);
          }
        }
        long own = 0;
        for (long t = oldRelease; t < kid.from; t++) {
          long moment = t;
          own += kids.stream().noneMatch(k -> k.from <= moment && moment < k.to) ? 1 : 0;
        }
        kid.newEnd = release + (kid.from - oldRelease - own) + scaled(parent, own) + kid.length;
        lastOld = Math.max(lastOld, kid.to);
        lastNew = Math.max(lastNew, kid.newEnd);
      }
      return lastNew + scaled(parent, parent.durationNanos() - lastOld);
    }

    private static final class Kid {
      private final TraceSpan span;
      private final long from;
      private final long to;
      private final long length;
      private long newEnd;

      private Kid(TraceSpan span, long from, long to, long length) {
        this.span = span;
        this.from = from;
        this.to = to;
        this.length = length;
      }
    }

    private List<Kid> kids(int index, TraceSpan parent) {
      List<Kid> kids = new ArrayList<>();
      for (int i = 1; i < trace.spans().size(); i++) {
        TraceSpan span = trace.spans().get(i);
        if (span.parent() == index && Retiming.waitsFor(parent, span)) {
          long from = Math.max(0, span.startNanos() - parent.startNanos());
          long to = Math.min(span.endNanos() - parent.startNanos(), parent.durationNanos());
          long full = span.durationNanos();
          long now = nanos(i);
          boolean whole = to - from == full;
          long length = whole ? now : Math.round((double) (to - from) / full * now);
          kids.add(new Kid(span, from, to, length));
        }
      }
      return kids;
    }

    private boolean waits(TraceSpan parent, TraceSpan first, TraceSpan second) {
      if (first.where().equals(second.where())) {
        return true;
      }
      Verdict verdict = order.between(parent.where(), first.where(), second.where()).verdict();
      return verdict == Verdict.BEFORE || verdict == Verdict.UNKNOWN;
    }

    private long scaled(TraceSpan span, long own) {
      double factor = 1;
      for (Edit edit : edits) {
        if (edit instanceof Edit.Faster faster
            && Tree.target(span.where().service() + " " + span.where().operation())
                .equals(faster.target())) {
          factor *= faster.factor();
        }
      }
      return factor == 1 ? own : Math.round(own / factor);
    }
  }
}
