package dev.headroom.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessTokensTest {
  private final AccessTokens tokens = AccessTokens.of(List.of("opensesame", "second-token"));

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer opensesame", "bearer second-token", "BEARER  opensesame ", "Bearer\topen"})
  void bearerTokensAreKnownOrNot(String authorization) {
    assertThat(tokens.admits(authorization)).isEqualTo(!authorization.contains("\t"));
  }

  @Test
  void passwordOfAnyUserIsAToken() {
    assertThat(tokens.admits("Basic " + base64("anna:opensesame"))).isTrue();
    assertThat(tokens.admits("Basic " + base64(":opensesame"))).isTrue();
    assertThat(tokens.admits("Basic " + base64("opensesame:anna"))).isFalse();
    assertThat(tokens.admits("Basic %%%")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "opensesame", "Bearer", "Bearer ", "Bearer OPENSESAME", "Digest opensesame"})
  void everythingElseIsNot(String authorization) {
    assertThat(tokens.admits(authorization)).isFalse();
  }

  @Test
  void noTokensAdmitNobody() {
    assertThat(AccessTokens.NONE.isEmpty()).isTrue();
    assertThat(AccessTokens.NONE.admits("Bearer ")).isFalse();
  }

  @Test
  void shortTokensAreRefusedWithoutBeingTold() {
    assertThatThrownBy(() -> AccessTokens.of(List.of("hunter2")))
        .isInstanceOf(HeadroomException.class)
        .hasMessage("a token has 7 characters; expected at least 8");
  }

  @Test
  void tokensAreNeverPrinted() {
    assertThat(tokens).hasToString("2 tokens");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
