package dev.headroom.analysis.diagnosis;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Ochiai spectrum over the traces of the incident: ef / √((ef + nf)(ef + ep)), where a node "takes
/// part" in a trace (e) when its visit is abnormal, that is failed or longer than 95 % of its
/// visits in the baseline, and a trace is bad (f) when the target's visit is, or anybody's if the
/// whole system is asked. Versions are compared by their shares of abnormal visits.
final class Spectrum {
  private static final int TRACES_MIN = 5;

  private final Map<String, Counts> nodes = new TreeMap<>();
  private final Map<String, Map<String, int[]>> versions = new TreeMap<>();
  private int bad;

  /// Traces in which the node was abnormal.
  private static final class Counts {
    private int bad;
    private int good;
  }

  Spectrum(List<TraceFact> traces, Question question, Windows windows) {
    Map<String, double[]> limits = limits(traces, windows);
    boolean latency = question.metric() == Signal.LATENCY;
    for (TraceFact trace : traces) {
      if (windows.contains(trace.startNanos())) {
        count(trace, question.target(), latency, limits);
      }
    }
  }

  private static Map<String, double[]> limits(List<TraceFact> traces, Windows windows) {
    Map<String, double[]> durations = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (TraceFact trace : traces) {
      if (windows.calm(trace.startNanos())) {
        trace
            .visits()
            .forEach((node, visit) -> {
              int at = counts.merge(node, 1, Integer::sum) - 1;
              double[] known = durations.getOrDefault(node, new double[16]);
              if (at == known.length) {
                known = Arrays.copyOf(known, at * 2);
              }
              known[at] = visit.durationNanos();
              durations.put(node, known);
            });
      }
    }
    Map<String, double[]> limits = new HashMap<>();
    durations.forEach((node, known) -> {
      double[] sorted = Numbers.sorted(Arrays.copyOf(known, counts.getOrDefault(node, 0)));
      limits.put(node, new double[] {Numbers.quantile(sorted, 0.95) * 1.1});
    });
    return limits;
  }

  private void count(
      TraceFact trace, @Nullable String target, boolean latency, Map<String, double[]> limits) {
    if (target != null && !trace.visits().containsKey(target)) {
      return;
    }
    Map<String, Boolean> abnormal = new HashMap<>();
    trace
        .visits()
        .forEach((node, visit) -> {
          double[] limit = limits.get(node);
          boolean slow = latency && limit != null && visit.durationNanos() > limit[0];
          abnormal.put(node, slow || visit.error());
        });
    boolean isBad =
        target == null ? abnormal.containsValue(true) : Boolean.TRUE.equals(abnormal.get(target));
    bad += isBad ? 1 : 0;
    abnormal.forEach((node, is) -> {
      Counts counts = nodes.computeIfAbsent(node, _ -> new Counts());
      if (is && isBad) {
        counts.bad++;
      } else if (is) {
        counts.good++;
      }
    });
    trace
        .visits()
        .forEach((node, visit) -> {
          int[] served =
              versions
                  .computeIfAbsent(node, _ -> new TreeMap<>())
                  .computeIfAbsent(visit.version(), _ -> new int[2]);
          served[0]++;
          served[1] += Boolean.TRUE.equals(abnormal.get(node)) ? 1 : 0;
        });
  }

  /// 0 to 1; 0 with fewer than five bad traces.
  double ochiai(String node) {
    Counts counts = nodes.get(node);
    if (counts == null || bad < TRACES_MIN || counts.bad == 0) {
      return 0;
    }
    return counts.bad / Math.sqrt((double) bad * (counts.bad + counts.good));
  }

  /// @param share by how much more of its visits are abnormal than of the others'
  record BadVersion(String version, double share) {}

  /// The version of the node that is worse than its others, if two served in the window.
  @Nullable BadVersion badVersion(String node) {
    Map<String, int[]> served = versions.getOrDefault(node, Map.of());
    int all = served.values().stream().mapToInt(counts -> counts[0]).sum();
    int abnormal = served.values().stream().mapToInt(counts -> counts[1]).sum();
    BadVersion worst = null;
    for (Map.Entry<String, int[]> version : served.entrySet()) {
      int[] counts = version.getValue();
      int others = all - counts[0];
      if (counts[0] >= TRACES_MIN && others >= TRACES_MIN) {
        double share = (double) counts[1] / counts[0] - (double) (abnormal - counts[1]) / others;
        if (share > 0.2 && (worst == null || share > worst.share())) {
          worst = new BadVersion(version.getKey(), share);
        }
      }
    }
    return worst;
  }
}
