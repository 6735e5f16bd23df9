package dev.headroom.testkit.store;

import static dev.headroom.testkit.store.AlertSamples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.alert.Matcher;
import dev.headroom.alert.Silence;
import dev.headroom.store.SilenceStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [SilenceStore] does; a test class implements it to run it for one engine.
public interface SilenceStoreContract {

  /// Opens the store of a directory, which may have been used before.
  SilenceStore openSilences(Path directory);

  /// A silence of the service `checkout`.
  static Silence silence(String id, Instant to, String origin) {
    return new Silence(
        id,
        List.of(Matcher.parse("service=checkout"), Matcher.parse("severity!~\"pa.+\"")),
        NOON,
        to,
        "ann",
        "moving \"house\" ü",
        NOON,
        origin);
  }

  @Test
  default void keepsAllOfASilence(@TempDir Path directory) {
    SilenceStore silences = openSilences(directory);
    Silence first = silence("a", NOON.plusSeconds(10), "");
    Silence longer = silence("b", NOON.plusSeconds(20), "");
    silences.put(first);
    silences.put(longer);

    assertThat(silences.silence("a")).contains(first);
    assertThat(silences.silences(NOON)).containsExactly(longer, first);
    assertThat(silences.silences(NOON.plusSeconds(10))).containsExactly(longer);

    silences.put(longer.until(NOON.plusSeconds(5), NOON.plusSeconds(5)));
    assertThat(silences.silences(NOON.plusSeconds(5))).containsExactly(first);
  }

  @Test
  default void replacesWhatWasReadElsewhere(@TempDir Path directory) {
    SilenceStore silences = openSilences(directory);
    Silence own = silence("own", NOON.plusSeconds(10), "");
    Silence other = silence("c", NOON.plusSeconds(10), "other");
    silences.put(own);
    silences.replaceForeign("other", List.of(other));
    silences.replaceForeign("am", List.of(silence("a", NOON.plusSeconds(10), "am")));
    Silence now = silence("b", NOON.plusSeconds(20), "am");

    silences.replaceForeign("am", List.of(now));

    assertThat(silences.silences(NOON)).containsExactlyInAnyOrder(own, other, now);
  }

  @Test
  default void remembersIdsElsewhere(@TempDir Path directory) {
    SilenceStore silences = openSilences(directory);
    silences.put(silence("a", NOON.plusSeconds(10), ""));
    silences.mirrored("a", "am", "1");
    silences.mirrored("a", "am", "2");
    silences.mirrored("b", "am", "3");
    silences.mirrored("b", "am", "");

    assertThat(silences.mirrors("am")).containsExactly(Map.entry("a", "2"));
    assertThat(silences.mirrors("x")).isEmpty();
    assertThat(silences.forget(NOON.plusSeconds(10))).isZero();
    assertThat(silences.forget(NOON.plusSeconds(11))).isEqualTo(1);
    assertThat(silences.mirrors("am")).isEmpty();
  }
}
