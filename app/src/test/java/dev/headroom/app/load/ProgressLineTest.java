package dev.headroom.app.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.load.run.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
  private static Progress.Second second(boolean warming, long failed, long waiting) {
    Histogram times = new Histogram(1, 3_600_000_000_000L, 3);
    times.recordValueWithCount(12_000_000, 99);
    times.recordValue(250_000_000);
    return new Progress.Second(
        Duration.ofMillis(7100),
        Duration.ofSeconds(35),
        warming,
        Duration.ofMillis(500),
        100,
        98,
        failed,
        9,
        waiting,
        times,
        times);
  }

  @Test
  void aSecondIsOneLine() {
    assertThat(ProgressLine.text(second(false, 0, 0)))
        .isEqualTo(
            "7/35 s  200/s offered, 196/s completed, none failed  in flight 9  p50 12.0 ms"
                + "  p99 12.0 ms  max 250 ms");
    assertThat(ProgressLine.text(second(true, 2, 3)))
        .contains("7/35 s warm-up  ", "2 failed", "in flight 9 (3 wait for a connection)");
  }

  @Test
  void eachLineIsWrittenOverTheOneBefore() {
    StringWriter screen = new StringWriter();
    ProgressLine line = new ProgressLine(new PrintWriter(screen));
    line.second(second(true, 0, 0));
    line.second(second(false, 0, 0));
    line.close();
    assertThat(List.of(screen.toString().split("\r\u001B\\[K", -1))).hasSize(4).endsWith("");
    new ProgressLine(null).second(second(true, 0, 0));
  }
}
