package dev.headroom.testkit.incident;

import dev.headroom.analysis.diagnosis.DiagnosisData;
import dev.headroom.testkit.incident.IncidentFleet.Subset;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How well a ranking finds culprits.
final class Score {
  private int incidents;
  private int first;
  private int third;
  private int empty;
  private double reciprocal;
  private int healthy;
  private int alarms;
  private final Map<Fault, int[]> faults = new EnumMap<>(Fault.class);

  void add(IncidentFleet fleet, List<String> ranking) {
    if (fleet.fault() == Fault.NONE) {
      healthy++;
      alarms += ranking.isEmpty() ? 0 : 1;
      return;
    }
    int place = ranking.indexOf(fleet.culprit());
    incidents++;
    first += place == 0 ? 1 : 0;
    third += place >= 0 && place < 3 ? 1 : 0;
    empty += ranking.isEmpty() ? 1 : 0;
    reciprocal += place < 0 ? 0 : 1.0 / (place + 1);
    int[] fault = faults.computeIfAbsent(fleet.fault(), _ -> new int[2]);
    fault[0]++;
    fault[1] += place == 0 ? 1 : 0;
  }

  /// Adds up seeds `from` to `to`, exclusive, of every fault, for each ranking.
  static Map<String, Score> of(
      Map<String, Ranking> rankings, Subset subset, long from, long to, long healthyTo) {
    Map<String, Score> scores = new LinkedHashMap<>();
    for (Fault fault : Fault.values()) {
      for (long seed = from; seed < (fault == Fault.NONE ? healthyTo : to); seed++) {
        IncidentFleet fleet = IncidentFleet.of(fault, seed);
        DiagnosisData data = fleet.data(subset);
        rankings.forEach((name, ranking) ->
            scores
                .computeIfAbsent(name, _ -> new Score())
                .add(fleet, ranking.of(data, fleet.question(subset))));
      }
    }
    return scores;
  }

  double top1() {
    return (double) first / incidents;
  }

  double top3() {
    return (double) third / incidents;
  }

  double reciprocalRank() {
    return reciprocal / incidents;
  }

  double silent() {
    return (double) empty / incidents;
  }

  double falseAlarms() {
    return (double) alarms / healthy;
  }

  int incidents() {
    return incidents;
  }

  int healthy() {
    return healthy;
  }

  /// Top-1 of one fault.
  double top1(Fault fault) {
    int @Nullable [] counts = faults.get(fault);
    return counts == null ? Double.NaN : (double) counts[1] / counts[0];
  }
}
