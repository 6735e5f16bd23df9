package dev.headroom.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.TimeWindow;
import dev.headroom.store.memory.MemoryChangeLog;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ChangeControlTest {
  private Instant now = Instant.parse("2026-03-01T12:00:40Z");
  private final MemoryChangeLog log = new MemoryChangeLog();
  private final ChangeControl control = new ChangeControl(log, () -> now);

  private static ChangeRequest deploy(String version) {
    return new ChangeRequest(null, null, "checkout", version, null, null, null, null);
  }

  @Test
  void aRetryIsTheSameChange() {
    ChangeControl.Recorded first = control.record(deploy("1"));
    now = now.plusSeconds(30);
    ChangeControl.Recorded again = control.record(deploy("1"));

    assertThat(first.isNew()).isTrue();
    assertThat(again.isNew()).isFalse();
    assertThat(again.change().id()).isEqualTo(first.change().id());
    assertThat(log.changes(new TimeWindow(Instant.EPOCH, now.plusSeconds(1)))).hasSize(1);
  }

  @Test
  void goingBackToAnOldVersionIsANewChange() {
    control.record(deploy("1"));
    control.record(deploy("2"));
    now = now.plusSeconds(3_600);

    assertThat(control.record(deploy("1")).isNew()).isTrue();
  }

  @Test
  void mistakesNameTheField() {
    assertThatThrownBy(() -> control.record(deploy(" ")))
        .hasMessageStartingWith("version is missing");
    assertThatThrownBy(() ->
            control.record(new ChangeRequest(null, null, "a", "1", null, "release", null, null)))
        .hasMessageContaining("kind 'release'");
    assertThatThrownBy(() ->
            control.record(
                new ChangeRequest(null, now.plusSeconds(7_200), "a", "1", null, null, null, null)))
        .hasMessageContaining("in the future");
    assertThatThrownBy(() ->
            control.record(
                new ChangeRequest(null, null, "a", "1", null, null, null, "javascript:x")))
        .hasMessageContaining("http://");
    assertThatThrownBy(() ->
            control.record(
                new ChangeRequest(null, null, "a", "1", null, null, "x".repeat(2_001), null)))
        .hasMessageStartingWith("description has 2001 characters");
  }
}
