package dev.headroom.demo.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class EndpointsTest {
  private final Endpoints endpoints = new Endpoints();

  @Test
  void instancesTakeTurns() {
    endpoints.set("catalog", List.of(81, 82));
    assertThat(List.of(endpoints.next("catalog"), endpoints.next("catalog")))
        .containsExactlyInAnyOrder("http://catalog:81", "http://catalog:82");
    endpoints.set("catalog", List.of(83));
    assertThat(endpoints.next("catalog")).isEqualTo("http://catalog:83");
  }

  @Test
  void unknownServiceIsUnavailable() {
    assertThatThrownBy(() -> endpoints.next("pricing"))
        .isInstanceOfSatisfying(
            DownstreamException.class, failure -> assertThat(failure.status()).isEqualTo(503))
        .hasMessageContaining("pricing");
  }
}
