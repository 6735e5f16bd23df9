package dev.headroom.store.embedded;

import dev.headroom.base.Resolution;
import dev.headroom.rollup.RollupKind;
import dev.headroom.store.embedded.Partition.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which rows of which partitions answer a query: the coarsest slices that serve the step and the
/// edges of the window, each stored row at most once.
///
/// @param ranges of slice starts, by partition
record ReadPlan(Map<Partition, List<Range>> ranges) {

  /// @param from seconds since the epoch, inclusive
  /// @param to exclusive
  record Range(long from, long to) {
    boolean isEmpty() {
      return from >= to;
    }
  }

  /// Plans for the minutes from `from` to `to` (exclusive).
  ///
  /// @param kind whose minutes may be kept for a time of their own
  /// @param step in seconds; 0 for all in one
  static ReadPlan of(Layout layout, RollupKind kind, long from, long to, long step) {
    Map<Partition, List<Range>> ranges = new TreeMap<>();
    Sort minuteSort = layout.minutes(kind);
    Range window = new Range(from, to);
    add(ranges, layout, Sort.STAGE, window);
    Range days = new Range(0, 0);
    if (step % Resolution.DAY.seconds() == 0) {
      days = whole(Resolution.DAY, from, Math.min(to, layout.daysUntil()));
    }
    for (Range rest : around(window, days)) {
      Range hours =
          step % Resolution.HOUR.seconds() == 0
              ? whole(Resolution.HOUR, rest.from, rest.to)
              : new Range(rest.from, rest.from);
      addHours(ranges, layout, minuteSort, hours);
      for (Range minutes : around(rest, hours)) {
        addMinutes(ranges, layout, minuteSort, minutes);
      }
    }
    add(ranges, layout, Sort.DAY, days);
    return new ReadPlan(ranges);
  }

  private static Range whole(Resolution resolution, long from, long to) {
    return new Range(resolution.floor(from + resolution.seconds() - 1), resolution.floor(to));
  }

  private static List<Range> around(Range outer, Range inner) {
    if (inner.isEmpty()) {
      return List.of(outer);
    }
    return List.of(new Range(outer.from, inner.from), new Range(inner.to, outer.to));
  }

  /// Where the minutes are gone, an hour counts when its start is inside.
  private static void addMinutes(
      Map<Partition, List<Range>> ranges, Layout layout, Sort sort, Range minutes) {
    for (Range gone : addPresent(ranges, layout, sort, minutes)) {
      addHours(ranges, layout, sort, gone);
    }
  }

  /// Where the hours are gone, minutes that are kept longer stand in for them, else days.
  private static void addHours(
      Map<Partition, List<Range>> ranges, Layout layout, Sort minutes, Range hours) {
    for (Range gone : addPresent(ranges, layout, Sort.HOUR, hours)) {
      List<Range> rest =
          minutes == Sort.SLI ? addPresent(ranges, layout, minutes, gone) : List.of(gone);
      rest.forEach(range -> add(ranges, layout, Sort.DAY, range));
    }
  }

  /// Adds what there is of a sort.
  ///
  /// @return the stretches of which it was dropped
  private static List<Range> addPresent(
      Map<Partition, List<Range>> ranges, Layout layout, Sort sort, Range wanted) {
    long border = Math.clamp(layout.from(sort), wanted.from, Math.max(wanted.from, wanted.to));
    List<Range> gone = new ArrayList<>();
    long at = wanted.from;
    for (Partition kept : layout.overlapping(sort, wanted.from, border)) {
      gone.add(new Range(at, Math.max(at, kept.start())));
      at = Math.min(kept.end(), border);
      add(ranges, layout, sort, new Range(Math.max(wanted.from, kept.start()), at));
    }
    gone.add(new Range(at, border));
    add(ranges, layout, sort, new Range(border, wanted.to));
    return gone;
  }

  private static void add(
      Map<Partition, List<Range>> ranges, Layout layout, Sort sort, Range range) {
    if (range.isEmpty()) {
      return;
    }
    for (Partition partition : layout.overlapping(sort, range.from, range.to)) {
      ranges.computeIfAbsent(partition, any -> new ArrayList<>()).add(range);
    }
  }
}
