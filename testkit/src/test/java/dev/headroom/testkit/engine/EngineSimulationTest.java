package dev.headroom.testkit.engine;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever happens, every accepted item is counted exactly once.
@Timeout(120)
final class EngineSimulationTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void everythingCountsExactlyOnce(int block) {
    for (int i = 0; i < 25; i++) {
      new Simulation(block * 1_000L + i, Poison.none()).run(120);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void everythingElseCountsExactlyOnceWhenFoldsFailOnSomeItems(int block) {
    for (int i = 0; i < 25; i++) {
      long seed = 100_000 + block * 1_000L + i;
      new Simulation(seed, i % 2 == 0 ? Poison.ofItems(seed) : Poison.ofAll(seed)).run(120);
    }
  }
}
