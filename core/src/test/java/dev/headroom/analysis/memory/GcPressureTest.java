package dev.headroom.analysis.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analysis.Golden;
import dev.headroom.analysis.MadeModel;
import dev.headroom.finding.Finding;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class GcPressureTest {
  private static final String YOUNG =
      "jvm.gc.action=end of minor GC,jvm.gc.name=G1 Young Generation";

  private static MadeModel pricing(IntToDoubleFunction share, String collector) {
    MadeModel model = new MadeModel(0, 60);
    for (int minute = 0; minute < 60; minute++) {
      double paused = share.applyAsDouble(minute);
      double response = 0.02 / (1 - paused);
      model
          .histogram("pricing", "p-1", "jvm.gc.duration", collector, minute, 40, paused * 60 / 40)
          .requests("pricing", "POST /quotes", "1", "p-1", minute, 200, response, 0)
          .route(
              "shop",
              "GET /cart",
              "pricing",
              "POST /quotes",
              minute,
              200,
              response + 0.01,
              response);
    }
    return model;
  }

  private static List<Finding> find(MadeModel model) {
    return new GcPressure().analyze(model);
  }

  @Test
  void pausesThatRequestsFeelAreNamed() {
    IntToDoubleFunction share = minute -> minute < 40 ? 0.01 + 0.0001 * minute : 0.3;
    Golden.check("gc-pressure", find(pricing(share, YOUNG)));
  }

  @Test
  void aFewPercentAreNormal() {
    assertThat(find(pricing(_ -> 0.04, YOUNG))).isEmpty();
  }

  @Test
  void aBurstAtTheStartIsNormal() {
    assertThat(find(pricing(minute -> minute < 4 ? 0.4 : 0.01, YOUNG))).isEmpty();
  }

  @Test
  void cyclesBesideTheProgramDoNotStopIt() {
    String cycles = "jvm.gc.action=end of GC cycle,jvm.gc.name=ZGC Major Cycles";
    assertThat(find(pricing(_ -> 0.6, cycles))).isEmpty();
    String concurrent = "jvm.gc.action=end of concurrent GC pause,jvm.gc.name=G1 Concurrent GC";
    assertThat(find(pricing(_ -> 0.6, concurrent))).isEmpty();
  }
}
