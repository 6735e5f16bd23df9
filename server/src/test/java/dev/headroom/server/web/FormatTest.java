package dev.headroom.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormatTest {
  private static final Instant NOW = Instant.parse("2026-05-06T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0 | 0", "0.147 | 0.15", "0.999 | 1", "2.57 | 2.6", "9.97 | 10", "1240 | 1,240"})
  void roundsToWhatFitsOnALine(double value, String shown) {
    assertThat(Format.rounded(value)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | now",
        "42 | 42 s ago",
        "490 | 8 min ago",
        "3600 | 1 h ago",
        "8100 | 2 h 15 min ago",
        "-600 | in 10 min"
      })
  void tellsHowLongAgoWithoutIdleSeconds(long seconds, String shown) {
    assertThat(Format.ago(NOW.minusSeconds(seconds), NOW)).isEqualTo(shown);
  }
}
