package dev.headroom.analysis.memory;

import dev.headroom.analysis.Grid;
import dev.headroom.analysis.PlainNumbers;
import dev.headroom.analysis.Words;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A heap that was full: what collections left filled it. Whatever fills a heap within minutes
/// leaves no time to see a trend.
///
/// @param from the first slice of the longest time in which it was
/// @param slices how many there are
record HeapFull(HeapHistory heap, int from, int slices) {
  /// From this part of the limit on, collections free next to nothing.
  static final double FULL = 0.95;

  /// For so many slices in a row.
  static final int SLICES_MIN = 2;

  /// The instance that was full for longest; null when none was.
  static @Nullable HeapFull longest(Collection<HeapHistory> heaps) {
    HeapFull longest = null;
    for (HeapHistory heap : heaps) {
      HeapFull one = of(heap);
      if (one != null && (longest == null || one.slices > longest.slices)) {
        longest = one;
      }
    }
    return longest;
  }

  private static @Nullable HeapFull of(HeapHistory heap) {
    int from = -1;
    int most = 0;
    int run = 0;
    double[] alive = heap.alive();
    for (int i = 0; i < alive.length; i++) {
      run = alive[i] >= FULL * heap.limit() ? run + 1 : 0;
      if (run > most) {
        most = run;
        from = i - run + 1;
      }
    }
    return heap.measured() && most >= SLICES_MIN ? new HeapFull(heap, from, most) : null;
  }

  Finding finding(String analysis, ServiceName service, Grid grid) {
    double alive = heap.alive()[from];
    String seen = Words.seconds((double) slices * grid.step());
    return new Finding(
        analysis,
        Subject.of(service),
        "The heap of "
            + service
            + " was full for "
            + seen
            + ": after collections "
            + Words.bytes(alive)
            + " of "
            + Words.bytes(heap.limit())
            + " stayed alive.",
        Severity.CRITICAL,
        0.9,
        Impact.UNKNOWN,
        List.of(
            grid.series("Alive after collections of " + heap.instance(), "By", heap.alive(), 1)),
        List.of(
            new Remedy(
                "Have a heap dump written when memory runs out and look at what keeps the most;"
                    + " bound the collection or cache that grew.",
                Level.MEDIUM,
                Level.LOW,
                List.of())),
        "after collections at least "
            + PlainNumbers.percent(FULL)
            + " of the limit stay alive in at least "
            + SLICES_MIN
            + " slices in a row. Seen: "
            + PlainNumbers.percent(alive / heap.limit())
            + " for "
            + seen,
        "The claim is wrong if the heap was meant to be filled so far, by a cache that gives way.",
        new Coverage(grid.window(from, from + slices), slices, "slices with a full heap", 1));
  }
}
