package dev.headroom.slo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The minutes that corrections leave out, as stretches that do not overlap. Immutable.
final class CorrectedMinutes {
  private final long[] from;
  private final long[] to;

  CorrectedMinutes(List<Correction> corrections) {
    List<long[]> merged = new ArrayList<>();
    corrections.stream()
        .map(each -> new long[] {floor(each), ceiling(each)})
        .sorted(Comparator.comparingLong(each -> each[0]))
        .forEach(each -> {
          if (!merged.isEmpty() && merged.getLast()[1] >= each[0]) {
            merged.getLast()[1] = Math.max(merged.getLast()[1], each[1]);
          } else {
            merged.add(each);
          }
        });
    from = merged.stream().mapToLong(each -> each[0]).toArray();
    to = merged.stream().mapToLong(each -> each[1]).toArray();
  }

  private static long floor(Correction correction) {
    return Math.floorDiv(correction.window().from().getEpochSecond(), 60);
  }

  private static long ceiling(Correction correction) {
    return -Math.floorDiv(-correction.window().to().getEpochSecond(), 60);
  }

  boolean contains(long minute) {
    for (int i = 0; i < from.length; i++) {
      if (minute >= from[i] && minute < to[i]) {
        return true;
      }
    }
    return false;
  }

  /// How many minutes of a stretch are left out.
  long within(long start, long end) {
    long minutes = 0;
    for (int i = 0; i < from.length; i++) {
      minutes += Math.max(0, Math.min(end, to[i]) - Math.max(start, from[i]));
    }
    return minutes;
  }
}
