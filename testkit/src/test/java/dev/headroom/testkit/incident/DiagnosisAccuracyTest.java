package dev.headroom.testkit.incident;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DiagnosisAccuracyTest {
  @Test
  void compiles() {
    assertThat(IncidentFleet.of(Fault.SLOW, 1).culprit()).isNotEmpty();
  }
}
