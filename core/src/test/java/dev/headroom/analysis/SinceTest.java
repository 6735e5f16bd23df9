package dev.headroom.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SinceTest {
  private static final Instant END = Instant.parse("2026-03-02T12:00:00Z");
  private static final TimeWindow DAY = TimeWindow.endingAt(END, Duration.ofHours(24));

  private static TimeWindow seen(Instant... at) {
    Since since = new Since();
    for (Instant one : at) {
      since.seen(one);
    }
    return since.within(DAY);
  }

  @Test
  void aYoungSystemCountsFromItsFirstData() {
    Instant first = END.minus(Duration.ofHours(2));
    assertThat(seen(END.minusSeconds(5), first))
        .isEqualTo(TimeWindow.endingAt(END, Duration.ofHours(2)));
    Since since = new Since();
    since.seen(first);
    assertThat(since.seconds(DAY)).isEqualTo(7_200);
  }

  @Test
  void anOldOneCountsOverTheWholeWindow() {
    assertThat(seen(END.minus(Duration.ofDays(3)), END.minusSeconds(5))).isEqualTo(DAY);
    assertThat(seen(DAY.from().plus(Duration.ofHours(1)))).isEqualTo(DAY);
    assertThat(seen()).isEqualTo(DAY);
  }

  @Test
  void aMomentIsTakenForAMinute() {
    assertThat(seen(END.minusSeconds(5)))
        .isEqualTo(TimeWindow.endingAt(END, Duration.ofMinutes(1)));
  }
}
