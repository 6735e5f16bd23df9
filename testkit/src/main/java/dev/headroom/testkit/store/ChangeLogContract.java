package dev.headroom.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.store.ChangeLog;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [ChangeLog] does; a test class implements it to run it for one engine.
public interface ChangeLogContract {
  Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /// Opens a log in an empty directory.
  ChangeLog openChangeLog(Path directory);

  private static ChangeEvent change(String id, Instant at) {
    return new ChangeEvent(
        id,
        at,
        new ServiceName("checkout"),
        "2.0",
        "prod",
        ChangeEvent.Kind.DEPLOY,
        "it's \"new\" \u00e4\n",
        "https://ci.example/1",
        "api");
  }

  @Test
  default void answersChangesOfTheWindowOldestFirst(@TempDir Path directory) {
    ChangeLog log = openChangeLog(directory);
    ChangeEvent first = change("a", NOON);
    ChangeEvent second = change("b", NOON.plusNanos(1));
    ChangeEvent after = change("c", NOON.plusSeconds(60));
    ChangeEvent before = change("d", NOON.minusNanos(1));
    assertThat(log.record(after)).isTrue();
    assertThat(log.record(second)).isTrue();
    assertThat(log.record(first)).isTrue();
    assertThat(log.record(before)).isTrue();

    assertThat(log.changes(new TimeWindow(NOON, NOON.plusSeconds(60))))
        .containsExactly(first, second);
  }

  @Test
  default void keepsTheFirstOfTwoChangesWithOneId(@TempDir Path directory) {
    ChangeLog log = openChangeLog(directory);
    assertThat(log.record(change("a", NOON))).isTrue();
    assertThat(log.record(change("a", NOON.plusSeconds(5)))).isFalse();

    assertThat(log.changes(new TimeWindow(NOON, NOON.plusSeconds(60))))
        .containsExactly(change("a", NOON));
  }
}
