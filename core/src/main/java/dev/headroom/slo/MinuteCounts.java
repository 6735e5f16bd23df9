package dev.headroom.slo;

import java.util.Arrays;

/// What one objective counted: minutes for as long as the burn windows reach back, hours for the
/// whole period beyond, in arrays of fixed size. Any stretch of time is summed in some hundred
/// additions.
///
/// Minutes are kept as 32-bit floats, exact up to 16.7 million events a minute. An "hour" starts
/// where the period does, which in some time zones is not at the full hour.
///
/// Not thread-safe.
final class MinuteCounts {
  static final int HOUR = 60;

  /// How far apart a share and its target must be to differ: counts are floats.
  private static final double SHARE_TOLERANCE = 1e-7;

  private final Budgeting budgeting;
  private final CorrectedMinutes corrected;
  private final int slice;
  private final int phase;
  private final int ringHours;
  private final float[] total;
  private final float[] bad;
  private final double[] hourTotal;
  private final double[] hourBad;

  /// A bit for each minute of the hour that had events.
  private final long[] active;

  private final float[] newTotal = new float[HOUR];
  private final float[] newBad = new float[HOUR];
  private final Tally scratch = new Tally();
  private long newestHour = Long.MIN_VALUE;
  private long firstEvent = Long.MAX_VALUE;

  /// @param phase the minute of the hour at which hours start
  /// @param minuteHours for how many hours minutes are kept
  /// @param hours how many hours are kept at least, above 1
  MinuteCounts(
      Budgeting budgeting, CorrectedMinutes corrected, int phase, int minuteHours, int hours) {
    this.budgeting = budgeting;
    this.corrected = corrected;
    this.slice =
        switch (budgeting) {
          case Budgeting.Occurrences() -> 1;
          case Budgeting.Timeslices each -> (int) each.slice().toMinutes();
          case Budgeting.RatioTimeslices each -> (int) each.slice().toMinutes();
        };
    this.phase = phase;
    this.ringHours = minuteHours;
    this.total = new float[minuteHours * HOUR];
    this.bad = new float[minuteHours * HOUR];
    // A power of two, so that finding an hour needs no division.
    int slots = Integer.highestOneBit(hours - 1) << 1;
    this.hourTotal = new double[slots];
    this.hourBad = new double[slots];
    this.active = new long[slots];
  }

  /// Whether events are counted, rather than slices of time.
  boolean countsEvents() {
    return budgeting instanceof Budgeting.Occurrences;
  }

  int sliceMinutes() {
    return slice;
  }

  long hourOf(long minute) {
    return Math.floorDiv(minute - phase, HOUR);
  }

  long startOf(long hour) {
    return hour * HOUR + phase;
  }

  /// The first minute of the oldest hour that is kept.
  long oldestMinute() {
    return startOf(newestHour - hourTotal.length + 1);
  }

  /// The first minute that ever had events, [Long#MAX_VALUE] for none.
  long firstEvent() {
    return firstEvent;
  }

  /// Bits of the minutes of an hour that had events.
  long activeMinutes(long hour) {
    return active[hourSlot(hour)];
  }

  double hourTotal(long hour) {
    return hourTotal[hourSlot(hour)];
  }

  double hourBad(long hour) {
    return hourBad[hourSlot(hour)];
  }

  private int hourSlot(long hour) {
    return (int) hour & (hourTotal.length - 1);
  }

  private int minuteSlot(long minute) {
    return (int) Math.floorMod(minute - phase, (long) total.length);
  }

  private boolean hasMinutes(long hour) {
    return hour > newestHour - ringHours;
  }

  /// Makes room up to this minute, exclusive; what is new has no events.
  void advanceTo(long end) {
    long hour = hourOf(end - 1);
    if (hour <= newestHour) {
      return;
    }
    long from = newestHour == Long.MIN_VALUE ? hour - hourTotal.length : newestHour;
    for (long each = Math.max(from, hour - hourTotal.length) + 1; each <= hour; each++) {
      int slot = hourSlot(each);
      hourTotal[slot] = 0;
      hourBad[slot] = 0;
      active[slot] = 0;
    }
    for (long each = Math.max(from, hour - ringHours) + 1; each <= hour; each++) {
      int slot = minuteSlot(startOf(each));
      Arrays.fill(total, slot, slot + HOUR, 0);
      Arrays.fill(bad, slot, slot + HOUR, 0);
    }
    newestHour = hour;
  }

  /// Replaces everything from minute `from` on by that part of the series.
  void replace(SliSeries series, long from, long to) {
    if (from >= to) {
      return;
    }
    advanceTo(to);
    long first = Math.max(hourOf(from), newestHour - hourTotal.length + 1);
    for (long hour = first; hour <= newestHour; hour++) {
      replaceHour(series, hour, from, to);
    }
  }

  private void replaceHour(SliSeries series, long hour, long from, long to) {
    long start = startOf(hour);
    int slot = minuteSlot(start);
    int kept = (int) Math.max(0, from - start);
    if (hasMinutes(hour)) {
      System.arraycopy(total, slot, newTotal, 0, kept);
      System.arraycopy(bad, slot, newBad, 0, kept);
    } else if (kept > 0 && activeMinutes(hour) != 0) {
      // Its minutes are gone, so a part of it cannot be replaced.
      return;
    } else {
      Arrays.fill(newTotal, 0, kept, 0);
      Arrays.fill(newBad, 0, kept, 0);
    }
    for (int i = kept; i < HOUR; i++) {
      take(series, start + i, to, i);
    }
    if (hasMinutes(hour)) {
      System.arraycopy(newTotal, 0, total, slot, HOUR);
      System.arraycopy(newBad, 0, bad, slot, HOUR);
    }
    sumHour(hour);
  }

  private void take(SliSeries series, long minute, long to, int at) {
    newTotal[at] = 0;
    newBad[at] = 0;
    if (minute >= to || corrected.contains(minute)) {
      return;
    }
    int index = (int) (minute - series.firstMinute());
    double events = series.total(index);
    if (events > 0) {
      newTotal[at] = (float) events;
      newBad[at] = (float) Math.max(0, events - series.good(index));
      firstEvent = Math.min(firstEvent, minute);
    }
  }

  private void sumHour(long hour) {
    scratch.total = 0;
    scratch.bad = 0;
    long bits = 0;
    for (int i = 0; i < HOUR; i += slice) {
      addSlice(newTotal, newBad, i, i + slice, scratch);
    }
    for (int i = 0; i < HOUR; i++) {
      bits |= newTotal[i] > 0 ? 1L << i : 0;
    }
    int slot = hourSlot(hour);
    hourTotal[slot] = scratch.total;
    hourBad[slot] = scratch.bad;
    active[slot] = bits;
  }

  private void addSlice(float[] totals, float[] bads, int from, int to, Tally into) {
    double events = 0;
    double failed = 0;
    for (int i = from; i < to; i++) {
      events += totals[i];
      failed += bads[i];
    }
    if (events == 0) {
      return;
    }
    switch (budgeting) {
      case Budgeting.Occurrences() -> into.add(events, failed);
      case Budgeting.Timeslices each ->
          into.add(1, 1 - failed / events < each.target() - SHARE_TOLERANCE ? 1 : 0);
      case Budgeting.RatioTimeslices _ -> into.add(1, Math.min(1, failed / events));
    }
  }

  /// Where a sum from this minute on really starts: at the start of its slice, or of its hour where
  /// minutes are no longer kept.
  long alignedStart(long from) {
    long hour = hourOf(from);
    if (!hasMinutes(hour)) {
      return Math.max(startOf(hour), oldestMinute());
    }
    long start = startOf(hour);
    return start + (from - start) / slice * slice;
  }

  /// Adds up what is between two minutes, from [#alignedStart] on. A slice that is not over counts
  /// as far as it is known.
  void sum(long from, long to, Tally into) {
    long at = alignedStart(from);
    while (at < to) {
      long hour = hourOf(at);
      long next = startOf(hour + 1);
      boolean whole =
          at == startOf(hour) && (next <= to || (hour == newestHour && !eventsAfter(to)));
      if (whole || !hasMinutes(hour)) {
        into.add(hourTotal(hour), hourBad(hour));
      } else {
        int slot = minuteSlot(startOf(hour));
        int end = slot + (int) (Math.min(to, next) - startOf(hour));
        for (int i = slot + (int) (at - startOf(hour)); i < end; i += slice) {
          addSlice(total, bad, i, Math.min(end, i + slice), into);
        }
      }
      at = next;
    }
  }

  /// Whether the newest hour has events at or after this minute of it.
  private boolean eventsAfter(long minute) {
    return activeMinutes(newestHour) >>> (minute - startOf(newestHour)) != 0;
  }
}
