package dev.headroom.slo;

/// For which minutes it is known what happened. A silence is a stretch without events; one longer
/// than usual for this traffic counts as unknown for its whole length.
///
/// Usual is up to 10 times the mean distance between minutes with events over the period, and 5
/// minutes at any traffic. Corrected minutes are neither asked for nor part of a silence; nor are
/// those before the first event and after now.
final class Coverage {
  private static final long USUAL_MINUTES = 5;
  private static final double USUAL_GAPS = 10;
  private static final long ALL_MINUTES = (1L << MinuteCounts.HOUR) - 1;

  private final MinuteCounts counts;
  private final CorrectedMinutes corrected;
  private long knownFrom;
  private long end;
  private double usual;
  private long[] from = new long[8];
  private long[] to = new long[8];
  private int silences;

  Coverage(MinuteCounts counts, CorrectedMinutes corrected) {
    this.counts = counts;
    this.corrected = corrected;
  }

  /// Looks at everything from `start` up to `now`.
  void measure(long start, long now) {
    silences = 0;
    end = now;
    knownFrom = Math.max(start, Math.max(counts.firstEvent(), counts.oldestMinute()));
    if (knownFrom >= end) {
      knownFrom = end;
      return;
    }
    usual = Math.max(USUAL_MINUTES, USUAL_GAPS * asked(knownFrom, end) / Math.max(1, active()));
    findSilences();
  }

  private long active() {
    long active = 0;
    for (long hour = counts.hourOf(knownFrom); hour <= counts.hourOf(end - 1); hour++) {
      active += Long.bitCount(bits(hour));
    }
    return active;
  }

  private long bits(long hour) {
    long bits = counts.activeMinutes(hour);
    long start = counts.startOf(hour);
    if (knownFrom > start) {
      bits &= -1L << (knownFrom - start);
    }
    return end - start >= MinuteCounts.HOUR ? bits : bits & ((1L << (end - start)) - 1);
  }

  private void findSilences() {
    long silentFrom = knownFrom;
    for (long hour = counts.hourOf(knownFrom); hour <= counts.hourOf(end - 1); hour++) {
      long start = counts.startOf(hour);
      long bits = bits(hour);
      if (bits == ALL_MINUTES && silentFrom == start) {
        silentFrom = start + MinuteCounts.HOUR;
        continue;
      }
      while (bits != 0) {
        int event = Long.numberOfTrailingZeros(bits);
        silence(silentFrom, start + event);
        int events = Long.numberOfTrailingZeros(~(bits >>> event));
        silentFrom = start + event + events;
        bits &= -1L << (event + events);
      }
    }
    silence(silentFrom, end);
  }

  private void silence(long start, long stop) {
    if (stop - start <= usual || asked(start, stop) <= usual) {
      return;
    }
    if (silences == from.length) {
      from = java.util.Arrays.copyOf(from, silences * 2);
      to = java.util.Arrays.copyOf(to, silences * 2);
    }
    from[silences] = start;
    to[silences++] = stop;
  }

  /// The first minute that is asked for; [#end] when there were no events.
  long knownFrom() {
    return knownFrom;
  }

  /// The length of silence, in minutes, up to which the traffic is thought to be just low.
  double usualSilence() {
    return usual;
  }

  /// Minutes of a stretch that should be known: since the first event, less corrections.
  long asked(long start, long stop) {
    long first = Math.max(start, knownFrom);
    long last = Math.min(stop, end);
    return first >= last ? 0 : last - first - corrected.within(first, last);
  }

  /// Minutes of a stretch that are known.
  long known(long start, long stop) {
    long known = asked(start, stop);
    for (int i = 0; i < silences; i++) {
      if (from[i] < stop && to[i] > start) {
        known -= asked(Math.max(start, from[i]), Math.min(stop, to[i]));
      }
    }
    return known;
  }

  /// The share of a stretch that is known; NaN when nothing of it is asked for.
  double share(long start, long stop) {
    long asked = asked(start, stop);
    return asked == 0 ? Double.NaN : known(start, stop) / (double) asked;
  }
}
