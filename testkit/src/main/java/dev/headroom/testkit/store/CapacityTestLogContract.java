package dev.headroom.testkit.store;

import static dev.headroom.testkit.store.CapacityTestSamples.NOON;
import static dev.headroom.testkit.store.CapacityTestSamples.run;
import static dev.headroom.testkit.store.CapacityTestSamples.search;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loadtest.CapacityTest;
import dev.headroom.store.CapacityTestLog;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [CapacityTestLog] does; a test class implements it to run it for one engine.
public interface CapacityTestLogContract {

  /// Opens the log of a directory, which may have been used before.
  CapacityTestLog openCapacityTests(Path directory);

  @Test
  default void keepsTestsWithTheirDocuments(@TempDir Path directory) {
    CapacityTestLog log = openCapacityTests(directory);
    CapacityTest search = search("a", NOON);
    CapacityTest run = run("b", NOON.plusSeconds(60));
    CapacityTest open = search("c", NOON, null, "", new CapacityTest.Ceiling(800, 700, null), null);
    assertThat(log.keep(search, "{\"steps\":[\"µ\"]}")).isTrue();
    assertThat(log.keep(run, "")).isTrue();
    assertThat(log.keep(open, "{}")).isTrue();
    assertThat(log.tests()).containsExactly(run, search, open);
    assertThat(log.test("a")).contains(search);
    assertThat(log.document("a")).contains("{\"steps\":[\"µ\"]}");
    assertThat(log.document("b")).contains("");
    assertThat(log.test("d")).isEmpty();
    assertThat(log.document("d")).isEmpty();
  }

  @Test
  default void aKnownIdChangesNothing(@TempDir Path directory) {
    CapacityTestLog log = openCapacityTests(directory);
    assertThat(log.keep(search("a", NOON), "1")).isTrue();
    assertThat(log.keep(run("a", NOON), "2")).isFalse();
    assertThat(log.tests()).containsExactly(search("a", NOON));
    assertThat(log.document("a")).contains("1");
  }

  @Test
  default void forgetsOneAndItsIdIsFreeAgain(@TempDir Path directory) {
    CapacityTestLog log = openCapacityTests(directory);
    assertThat(log.keep(search("a", NOON), "1")).isTrue();
    assertThat(log.keep(search("b", NOON), "1")).isTrue();
    assertThat(log.delete("a")).isTrue();
    assertThat(log.delete("a")).isFalse();
    assertThat(log.document("a")).isEmpty();
    assertThat(log.tests()).containsExactly(search("b", NOON));
    assertThat(log.keep(run("a", NOON), "2")).isTrue();
    assertThat(log.document("a")).contains("2");
  }
}
