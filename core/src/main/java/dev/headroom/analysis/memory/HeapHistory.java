package dev.headroom.analysis.memory;

import dev.headroom.analysis.MetricSeries;
import dev.headroom.analysis.Metrics;
import dev.headroom.base.ServiceName;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What stayed alive on the heap of one instance.
///
/// @param measured whether it is what collections of the old generation left
///   (`jvm.memory.used_after_last_gc`); else the least that was seen in use
/// @param alive bytes per slice; NaN where nothing was told
/// @param limit bytes; NaN when not told
record HeapHistory(String instance, boolean measured, double[] alive, double limit) {
  static final String USED = "jvm.memory.used";
  static final String AFTER = "jvm.memory.used_after_last_gc";
  static final String LIMIT = "jvm.memory.limit";

  /// So many different values say that the old generation really is collected.
  private static final int COLLECTIONS_MIN = 4;

  static Map<String, HeapHistory> of(Metrics metrics, ServiceName service) {
    Map<String, double[]> used =
        metrics.sum(service, USED, HeapHistory::old, rollup -> rollup.min());
    Map<String, double[]> after =
        metrics.sum(
            service,
            AFTER,
            HeapHistory::old,
            rollup -> rollup.last() > 0 ? rollup.last() : Double.NaN);
    Map<String, HeapHistory> histories = new TreeMap<>();
    Stream.concat(used.keySet().stream(), after.keySet().stream())
        .distinct()
        .forEach(instance -> {
          double[] left = after.get(instance);
          boolean measured = left != null && distinct(left) >= COLLECTIONS_MIN;
          double[] alive = measured ? left : used.get(instance);
          if (alive != null) {
            histories.put(
                instance,
                new HeapHistory(instance, measured, alive, limit(metrics, service, instance)));
          }
        });
    return histories;
  }

  private static String onHeap(MetricSeries series) {
    return series.attribute("jvm.memory.type").equals("heap") ? Metrics.instance(series) : "";
  }

  /// The instance for pools of the heap in which objects stay; what is in the others is mostly
  /// garbage that waits for the next collection.
  private static String old(MetricSeries series) {
    return isYoung(series) ? "" : onHeap(series);
  }

  private static boolean isYoung(MetricSeries series) {
    String pool = series.attribute("jvm.memory.pool.name").toLowerCase(Locale.ROOT);
    return pool.contains("eden") || pool.contains("survivor") || pool.contains("young");
  }

  private static long distinct(double[] values) {
    return Arrays.stream(values).filter(value -> !Double.isNaN(value)).distinct().count();
  }

  /// Pools without a limit of their own send none; the largest pool's limit bounds the heap.
  private static double limit(Metrics metrics, ServiceName service, String instance) {
    double largest = Double.NaN;
    for (MetricSeries series : metrics.of(service, LIMIT)) {
      if (onHeap(series).equals(instance) && !series.points().isEmpty()) {
        double limit = series.points().getLast().value().max();
        largest = Double.isNaN(largest) ? limit : Math.max(largest, limit);
      }
    }
    return largest;
  }

  /// Where the present run of the process begins: after the last gap, and after the last fall to
  /// less than half of what was alive before (a restart, or what was kept was let go).
  ///
  /// @param gap so many slices without values end a run
  int runStart(int gap) {
    int start = -1;
    int last = -1;
    double most = 0;
    for (int i = 0; i < alive.length; i++) {
      if (Double.isNaN(alive[i])) {
        continue;
      }
      if (start < 0 || i - last > gap || alive[i] < most / 2) {
        start = i;
        most = 0;
      }
      most = Math.max(most, alive[i]);
      last = i;
    }
    return start < 0 || alive.length - last > gap ? alive.length : start;
  }

  /// The least of each block of so many slices, from a slice on.
  double[] blocks(int from, int length) {
    double[] blocks = new double[(alive.length - from) / length];
    for (int block = 0; block < blocks.length; block++) {
      double least = Double.NaN;
      int begin = alive.length - (blocks.length - block) * length;
      for (int i = begin; i < begin + length; i++) {
        least =
            Double.isNaN(least)
                ? alive[i]
                : Math.min(least, Double.isNaN(alive[i]) ? least : alive[i]);
      }
      blocks[block] = least;
    }
    return blocks;
  }
}
