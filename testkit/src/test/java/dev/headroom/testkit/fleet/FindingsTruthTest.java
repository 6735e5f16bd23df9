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
  private static final long WEAK_SEED = 101;
  private static final double WEAK = 0.2;

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
    found(SyntheticFleet.with(troubles.toArray(Trouble[]::new)).seed(SEED));
  }

  /// Troubles that cost a route a tenth of its time or so, and in calm hours less.
  @ParameterizedTest
  @MethodSource("troubles")
  void areFoundWhenTheyAreWeak(Set<Trouble> troubles) {
    found(SyntheticFleet.with(troubles.toArray(Trouble[]::new)).seed(WEAK_SEED).strength(WEAK));
  }

  private static void found(SyntheticFleet fleet) {
    Judgement judged = Judgement.of(fleet.run(), Analyses.all());
    assertThat(judged.missed()).as("missed, seed %d", fleet.seed()).isEmpty();
    assertThat(judged.wrong()).as("false findings, seed %d", fleet.seed()).isEmpty();
  }
}
