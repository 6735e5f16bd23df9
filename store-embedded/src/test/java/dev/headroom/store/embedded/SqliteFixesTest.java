package dev.headroom.store.embedded;

import static dev.headroom.testkit.store.FixSamples.decision;
import static dev.headroom.testkit.store.FixSamples.life;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import dev.headroom.outcome.Proof;
import dev.headroom.plan.Decision.Action;
import dev.headroom.store.FixLog;
import dev.headroom.testkit.store.FixLogContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The SQLite engine against the contract, after a restart, and with damaged bytes.
final class SqliteFixesTest implements FixLogContract {
  private final List<SqliteControlStore> open = new ArrayList<>();

  @Override
  public FixLog openFixes(Path directory) {
    SqliteControlStore store = SqliteControlStore.open(directory);
    open.add(store);
    return store.fixes();
  }

  @AfterEach
  void close() {
    open.forEach(SqliteControlStore::close);
  }

  @Test
  void everythingIsThereAfterARestart(@TempDir Path directory) {
    List<Proof> states = life(1, 1, -0.5);
    FixLog log = openFixes(directory);
    assertThat(log.decide(decision(1, 1, Action.ACCEPT), states.getFirst())).isTrue();
    states.stream().skip(1).forEach(state -> assertThat(log.keep(state)).isTrue());
    close();
    open.clear();

    FixLog again = openFixes(directory);
    assertThat(again.decisions()).containsExactly(decision(1, 1, Action.ACCEPT));
    assertThat(again.proofs()).containsExactly(states.getLast());
  }

  @Test
  void damagedBytesAreTold() {
    SplittableRandom random = new SplittableRandom(20_260_402);
    byte[] whole = ProofBytes.of(life(1, 1, -0.5).getLast());
    assertThat(ProofBytes.proof(whole)).isEqualTo(life(1, 1, -0.5).getLast());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ProofBytes.proof(cut)).isInstanceOf(HeadroomException.class);
    }
    for (int i = 0; i < 5_000; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      try {
        assertThat(ProofBytes.proof(changed)).isNotNull();
      } catch (HeadroomException e) {
        assertThat(e).as("seed 20260402, input %d", i).hasMessageContaining("damaged");
      }
    }
  }
}
