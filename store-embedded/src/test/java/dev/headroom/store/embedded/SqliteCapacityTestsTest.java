package dev.headroom.store.embedded;

import static dev.headroom.testkit.store.CapacityTestSamples.NOON;
import static dev.headroom.testkit.store.CapacityTestSamples.run;
import static dev.headroom.testkit.store.CapacityTestSamples.search;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import dev.headroom.store.CapacityTestLog;
import dev.headroom.testkit.store.CapacityTestLogContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The SQLite engine against the contract, after a restart, and with damaged bytes.
final class SqliteCapacityTestsTest implements CapacityTestLogContract {
  private final List<SqliteControlStore> open = new ArrayList<>();

  @Override
  public CapacityTestLog openCapacityTests(Path directory) {
    SqliteControlStore store = SqliteControlStore.open(directory);
    open.add(store);
    return store.capacityTests();
  }

  @AfterEach
  void close() {
    open.forEach(SqliteControlStore::close);
  }

  @Test
  void everythingIsThereAfterARestart(@TempDir Path directory) {
    CapacityTestLog log = openCapacityTests(directory);
    assertThat(log.keep(search("a", NOON), "{}")).isTrue();
    assertThat(log.keep(run("b", NOON), "")).isTrue();
    close();
    open.clear();

    CapacityTestLog again = openCapacityTests(directory);
    assertThat(again.tests()).containsExactly(search("a", NOON), run("b", NOON));
    assertThat(again.document("a")).contains("{}");
  }

  @Test
  void damagedBytesAreTold() {
    SplittableRandom random = new SplittableRandom(20_260_402);
    byte[] whole = CapacityTestBytes.of(search("a", NOON));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> CapacityTestBytes.test(cut)).isInstanceOf(HeadroomException.class);
    }
    for (int i = 0; i < 5_000; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      try {
        assertThat(CapacityTestBytes.test(changed)).isNotNull();
      } catch (HeadroomException e) {
        assertThat(e).as("seed 20260402, input %d", i).hasMessageContaining("damaged");
      }
    }
  }
}
