package dev.headroom.testkit.fleet;

import static dev.headroom.testkit.fleet.Trouble.CHATTY_DEPENDENCY;
import static dev.headroom.testkit.fleet.Trouble.DRIFTED_REPLICA;
import static dev.headroom.testkit.fleet.Trouble.DUPLICATE_READS;
import static dev.headroom.testkit.fleet.Trouble.FAN_OUT_TAIL;
import static dev.headroom.testkit.fleet.Trouble.GC_PRESSURE;
import static dev.headroom.testkit.fleet.Trouble.LOCK_CONTENTION;
import static dev.headroom.testkit.fleet.Trouble.MEMORY_LEAK;
import static dev.headroom.testkit.fleet.Trouble.MISSING_INDEX;
import static dev.headroom.testkit.fleet.Trouble.NEW_ERRORS;
import static dev.headroom.testkit.fleet.Trouble.N_PLUS_ONE;
import static dev.headroom.testkit.fleet.Trouble.N_PLUS_ONE_LITERALS;
import static dev.headroom.testkit.fleet.Trouble.RETRY_STORM;
import static dev.headroom.testkit.fleet.Trouble.SATURATION;
import static dev.headroom.testkit.fleet.Trouble.SERIAL_CALLS;
import static dev.headroom.testkit.fleet.Trouble.SINGLE_THREADED;
import static dev.headroom.testkit.fleet.Trouble.SLOW_DEPENDENCY;
import static dev.headroom.testkit.fleet.Trouble.SLOW_REPLICA;
import static dev.headroom.testkit.fleet.Trouble.SMALL_POOL;
import static dev.headroom.testkit.fleet.Trouble.VERSION_REGRESSION;
import static dev.headroom.testkit.fleet.Trouble.WEAK_CACHE;
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
      Analyses.all().stream()
          .map(analysis -> analysis.spec().id())
          .collect(Collectors.toSet());

  /// Troubles of different services, so that one simulation serves them all.
  static Stream<Set<Trouble>> troubles() {
    return Stream.of(
        Set.of(N_PLUS_ONE, SERIAL_CALLS, DUPLICATE_READS, CHATTY_DEPENDENCY),
        Set.of(N_PLUS_ONE_LITERALS, WEAK_CACHE, FAN_OUT_TAIL, SLOW_DEPENDENCY),
        Set.of(SINGLE_THREADED, GC_PRESSURE, NEW_ERRORS),
        Set.of(SMALL_POOL, LOCK_CONTENTION, SLOW_REPLICA),
        Set.of(SATURATION, RETRY_STORM),
        Set.of(MEMORY_LEAK, MISSING_INDEX, DRIFTED_REPLICA, VERSION_REGRESSION));
  }

  @Test
  void allTroublesAreLookedFor() {
    assertThat(troubles().flatMap(Set::stream)).containsExactlyInAnyOrder(Trouble.values());
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void areFoundAtTheirPlace(Set<Trouble> troubles) {
    Trouble[] known =
        troubles.stream().filter(trouble -> ANALYSES.contains(trouble.analysis())).toArray(Trouble[]::new);
    FleetRun run = SyntheticFleet.with(known).seed(SEED).run();
    Judgement judged = Judgement.of(run, Analyses.all());
    assertThat(judged.missed()).as("missed, seed %d", SEED).isEmpty();
    assertThat(judged.wrong()).as("false findings, seed %d", SEED).isEmpty();
  }
}
