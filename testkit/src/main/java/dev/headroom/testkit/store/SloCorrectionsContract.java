package dev.headroom.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.TimeWindow;
import dev.headroom.slo.Correction;
import dev.headroom.slo.SloName;
import dev.headroom.store.SloCorrections;
import dev.headroom.store.SloCorrections.Entry;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every keeper of corrections does.
public interface SloCorrectionsContract {

  /// An empty one.
  SloCorrections corrections();

  /// The same one after a restart; itself when it does not outlive one.
  SloCorrections reopened();

  private static Entry entry(String id, String slo, @Nullable Double before) {
    Instant at = Instant.parse("2026-03-01T12:00:00.123Z");
    return new Entry(
        id,
        new SloName(slo),
        new Correction(
            TimeWindow.endingAt(at, Duration.ofHours(2)), "ada", "moved the database; \"planned\""),
        at,
        before,
        0.25,
        null,
        null);
  }

  @Test
  default void keepsAllInTheOrderTheyWereMade() {
    Entry first = entry("b", "checkout", -0.5);
    Entry second = entry("a", "search", null);
    corrections().add(first);
    corrections().add(second);
    assertThat(corrections().all()).containsExactly(first, second);
    assertThat(reopened().all()).containsExactly(first, second);
    assertThat(reopened().of(new SloName("search"))).containsExactly(second);
  }

  @Test
  default void whatIsTakenBackStaysAsTakenBack() {
    corrections().add(entry("a", "checkout", 0.5));
    Instant later = Instant.parse("2026-03-02T08:00:00Z");
    assertThat(corrections().revoke("a", "bob", later)).isTrue();
    assertThat(corrections().revoke("a", "eve", later.plusSeconds(1))).isFalse();
    assertThat(corrections().revoke("unknown", "eve", later)).isFalse();
    Entry kept = reopened().all().getFirst();
    assertThat(kept.holds()).isFalse();
    assertThat(kept.revokedBy()).isEqualTo("bob");
    assertThat(kept.revokedAt()).isEqualTo(later);
  }

  @Test
  default void oneThatIsKnownIsNotReplaced() {
    corrections().add(entry("a", "checkout", 0.5));
    corrections().add(entry("a", "checkout", 0.1));
    assertThat(corrections().all()).containsExactly(entry("a", "checkout", 0.5));
  }
}
