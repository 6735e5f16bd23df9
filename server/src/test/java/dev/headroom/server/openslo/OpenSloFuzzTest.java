package dev.headroom.server.openslo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// A short run of [OpenSloFuzzer].
final class OpenSloFuzzTest {

  @Test
  void spoiltFilesAreToldAndNothingElse() {
    int inputs = 3_000;
    int right =
        new OpenSloFuzzer(DocumentationTest.examples()).run(new Random().nextLong(), inputs);
    // Both sorts must come up, or the fuzzer spoils too little or too much.
    assertThat(right).isBetween(1, inputs - 1);
  }
}
