package dev.headroom.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class MatcherTest {
  private static boolean matches(String matcher, String value) {
    return Matcher.parse(matcher).matches(value.isEmpty() ? Map.of() : Map.of("service", value));
  }

  @Test
  void comparesAsAlertmanagerDoes() {
    assertThat(matches("service=cart", "cart")).isTrue();
    assertThat(matches("service=\"cart\"", "cart")).isTrue();
    assertThat(matches("service=cart", "carts")).isFalse();
    assertThat(matches("service!=cart", "carts")).isTrue();
    assertThat(matches("service=~\"ca.*\"", "cart")).isTrue();
    assertThat(matches("service=~car", "cart")).as("patterns are anchored").isFalse();
    assertThat(matches("service!~ca|da", "ca")).isFalse();
    assertThat(matches("service=\"\"", "")).as("a missing label is empty").isTrue();
    assertThat(matches("service!=cart", "")).isTrue();
    assertThat(matches("service=~.*", "")).isTrue();
  }

  @Test
  void isReadBackAsWritten() {
    for (String text : new String[] {"a=\"b\\\"c\"", "a!=\"x\\\\y\"", "a=~\"b+\"", "a!~\"\""}) {
      Matcher matcher = Matcher.parse(text);
      assertThat(matcher.toString()).isEqualTo(text);
      assertThat(Matcher.parse(matcher.toString())).isEqualTo(matcher);
    }
  }

  @Test
  void refusesWhatAlertmanagerWouldRefuse() {
    for (String text :
        new String[] {
          "service", "=x", "a-b=c", "a=~(", "a=~(?=x)", "a=~(?<!x)y", "a=~(a)\\1", "a=~a*+"
        }) {
      assertThatThrownBy(() -> Matcher.parse(text)).as(text).hasMessageContaining("expected");
    }
  }

  @Test
  void aPatternThatNeverEndsMutesNothing() {
    String value = "a".repeat(60) + "!";

    assertThat(matches("service=~(.*a){12}$", value)).isFalse();
    assertThat(matches("service!~(.*a){12}$", value)).isFalse();
  }
}
