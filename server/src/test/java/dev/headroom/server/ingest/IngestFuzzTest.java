package dev.headroom.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

final class IngestFuzzTest {

  @Test
  void mutatedRequestsAreTakenOrRefused() {
    long seed = ThreadLocalRandom.current().nextLong();
    IngestFuzzer fuzzer = new IngestFuzzer(seed);

    fuzzer.run(10_000, seed);

    assertThat(fuzzer.taken()).as("seed %d", seed).isGreaterThan(1_000);
    assertThat(fuzzer.refused()).as("seed %d", seed).isGreaterThan(1_000);
  }
}
