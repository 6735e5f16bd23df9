package dev.headroom.analysis.saturation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analysis.Golden;
import dev.headroom.analysis.MadeModel;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import dev.headroom.signal.NodeId;
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

  /// Requests that come by chance, on processors that are read ten seconds past each minute: most
  /// of a reading tells of the minute before.
  private static MadeModel readLate(long seed) {
    MadeModel model = new MadeModel(0, 180);
    SplittableRandom random = new SplittableRandom(seed);
    double before = 0.4;
    for (int minute = 0; minute < 180; minute++) {
      double utilization = 0.5 + 0.1 * Math.sin(minute / 20.0) + random.nextDouble(-0.12, 0.12);
      int count = (int) Math.round(utilization * 2 * 60 / WORK / 10);
      double own = 10 * WORK + 10 * queue(utilization) * random.nextDouble(0.6, 1.4);
      model
          .requests("recommend", "GET /recommendations", "1", "r-1", minute, count, own, 0)
          .gauge(
              "recommend",
              "r-1",
              "jvm.cpu.recent_utilization",
              "",
              minute,
              before * 5 / 6 + utilization / 6)
          .gauge("recommend", "r-1", "jvm.cpu.count", "", minute, 2);
      before = utilization;
    }
    return model;
  }

  @Test
  void readingsArePutToTheMinutesTheyTellOf() {
    for (long seed = 1; seed <= 10; seed++) {
      assertThat(find(readLate(seed)))
          .as("seed %d", seed)
          .singleElement()
          .satisfies(it -> assertThat(it.severity()).isNotEqualTo(Severity.WATCH));
    }
    double[] count = new double[40];
    double[] readings = new double[40];
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < count.length; i++) {
      count[i] = random.nextInt(50, 100);
      readings[i] = i == 0 ? 0.5 : (0.7 * count[i - 1] + 0.3 * count[i]) / 100;
    }
    double[] aligned = Alignment.aligned(readings, count);
    assertThat(aligned[39]).isNaN();
    assertThat(off(aligned, count)).isLessThan(0.5 * off(readings, count));
  }

  private static double off(double[] readings, double[] count) {
    double off = 0;
    for (int i = 1; i < 39; i++) {
      off += Math.abs(readings[i] - count[i] / 100);
    }
    return off;
  }

  /// Three hours of a service whose requests wait before they begin, as the server's threads are
  /// used.
  private static MadeModel threads(double most, Wait waits, Wait otherWork) {
    MadeModel model = new MadeModel(0, 180);
    SplittableRandom random = new SplittableRandom(5);
    for (int minute = 0; minute < 180; minute++) {
      double utilization = most * (0.6 + 0.38 * Math.sin(minute / 12.0)) + random.nextDouble(0.05);
      int count = (int) Math.round(60 * (utilization + random.nextDouble(0.2)));
      double response = 0.2 + otherWork.seconds(utilization);
      double wait = 0.002 + waits.seconds(utilization) * random.nextDouble(0.8, 1.2);
      model
          .requests("orders", "GET /orders", "1", "o-1", minute, count, response, 0)
          .calls(
              "shop",
              "GET /",
              NodeId.service(new ServiceName("orders")),
              "GET /orders",
              minute,
              count,
              response + wait,
              0)
          .gauge("orders", "o-1", "tomcat.threads.busy", "name=http", minute, utilization * 8)
          .gauge("orders", "o-1", "tomcat.threads.config.max", "name=http", minute, 8);
    }
    return model;
  }

  @Test
  void waitsForThreadsAreNamed() {
    MadeModel model = threads(0.95, use -> 0.3 * use * use * use / (1.02 - use), _ -> 0);
    assertThat(find(model))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.severity()).isGreaterThanOrEqualTo(Severity.MINOR);
          assertThat(it.subject().detail()).isEqualTo("server threads http");
          assertThat(it.claim())
              .contains("wait while the resource 'server threads http' of orders");
        });
  }

  @Test
  void usedThreadsThatNobodyWaitsForAreAtMostWatched() {
    assertThat(find(threads(0.8, _ -> 0, use -> use))).isEmpty();
    assertThat(find(threads(1, _ -> 0, _ -> 0)))
        .singleElement()
        .satisfies(it -> assertThat(it.severity()).isEqualTo(Severity.WATCH));
  }

  @Test
  void gaugesOfUtilizationAreReadWithoutTheIdlePart() {
    MadeModel model = new MadeModel(0, 60);
    for (int minute = 0; minute < 60; minute++) {
      model
          .gauge("db", "h-1", "system.memory.utilization", "state=used", minute, 0.95)
          .gauge("db", "h-1", "system.memory.utilization", "state=free", minute, 0.99)
          .gauge("db", "h-1", "system.disk.utilization", "device=sda", minute, 0.3)
          .gauge("db", "h-1", "system.cpu.utilization", "state=idle", minute, 0.99);
    }
    assertThat(find(model))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.severity()).isEqualTo(Severity.WATCH);
          assertThat(it.claim()).contains("'system.memory' of db 95 %");
        });
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
