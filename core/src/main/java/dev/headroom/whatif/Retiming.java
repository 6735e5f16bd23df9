package dev.headroom.whatif;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.finding.Edit;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.SpanKind;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Works out how long traces would have taken under edits.
///
/// A span's time is its own time and the time of the children it waits for. Bottom-up, each span is
/// scheduled anew: a child starts as long after the end of those it waits for as it did, and the
/// span ends as long after its last child as it did. Own time stays unless an edit changes it. So
/// without edits every trace keeps its duration to the nanosecond, and what gets faster never makes
/// a trace longer.
///
/// A child is waited for unless it is a CONSUMER below a PRODUCER, lies wholly outside its parent,
/// or outlives it by more than a tenth of its own duration (the answer to a CLIENT span may outlive
/// it however long). Children are clipped to their parents; a clipped child shrinks in proportion.
///
/// No recursion; O(n log n) per trace, without allocation once the scratch arrays have grown. Not
/// thread-safe.
public final class Retiming {
  private static final int OVERHANG = 10;

  private final EditTargets targets;
  private final ChildOrder order;
  private final Schedule schedule;
  private final @Nullable PoolWaits pools;
  private final Own own = new Own();
  private final boolean batches;

  private List<TraceSpan> spans = List.of();
  private double turn;
  private int[] operation = new int[64];
  private int[] kidsFrom = new int[65];
  private int[] kids = new int[64];
  private int[] at = new int[64];
  private long[] nanos = new long[64];
  private long[] ownNanos = new long[64];
  private long[] inFront = new long[64];
  private boolean[] dropped = new boolean[64];

  /// @param order what is known of the order in which the route's operations work
  public Retiming(List<Edit> edits, SiblingOrder order) {
    this(edits, order, Assumptions.USUAL, null);
  }

  /// @param pools how waiting in front of resized pools changes; null when it does not
  Retiming(
      List<Edit> edits, SiblingOrder order, Assumptions assumptions, @Nullable PoolWaits pools) {
    if (edits.size() > EditTargets.MOST_EDITS) {
      throw new HeadroomException(
          ErrorCode.INVALID, edits.size() + " edits; expected at most " + EditTargets.MOST_EDITS);
    }
    this.targets = new EditTargets(List.copyOf(edits));
    this.order = new ChildOrder(order, assumptions.unknownOrderHolds());
    this.schedule = new Schedule(this.order, assumptions);
    this.pools = pools;
    this.batches = edits.stream().anyMatch(Edit.Batched.class::isInstance);
  }

  /// How long the root would have taken. What the other methods tell is of this trace until the
  /// next call.
  public long rootNanos(TraceSample trace) {
    return rootNanos(trace, 0);
  }

  /// The same for one of several drawings of the calls that a cache answers.
  ///
  /// @param turn 0 to 1; over equally spread turns each call is answered as often as the hit rate
  ///   says
  public long rootNanos(TraceSample trace, double turn) {
    spans = trace.spans();
    this.turn = turn;
    reserve(spans.size());
    targets.match(trace, turn);
    arrange();
    for (int span = spans.size() - 1; span >= 0; span--) {
      retime(span);
    }
    if (batches) {
      dropBelow();
    }
    return nanos[0];
  }

  private void reserve(int size) {
    if (nanos.length < size) {
      int grown = Math.max(size, nanos.length * 2);
      operation = new int[grown];
      kidsFrom = new int[grown + 1];
      kids = new int[grown];
      at = new int[grown];
      nanos = new long[grown];
      ownNanos = new long[grown];
      inFront = new long[grown];
      dropped = new boolean[grown];
    }
  }

  /// Lists the children of each span; they are in the order of their start, as the spans are.
  private void arrange() {
    int size = spans.size();
    Arrays.fill(kidsFrom, 0, size + 1, 0);
    for (int i = 0; i < size; i++) {
      TraceSpan span = spans.get(i);
      operation[i] = order.number(span.where());
      dropped[i] = false;
      inFront[i] = -1;
      if (span.parent() >= 0) {
        kidsFrom[span.parent() + 1]++;
      }
    }
    for (int i = 0; i < size; i++) {
      kidsFrom[i + 1] += kidsFrom[i];
      at[i] = kidsFrom[i];
    }
    for (int i = 1; i < size; i++) {
      kids[at[spans.get(i).parent()]++] = i;
    }
  }

  private void retime(int index) {
    if (targets.gone(index)) {
      nanos[index] = 0;
      ownNanos[index] = 0;
      return;
    }
    TraceSpan span = spans.get(index);
    long duration = span.durationNanos();
    schedule.begin();
    for (int k = kidsFrom[index]; k < kidsFrom[index + 1]; k++) {
      int kid = kids[k];
      if (waitsFor(span, spans.get(kid))) {
        add(span, kid);
      }
    }
    if (batches) {
      schedule.batch(kid -> dropped[kid] = true);
    }
    own.factor = targets.factor(index);
    nanos[index] = schedule.run(operation[index], duration, own);
    ownNanos[index] = own.scaled(duration - schedule.covered());
  }

  private void add(TraceSpan parent, int kid) {
    TraceSpan child = spans.get(kid);
    long from = Math.max(0, child.startNanos() - parent.startNanos());
    long to = Math.min(child.endNanos() - parent.startNanos(), parent.durationNanos());
    schedule.add(
        kid,
        from,
        to,
        targets.detached(kid)
            ? 0
            : Math.min(targets.longest(kid), shown(child, to - from, nanos[kid])),
        operation[kid],
        targets.parallel(kid),
        targets.batch(kid));
  }

  /// How much of a child's new duration its parent waits for.
  private static long shown(TraceSpan child, long visible, long newNanos) {
    long duration = child.durationNanos();
    if (visible == duration) {
      return newNanos;
    }
    return newNanos == duration ? visible : Math.round((double) visible / duration * newNanos);
  }

  static boolean waitsFor(TraceSpan parent, TraceSpan child) {
    if (child.kind() == SpanKind.CONSUMER && parent.kind() == SpanKind.PRODUCER) {
      return false;
    }
    long duration = parent.durationNanos();
    long from = child.startNanos() - parent.startNanos();
    long to = child.endNanos() - parent.startNanos();
    boolean outside = from == to ? from < 0 || from > duration : to <= 0 || from >= duration;
    if (outside) {
      return false;
    }
    boolean answers =
        parent.kind() == SpanKind.CLIENT
            && (child.kind() == SpanKind.SERVER
                || !child.where().service().equals(parent.where().service()));
    return answers || to <= duration || (to - duration) <= child.durationNanos() / OVERHANG;
  }

  /// What is below a dropped span is dropped, too.
  private void dropBelow() {
    for (int i = 1; i < spans.size(); i++) {
      dropped[i] |= dropped[spans.get(i).parent()];
      if (dropped[i]) {
        nanos[i] = 0;
        ownNanos[i] = 0;
      }
    }
  }

  /// Whether any edit touches any span of the trace.
  boolean touched() {
    return targets.any();
  }

  /// How long a span would have taken; 0 when it is no more.
  long nanos(int span) {
    return nanos[span];
  }

  /// How much of that would have been in none of its children.
  long ownNanos(int span) {
    return ownNanos[span];
  }

  /// Whether the span's caller waited for it.
  boolean waited(int span) {
    return inFront[span] >= 0;
  }

  /// The caller's own time right before a span that it waited for, before the edits.
  long inFrontNanos(int span) {
    return inFront[span];
  }

  /// The orders of children that had to be assumed so far.
  List<ChildOrder.Pair> unknownOrders() {
    return order.unknown();
  }

  /// The own time of the span at hand.
  private final class Own implements Schedule.OwnTime {
    private double factor = 1;

    @Override
    public long before(int span, long time) {
      inFront[span] = time;
      if (targets.unmade(span)) {
        return 0;
      }
      int pool = pools == null ? -1 : targets.pool(span);
      if (pool < 0 || pools == null) {
        return scaled(time);
      }
      long wait = pools.waitNanos(pool, time);
      double draw = EditTargets.draw(spans.get(span).id().value(), turn);
      return scaled(time - wait) + pools.newWaitNanos(pool, wait, draw);
    }

    @Override
    public long after(long time) {
      return scaled(time);
    }

    private long scaled(long time) {
      return factor == 1 ? time : Math.round(time / factor);
    }
  }
}
