package dev.headroom.demo.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.demo.trouble.Trouble;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ControlMessageTest {
  @Test
  void switchesSurviveTheLine() {
    for (Trouble trouble : Trouble.values()) {
      for (boolean on : new boolean[] {true, false}) {
        ControlMessage message = new ControlMessage.Switch(trouble, on);
        assertThat(ControlMessage.parse(message.line())).isEqualTo(message);
      }
    }
  }

  @Test
  void endpointsSurviveTheLine() {
    ControlMessage message = new ControlMessage.Endpoints("catalog", List.of(8101, 8102));
    assertThat(message.line()).isEqualTo("endpoints catalog 8101,8102");
    assertThat(ControlMessage.parse(message.line())).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "stop", "trouble", "trouble small-pool", "trouble small-pool maybe", "a b c"})
  void otherLinesAreRefused(String line) {
    assertThatThrownBy(() -> ControlMessage.parse(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void readyLineCarriesThePort() {
    assertThat(ReadyLine.portOf(ReadyLine.of(8123))).hasValue(8123);
    assertThat(ReadyLine.portOf("INFO: Service cart 3.1.0 started")).isEmpty();
  }
}
