package dev.headroom.engine.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import dev.headroom.engine.slo.BurnAlertBytes.Remembered;
import dev.headroom.engine.slo.CauseFinder.Cause;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.slo.BurnAlert;
import dev.headroom.slo.BurnRule.Severity;
import dev.headroom.slo.SloName;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BurnAlertBytesTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final BurnAlert ALERT =
      new BurnAlert(
          new SloName("checkout"),
          "fast",
          Severity.PAGE,
          BurnAlert.State.FROZEN,
          NOON.plusSeconds(600),
          NOON,
          NOON,
          null,
          null,
          Map.of(),
          "page-fast");
  private static final NodeId DATABASE = new NodeId(NodeType.DATABASE, "postgresql orders");
  private static final Map<String, Placed> PLACED =
      Map.of(
          ALERT.id(),
          new Placed(
              new Cause(
                  DATABASE, 0.75, List.of(NodeId.service(new ServiceName("checkout")), DATABASE)),
              DATABASE,
              null,
              null),
          "other",
          new Placed(null, null, ALERT.id(), NOON));

  @Test
  void whatIsWrittenIsReadBack() {
    byte[] bytes = BurnAlertBytes.write(List.of(ALERT), PLACED);
    assertThat(BurnAlertBytes.read(bytes)).isEqualTo(new Remembered(List.of(ALERT), PLACED));
  }

  @Test
  void bytesOfVersionOneAreReadWithoutPlaces() {
    byte[] bytes = BurnAlertBytes.write(List.of(ALERT), Map.of());
    // Version 1 ended where the number of places stands now.
    byte[] old = Arrays.copyOf(bytes, bytes.length - Integer.BYTES);
    old[0] = 1;
    assertThat(BurnAlertBytes.read(old)).isEqualTo(new Remembered(List.of(ALERT), Map.of()));
  }

  @Test
  void bytesOfANewerProgramAreRefused() {
    byte[] bytes = BurnAlertBytes.write(List.of(ALERT), PLACED);
    bytes[0] = 9;
    assertThatThrownBy(() -> BurnAlertBytes.read(bytes))
        .isInstanceOfSatisfying(
            HeadroomException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining("version 9");
  }
}
