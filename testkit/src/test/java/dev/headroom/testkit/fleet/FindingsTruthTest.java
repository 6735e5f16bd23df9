package dev.headroom.testkit.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.engine.analysis.Analyses;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The right analysis names each trouble at its place, and none of the kind anywhere else. How
/// often, at which strength, is measured by `FindingCalibration`.
final class FindingsTruthTest {
  private static final long SEED = 11;
  private static final Set<String> ANALYSES =
      Analyses.all().stream().map(analysis -> analysis.spec().id()).collect(Collectors.toSet());

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
    Trouble[] known =
        troubles.stream()
            .filter(trouble -> ANALYSES.contains(trouble.analysis()))
            .toArray(Trouble[]::new);
    FleetRun run = SyntheticFleet.with(known).seed(SEED).run();
    Judgement judged = Judgement.of(run, Analyses.all());
    assertThat(judged.missed()).as("missed, seed %d", SEED).isEmpty();
    assertThat(judged.wrong()).as("false findings, seed %d", SEED).isEmpty();
  }
}
