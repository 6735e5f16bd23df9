package dev.headroom.testkit.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

import dev.headroom.analysis.diagnosis.Diagnoser;
import dev.headroom.analysis.diagnosis.DiagnosisData;
import dev.headroom.testkit.incident.IncidentFleet.Subset;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Floors of accuracy over 64 incidents and a ceiling of false alarms over 40 healthy windows, on
/// seeds that nothing was tuned with. The floors lie about three standard errors below what
/// docs/benchmarks/2026-11-25-diagnosis.md reports.
final class DiagnosisAccuracyTest {
  private static final long SEED = 2_000_000;
  private static final int SEEDS = 8;
  private static final int HEALTHY = 40;

  @Test
  void findsCausesFromWhateverThereIs() {
    Map<Subset, Score> scores = new EnumMap<>(Subset.class);
    Score largestZ = new Score();
    Score deepest = new Score();
    for (Fault fault : Fault.values()) {
      for (long seed = SEED; seed < SEED + (fault == Fault.NONE ? HEALTHY : SEEDS); seed++) {
        IncidentFleet fleet = IncidentFleet.of(fault, seed);
        for (Subset subset : Subset.values()) {
          scores
              .computeIfAbsent(subset, _ -> new Score())
              .add(fleet, Ranking.diagnosis(fleet.data(subset), fleet.question(subset)));
        }
        DiagnosisData all = fleet.data(Subset.ALL);
        largestZ.add(fleet, Ranking.largestZ(all, fleet.question(Subset.ALL)));
        deepest.add(fleet, Ranking.deepest(all, fleet.question(Subset.ALL)));
      }
    }
    Map<Subset, Double> floors =
        Map.of(
            Subset.ALL, 0.8,
            Subset.ALL_WITHOUT_TARGET, 0.75,
            Subset.METRICS_AND_GRAPH, 0.8,
            Subset.METRICS, 0.6,
            Subset.TRACES, 0.6);
    scores.forEach((subset, score) -> {
      assertThat(score.top1()).as("top-1 of %s", subset).isGreaterThan(floors.get(subset));
      assertThat(score.falseAlarms()).as("false alarms of %s", subset).isLessThan(0.15);
    });
    assertThat(scores.get(Subset.ALL))
        .extracting(Score::reciprocalRank, DOUBLE)
        .isGreaterThan(largestZ.reciprocalRank())
        .isGreaterThan(deepest.reciprocalRank());
  }

  @Test
  void answersTheSameTwice() {
    IncidentFleet fleet = IncidentFleet.of(Fault.DEPENDENCY, SEED);
    IncidentFleet again = IncidentFleet.of(Fault.DEPENDENCY, SEED);
    assertThat(new Diagnoser(fleet.data(Subset.ALL)).answer(fleet.question(Subset.ALL)))
        .isEqualTo(new Diagnoser(again.data(Subset.ALL)).answer(again.question(Subset.ALL)));
  }
}
