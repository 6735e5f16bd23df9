package dev.headroom.load.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RunFileFuzzTest {
  @Test
  void brokenFilesAreReadOrRefusedInWords() {
    assertThat(RunFileFuzz.run(5_000, 11)).isBetween(1_000, 4_900);
  }
}
