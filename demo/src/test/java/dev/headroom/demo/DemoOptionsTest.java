package dev.headroom.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.demo.trouble.Trouble;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DemoOptionsTest {
  @Test
  void defaultsShowMildTroubles() {
    DemoOptions options = parse(Map.of());
    assertThat(options.otlpEndpoint()).isEqualTo(URI.create("http://127.0.0.1:4317"));
    assertThat(options.otlpProtocol()).isEqualTo("grpc");
    assertThat(options.troubles())
        .containsExactlyInAnyOrder(Trouble.N_PLUS_ONE, Trouble.BAD_CACHE_KEY);
    assertThat(options.duration()).isEmpty();
    assertThat(options.headroom()).isEmpty();
  }

  @Test
  void troublesComeFromTheEnvironmentUnlessGiven() {
    Map<String, String> environment = Map.of("DEMO_TROUBLE", "small-pool, memory-leak");
    assertThat(parse(environment).troubles())
        .containsExactlyInAnyOrder(Trouble.SMALL_POOL, Trouble.MEMORY_LEAK);
    assertThat(parse(environment, "--troubles", "retry-storm").troubles())
        .containsExactly(Trouble.RETRY_STORM);
    assertThat(parse(environment, "--troubles", "none").troubles()).isEmpty();
  }

  @Test
  void durationsHaveAUnit() {
    assertThat(DemoOptions.duration("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(DemoOptions.duration("10m")).isEqualTo(Duration.ofMinutes(10));
    assertThat(DemoOptions.duration("2h")).isEqualTo(Duration.ofHours(2));
    assertThatThrownBy(() -> DemoOptions.duration("10"))
        .hasMessage("--duration '10', expected 90s, 10m or 2h");
  }

  @Test
  void mistakesNameTheOption() {
    assertRefused("unknown option '--sped'", "--sped", "2");
    assertRefused("option --speed has no value", "--speed");
    assertRefused("--speed 'fast', expected a number", "--speed", "fast");
    assertRefused("--speed 0.0, expected 0.01 to 100", "--speed", "0");
    assertRefused("--base-port -1", "--base-port", "-1");
    assertRefused("--otlp-protocol 'udp'", "--otlp-protocol", "udp");
    assertRefused("--otlp-endpoint 'localhost'", "--otlp-endpoint", "localhost");
    assertRefused("unknown trouble 'heat'", "--troubles", "heat");
  }

  private static void assertRefused(String message, String... words) {
    assertThatThrownBy(() -> parse(Map.of(), words))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static DemoOptions parse(Map<String, String> environment, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(0, List.of("--agent-jar", "agent.jar"));
    return DemoOptions.parse(all, environment);
  }
}
