package dev.headroom.testkit.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.engine.analysis.Analyses;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Nothing is found wrong with healthy fleets. A sample: twelve services in nine moods; the rate is
/// measured over many days by `FindingCalibration`.
final class FalseFindingsTest {
  private static final long SEED = 3;

  @ParameterizedTest
  @EnumSource(Healthy.class)
  void healthyFleetsAreLeftAlone(Healthy way) {
    FleetRun run = SyntheticFleet.healthy(way).seed(SEED).run();
    assertThat(Judgement.of(run, Analyses.all()).wrong()).as("seed %d", SEED).isEmpty();
  }
}
