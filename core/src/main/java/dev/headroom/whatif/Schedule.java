package dev.headroom.whatif;

import dev.headroom.rollup.IntSort;
import java.util.Arrays;
import java.util.function.IntConsumer;

/// When the children of one span start and end once some take another time; scratch that is filled
/// anew for each span. Not thread-safe.
///
/// Children are added in the order of their start, with times after the parent's start. A child
/// starts when the last of those it waits for has ended, and what lay between then lies between
/// still. What it waits for are children that had ended before it began, unless they are known to
/// be independent. Its distance has two parts: the parent's own time, in which no child ran, and
/// time in the shadow of other children, which stays. O(n log n) for few operations, and at most
/// [#MOST_SLOTS] times n.
final class Schedule {
  /// Operations told apart below one parent; the rest counts as one.
  private static final int MOST_SLOTS = 64;

  private final ChildOrder order;
  private final Assumptions assumptions;
  private final IntSort sorter = new IntSort();
  private int size;
  private int[] span = new int[16];
  private long[] from = new long[16];
  private long[] to = new long[16];
  private long[] length = new long[16];
  private long[] end = new long[16];
  private int[] slot = new int[16];
  private int[] alike = new int[16];
  private int[] batch = new int[16];
  private int[] byEnd = new int[16];
  private final IntSort.Order endsBefore = this::endsBefore;

  private final int[] slotOperation = new int[MOST_SLOTS];
  private final int[] slotAlike = new int[MOST_SLOTS];
  private final boolean[] slotEnded = new boolean[MOST_SLOTS];
  private final long[] slotNewEnd = new long[MOST_SLOTS];
  private final long[] slotOldEnd = new long[MOST_SLOTS];
  private final long[] slotCovered = new long[MOST_SLOTS];
  private int slots;

  private int absorbed;
  private long covered;
  private long coverEnd;
  private final int[] first = new int[EditTargets.MOST_EDITS];
  private final long[] runStart = new long[EditTargets.MOST_EDITS];

  /// What happens to the parent's own time.
  interface OwnTime {
    /// The own time after which a child started, as it would be.
    long before(int span, long nanos);

    /// The own time after the last child, as it would be.
    long after(long nanos);
  }

  Schedule(ChildOrder order, Assumptions assumptions) {
    this.order = order;
    this.assumptions = assumptions;
  }

  void begin() {
    size = 0;
    slots = 0;
    absorbed = 0;
    covered = 0;
    coverEnd = 0;
  }

  /// Adds a child.
  ///
  /// @param start after the parent's start, not before the start of the one added last
  /// @param finish not before the start
  /// @param newLength how long it would take
  /// @param operation its number by [ChildOrder#number]
  /// @param parallel a bit for each edit that makes it parallel to its like
  /// @param batchedBy the edit that makes it and its like one; -1 for none
  void add(
      int child,
      long start,
      long finish,
      long newLength,
      int operation,
      int parallel,
      int batchedBy) {
    if (size == span.length) {
      grow();
    }
    span[size] = child;
    from[size] = start;
    to[size] = finish;
    length[size] = newLength;
    alike[size] = parallel | (batchedBy < 0 ? 0 : 1 << batchedBy);
    batch[size] = batchedBy;
    slot[size] = slot(operation, alike[size]);
    byEnd[size] = size;
    size++;
  }

  private void grow() {
    int grown = size * 2;
    span = Arrays.copyOf(span, grown);
    from = Arrays.copyOf(from, grown);
    to = Arrays.copyOf(to, grown);
    length = Arrays.copyOf(length, grown);
    end = Arrays.copyOf(end, grown);
    slot = Arrays.copyOf(slot, grown);
    alike = Arrays.copyOf(alike, grown);
    batch = Arrays.copyOf(batch, grown);
    byEnd = Arrays.copyOf(byEnd, grown);
  }

  private int slot(int operation, int parallel) {
    for (int s = 0; s < slots; s++) {
      if (slotOperation[s] == operation && slotAlike[s] == parallel) {
        return s;
      }
    }
    if (slots == MOST_SLOTS) {
      return MOST_SLOTS - 1;
    }
    slotOperation[slots] = operation;
    slotAlike[slots] = parallel;
    slotEnded[slots] = false;
    slotNewEnd[slots] = 0;
    return slots++;
  }

  private boolean endsBefore(int a, int b) {
    return to[a] != to[b] ? to[a] < to[b] : a < b;
  }

  /// Makes one of those that an edit batches: the first takes as long as the longest.
  ///
  /// @param dropped is told of each span that is no more
  void batch(IntConsumer dropped) {
    Arrays.fill(first, -1);
    for (int i = 0; i < size; i++) {
      int edit = batch[i];
      if (edit >= 0 && first[edit] < 0) {
        first[edit] = i;
      } else if (edit >= 0) {
        length[first[edit]] = Math.max(length[first[edit]], length[i]);
        length[i] = 0;
        dropped.accept(span[i]);
      }
    }
  }

  /// How long the parent takes now.
  ///
  /// @param parent number of its operation
  /// @param oldNanos how long it took
  long run(int parent, long oldNanos, OwnTime own) {
    sorter.sort(byEnd, 0, size, endsBefore);
    long lastOld = 0;
    long lastNew = 0;
    for (int c = 0; c < size; c++) {
      absorb(c);
      end[c] = Math.addExact(start(parent, c, own), length[c]);
      cover(c);
      lastOld = Math.max(lastOld, to[c]);
      lastNew = Math.max(lastNew, end[c]);
    }
    return lastNew + own.after(oldNanos - lastOld);
  }

  /// Notes all that had ended when a child began.
  private void absorb(int child) {
    while (absorbed < size) {
      int d = byEnd[absorbed];
      if (to[d] > from[child] || (to[d] == from[child] && d >= child)) {
        return;
      }
      int s = slot[d];
      slotEnded[s] = true;
      slotNewEnd[s] = Math.max(slotNewEnd[s], end[d]);
      slotOldEnd[s] = to[d];
      slotCovered[s] = covered(to[d]);
      absorbed++;
    }
  }

  private long start(int parent, int c, OwnTime own) {
    long release = 0;
    long oldRelease = 0;
    long oldCovered = 0;
    long likeEnded = -1;
    for (int s = 0; s < slots; s++) {
      if (!slotEnded[s]) {
        continue;
      }
      boolean like = (slotAlike[s] & alike[c]) != 0;
      likeEnded = like ? Math.max(likeEnded, slotOldEnd[s]) : likeEnded;
      boolean parallel = like && batch[c] < 0;
      if (!parallel && order.waits(parent, slotOperation[s], slotOperation[slot[c]])) {
        release = Math.max(release, slotNewEnd[s]);
        if (slotOldEnd[s] >= oldRelease) {
          oldRelease = slotOldEnd[s];
          oldCovered = slotCovered[s];
        }
      }
    }
    long shadow = covered(from[c]) - oldCovered;
    long ownBefore = from[c] - oldRelease - shadow;
    boolean follows = likeEnded >= oldRelease && likeEnded >= 0;
    if (batch[c] >= 0) {
      return follows && !assumptions.batchOverheadStays()
          ? release + shadow
          : release + shadow + own.before(span[c], ownBefore);
    }
    if (alike[c] == 0) {
      return release + shadow + own.before(span[c], ownBefore);
    }
    return startTogether(c, follows, release + (follows ? 0 : shadow), ownBefore, own);
  }

  /// The start of a child that is made parallel to its like.
  private long startTogether(int c, boolean follows, long release, long ownBefore, OwnTime own) {
    int edit = Integer.numberOfTrailingZeros(alike[c]);
    if (follows && !assumptions.parallelOverheadStays()) {
      return runStart[edit];
    }
    long start = release + own.before(span[c], ownBefore);
    if (!follows) {
      runStart[edit] = start;
    }
    return start;
  }

  private void cover(int c) {
    if (to[c] > coverEnd) {
      covered += to[c] - Math.max(from[c], coverEnd);
      coverEnd = to[c];
    }
  }

  /// How much of the time up to a moment was covered by children; the moment is not before the
  /// start of the last child that was covered.
  private long covered(long moment) {
    return moment >= coverEnd ? covered : covered - (coverEnd - moment);
  }

  /// How much of the parent's time was covered by children, after [#run].
  long covered() {
    return covered;
  }
}
