package dev.headroom.analysis.saturation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analysis.Golden;
import dev.headroom.analysis.MadeModel;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SaturationTest {
  private static final double WORK = 0.04;

  private interface Wait {
    double seconds(double utilization);
  }

  /// Three hours; utilization of two processors goes up and down below `most`.
  private static MadeModel recommend(double most, Wait waits) {
    MadeModel model = new MadeModel(0, 180);
    SplittableRandom random = new SplittableRandom(9);
    for (int minute = 0; minute < 180; minute++) {
      double utilization = most * (0.6 + 0.38 * Math.sin(minute / 12.0)) + random.nextDouble(0.02);
      int count = (int) Math.round(utilization * 2 * 60 / WORK);
      double own = WORK + waits.seconds(utilization) * random.nextDouble(0.8, 1.2);
      model
          .requests("recommend", "GET /recommendations", "1", "r-1", minute, count, own, 0)
          .gauge("recommend", "r-1", "jvm.cpu.recent_utilization", "", minute, utilization)
          .gauge("recommend", "r-1", "jvm.cpu.count", "", minute, 2)
          .route(
              "shop", "GET /", "recommend", "GET /recommendations", minute, count, own + 0.1, own);
    }
    return model;
  }

  private static double queue(double utilization) {
    return WORK * Math.pow(utilization, 1.45) / (2 * (1 - utilization));
  }

  private static List<Finding> find(MadeModel model) {
    return new Saturation().analyze(model);
  }

  @Test
  void waitsThatGoWithUtilizationAreNamed() {
    Golden.check("saturation", find(recommend(0.9, SaturationTest::queue)));
  }

  @Test
  void wellUsedProcessorsThatNobodyWaitsForAreSilent() {
    assertThat(find(recommend(0.85, _ -> 0.002))).isEmpty();
  }

  @Test
  void fullProcessorsAloneAreOnlyToBeWatched() {
    assertThat(find(recommend(1, _ -> 0.002)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.WATCH));
  }

  @Test
  void waitsFarBeyondAQueueForProcessorsHaveAnotherCause() {
    assertThat(find(recommend(0.6, utilization -> 20 * queue(utilization)))).isEmpty();
  }

  @Test
  void waitsThatDoNotGoWithUtilizationHaveAnotherCause() {
    SplittableRandom random = new SplittableRandom(3);
    assertThat(find(recommend(0.85, _ -> random.nextDouble(0.08)))).isEmpty();
  }
}
