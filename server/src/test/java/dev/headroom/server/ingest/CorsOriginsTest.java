package dev.headroom.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CorsOriginsTest {

  @ParameterizedTest
  @CsvSource({
    "localhost, http://localhost, true",
    "localhost, http://localhost:3000, true",
    "localhost, https://127.0.0.1:8443, true",
    "localhost, 'http://[::1]:80', true",
    "localhost, http://LOCALHOST:3000, true",
    "localhost, http://localhost.evil.example, false",
    "localhost, http://evil.example/localhost, false",
    "localhost, http://localhost@evil.example, false",
    "localhost, null, false",
    "localhost, 'http://[', false",
    "https://shop.example, https://shop.example, true",
    "https://shop.example, https://SHOP.example, true",
    "https://shop.example, http://shop.example, false",
    "https://shop.example, https://shop.example:444, false",
    "https://*.shop.example, https://www.shop.example, true",
    "https://*.shop.example, https://a.b.shop.example, true",
    "https://*.shop.example, https://shop.example, false",
    "https://*.shop.example, https://evilshop.example, false",
    "https://*.shop.example, https://evil.example/.shop.example, false",
    "*, https://anything.example, true"
  })
  void originsAreMatched(String pattern, String origin, boolean allowed) {
    assertThat(new CorsOrigins(List.of(pattern)).allows(origin)).isEqualTo(allowed);
  }

  @Test
  void noPatternAllowsNone() {
    assertThat(new CorsOrigins(List.of()).allows("http://localhost")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"shop.example", "https://shop.example/", "https://a.*.example", "ftp://a", ""})
  void otherPatternsAreRefused(String pattern) {
    assertThatThrownBy(() -> new CorsOrigins(List.of(pattern)))
        .isInstanceOf(HeadroomException.class)
        .hasMessageStartingWith("CORS origin is '" + pattern + "'; expected ");
  }
}
