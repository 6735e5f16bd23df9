package dev.headroom.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A short run of the fuzzer; the long one is [OtlpFuzz#main].
final class OtlpFuzzTest {

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void brokenInputIsRefusedAndNothingElseHappens() {
    OtlpFuzz fuzz = new OtlpFuzz(20_260_401);
    fuzz.run(20_000);
    // A run that only ever sees one outcome tests nothing.
    assertThat(fuzz.accepted()).isGreaterThan(1_000);
    assertThat(fuzz.refused()).isGreaterThan(1_000);
  }
}
