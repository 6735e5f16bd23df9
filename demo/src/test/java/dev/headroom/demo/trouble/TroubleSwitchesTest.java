package dev.headroom.demo.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TroubleSwitchesTest {
  @Test
  void listenersHearChangesOnly() {
    TroubleSwitches switches = new TroubleSwitches();
    List<String> heard = new ArrayList<>();
    switches.onChange((trouble, on) -> heard.add(trouble.key() + " " + on));

    switches.set(Trouble.SMALL_POOL, true);
    switches.set(Trouble.SMALL_POOL, true);
    switches.set(Trouble.MEMORY_LEAK, false);
    switches.set(Trouble.SMALL_POOL, false);

    assertThat(heard).containsExactly("small-pool true", "small-pool false");
    assertThat(switches.isOn(Trouble.SMALL_POOL)).isFalse();
  }

  @Test
  void activeTroublesAreASnapshotInDeclarationOrder() {
    TroubleSwitches switches = new TroubleSwitches();
    switches.set(Trouble.MEMORY_LEAK, true);
    switches.set(Trouble.N_PLUS_ONE, true);
    var active = switches.active();
    switches.set(Trouble.N_PLUS_ONE, false);

    assertThat(active).containsExactly(Trouble.N_PLUS_ONE, Trouble.MEMORY_LEAK);
    assertThat(switches.active()).containsExactly(Trouble.MEMORY_LEAK);
  }

  @Test
  void everyTroubleIsFoundByItsKey() {
    assertThat(Arrays.stream(Trouble.values()).map(Trouble::key)).doesNotHaveDuplicates();
    for (Trouble trouble : Trouble.values()) {
      assertThat(Trouble.named(trouble.key())).isEqualTo(trouble);
    }
  }

  @Test
  void unknownTroubleNamesTheKnownOnes() {
    assertThatThrownBy(() -> Trouble.named("n+1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'n+1'")
        .hasMessageContaining("n-plus-one, missing-index");
  }
}
