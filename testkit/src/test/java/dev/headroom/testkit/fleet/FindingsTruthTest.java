package dev.headroom.testkit.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.engine.analysis.Analyses;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The right analysis names each trouble at its place, and none of the kind anywhere else. How
/// often, at which strength, is measured by `FindingCalibration`.
final class FindingsTruthTest {
  private static final long SEED = 11;

  /// Those for which there is an analysis.
  static Stream<Trouble> troubles() {
    Set<String> known =
        Analyses.all().stream().map(analysis -> analysis.spec().id()).collect(Collectors.toSet());
    return Arrays.stream(Trouble.values()).filter(trouble -> known.contains(trouble.analysis()));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void isFoundAtItsPlace(Trouble trouble) {
    FleetRun run = SyntheticFleet.with(trouble).seed(SEED).run();
    Judgement judged = Judgement.of(run, Analyses.all());
    assertThat(judged.missed()).as("missed, seed %d", SEED).isEmpty();
    assertThat(judged.wrong()).as("false findings, seed %d", SEED).isEmpty();
  }
}
