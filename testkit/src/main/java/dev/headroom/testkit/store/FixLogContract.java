package dev.headroom.testkit.store;

import static dev.headroom.testkit.store.FixSamples.decision;
import static dev.headroom.testkit.store.FixSamples.life;
import static dev.headroom.testkit.store.FixSamples.proposal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.outcome.Proof;
import dev.headroom.plan.Decision;
import dev.headroom.plan.Decision.Action;
import dev.headroom.store.FixLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [FixLog] does; a test class implements it to run it for one engine.
public interface FixLogContract {

  /// Opens the log of a directory, which may have been used before.
  FixLog openFixes(Path directory);

  @Test
  default void keepsDecisionsInOrder(@TempDir Path directory) {
    FixLog log = openFixes(directory);
    List<Decision> all = new ArrayList<>();
    for (int proposal : new int[] {2, 1}) {
      long revision = 0;
      for (Action action : Action.values()) {
        Decision each = decision(proposal, ++revision, action);
        assertThat(log.decide(each, null)).isTrue();
        all.add(each);
      }
    }
    assertThat(log.decisions(proposal(1))).isEqualTo(all.subList(5, 10));
    assertThat(log.decisions())
        .containsExactlyElementsOf(
            List.of(all.subList(5, 10), all.subList(0, 5)).stream().flatMap(List::stream).toList());
    assertThat(log.decisions(proposal(3))).isEmpty();
  }

  @Test
  default void aDecisionOnAnOldRevisionKeepsNothing(@TempDir Path directory) {
    FixLog log = openFixes(directory);
    Proof proof = life(1, 1, -0.5).getFirst();
    assertThat(log.decide(decision(1, 1, Action.ACCEPT), proof)).isTrue();
    assertThat(log.decide(decision(1, 1, Action.DISMISS), null)).isFalse();
    assertThat(log.decide(decision(1, 3, Action.DISMISS), null)).isFalse();
    assertThat(log.decisions(proposal(1))).containsExactly(decision(1, 1, Action.ACCEPT));
    // A proof that does not follow keeps the decision from being kept, too.
    assertThat(log.decide(decision(1, 2, Action.REOPEN), proof)).isFalse();
    assertThat(log.decisions(proposal(1))).hasSize(1);
    assertThat(log.decide(decision(1, 2, Action.REOPEN), life(1, 1, -0.5).get(1))).isTrue();
    assertThat(log.proof(proof.id())).contains(life(1, 1, -0.5).get(1));
  }

  @Test
  default void aProofGoesFromStateToState(@TempDir Path directory) {
    FixLog log = openFixes(directory);
    List<Proof> states = life(1, 1, -0.5);
    for (Proof state : states) {
      assertThat(log.keep(state)).isTrue();
      assertThat(log.keep(state)).as("version %d twice", state.version()).isFalse();
      assertThat(log.proof(state.id())).contains(state);
    }
    assertThat(log.keep(states.get(1))).isFalse();
    Proof later = life(2, 7, 0.2).getFirst();
    assertThat(log.keep(later)).isTrue();
    assertThat(log.proofs()).containsExactly(later, states.getLast());
    assertThat(log.proof("unknown")).isEmpty();
  }

  @Test
  default void ofManyWhoDecideAtOnceOneIsHeard(@TempDir Path directory) throws Exception {
    FixLog log = openFixes(directory);
    List<Callable<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(() -> log.decide(decision(1, 1, Action.ACCEPT), life(1, 1, -0.5).getFirst()));
    }
    int heard = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> each : threads.invokeAll(all)) {
        heard += each.get() ? 1 : 0;
      }
    }
    assertThat(heard).isEqualTo(1);
    assertThat(log.decisions()).hasSize(1);
  }
}
