package dev.headroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import dev.headroom.server.ServerConfig.Guard;
import dev.headroom.server.auth.AccessTokens;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerConfigTest {
  private static final Guard TOKENS =
      new Guard(Optional.empty(), AccessTokens.of(List.of("opensesame")));

  @Test
  void defaultsAreTheUsualPortsOfThisMachineOnly() {
    ServerConfig config = ServerConfig.builder().build();

    assertThat(config.bindAddress().isLoopbackAddress()).isTrue();
    assertThat(config.port()).isEqualTo(8080);
    assertThat(config.otlpGrpcPort()).isEqualTo(4317);
    assertThat(config.otlpHttpPort()).isEqualTo(4318);
    assertThat(config.limits().maxRequestBytes()).isEqualTo(64 << 20);
    assertThat(config.toBuilder().build()).isEqualTo(config);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "::"})
  void reachableAddressWithoutGuardIsRefusedWithTheReason(String address) {
    ServerConfig.Builder config =
        ServerConfig.builder().bindAddress(InetAddress.ofLiteral(address));

    assertThatThrownBy(config::build)
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("which other machines can reach, but nothing guards pages and API")
        .hasMessageContaining("expected access tokens or a TLS client CA");
    assertThatThrownBy(config.pages(TOKENS)::build)
        .hasMessageContaining("nothing guards telemetry");
    assertThatCode(config.pages(TOKENS).ingest(TOKENS)::build).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1"})
  void addressesOfThisMachineNeedNoGuard(String address) {
    assertThatCode(ServerConfig.builder().bindAddress(InetAddress.ofLiteral(address))::build)
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 1, 2, port is -1",
    "1, 65536, 2, otlp-grpc-port is 65536",
    "1, 2, 70000, otlp-http-port is 70000",
    "5, 5, 6, port and otlp-grpc-port are both 5",
    "5, 6, 5, port and otlp-http-port are both 5",
    "4, 6, 6, otlp-grpc-port and otlp-http-port are both 6"
  })
  void portsAreChecked(int port, int grpc, int http, String message) {
    assertThatThrownBy(
            ServerConfig.builder().port(port).otlpGrpcPort(grpc).otlpHttpPort(http)::build)
        .isInstanceOf(HeadroomException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void freePortsMayAllBeAskedFor() {
    assertThatCode(ServerConfig.builder().port(0).otlpGrpcPort(0).otlpHttpPort(0)::build)
        .doesNotThrowAnyException();
  }

  @Test
  void durationsAreChecked() {
    assertThatThrownBy(ServerConfig.builder().requestTimeout(Duration.ZERO)::build)
        .hasMessageContaining("request timeout is PT0S");
    assertThatThrownBy(ServerConfig.builder().shutdownGrace(Duration.ofSeconds(-1))::build)
        .hasMessageContaining("shutdown grace is PT-1S");
  }

  @Test
  void tlsFilesMustBeThere() {
    assertThatThrownBy(() -> new TlsFiles(Path.of("no.crt"), Path.of("no.key"), Optional.empty()))
        .isInstanceOf(HeadroomException.class)
        .hasMessage("TLS certificate is 'no.crt'; expected a readable PEM file");
  }
}
