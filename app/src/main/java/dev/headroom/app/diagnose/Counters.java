package dev.headroom.app.diagnose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// Turns streams of cumulative values into increases; a value below the one before is a restart.
final class Counters {
  private final Map<Object, List<Reading>> streams = new HashMap<>();

  /// @param parts what grows: counts, sums, buckets
  record Reading(long timeNanos, double[] parts) {}

  void add(Object stream, Reading reading) {
    streams.computeIfAbsent(stream, _ -> new ArrayList<>()).add(reading);
  }

  /// Hands on the stream and each increase, in order of time within a stream.
  void increases(BiConsumer<Object, Reading> sink) {
    streams.forEach((stream, readings) -> {
      readings.sort(Comparator.comparingLong(Reading::timeNanos));
      for (int i = 1; i < readings.size(); i++) {
        sink.accept(stream, increase(readings.get(i - 1), readings.get(i)));
      }
    });
  }

  private static Reading increase(Reading before, Reading now) {
    int size = now.parts().length;
    boolean same = before.parts().length == size && before.parts()[0] <= now.parts()[0];
    double[] parts = now.parts().clone();
    for (int i = 0; same && i < size; i++) {
      parts[i] -= before.parts()[i];
    }
    return new Reading(now.timeNanos(), parts);
  }

  /// Adds up parts by minute.
  static final class Minutes {
    private static final long MINUTE = 60_000_000_000L;

    private final TreeMap<Long, double[]> cells = new TreeMap<>();

    void add(Reading reading) {
      long minute = Math.floorDiv(reading.timeNanos(), MINUTE) * MINUTE;
      cells.merge(minute, reading.parts().clone(), Minutes::sum);
    }

    private static double[] sum(double[] a, double[] b) {
      double[] longer = a.length >= b.length ? a : b;
      double[] shorter = a.length >= b.length ? b : a;
      for (int i = 0; i < shorter.length; i++) {
        longer[i] += shorter[i];
      }
      return longer;
    }

    SortedMap<Long, double[]> cells() {
      return cells;
    }
  }
}
