package dev.headroom.analysis.regression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analysis.Golden;
import dev.headroom.analysis.MadeModel;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Finding;
import dev.headroom.signal.NodeId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class VersionRegressionTest {
  private static final int DEPLOYED = 240;

  private record New(double slower, double errors) {}

  /// Three hours of history and a window of three hours, with a new version after one of them.
  ///
  /// @param rate requests per minute
  /// @param rise of the response time with the rate, as a power
  private static MadeModel catalog(IntToDoubleFunction rate, double rise, New version, long seed) {
    MadeModel model = new MadeModel(180, 180);
    SplittableRandom random = new SplittableRandom(seed);
    for (int minute = 0; minute < model.minutes(); minute++) {
      boolean after = minute >= DEPLOYED;
      int count = (int) (rate.applyAsDouble(minute) * random.nextDouble(0.9, 1.1));
      for (String operation : List.of("GET /products", "GET /search")) {
        boolean changed = after && operation.equals("GET /products");
        double seconds =
            0.05
                * Math.pow(count / 60.0, rise)
                * random.nextDouble(0.9, 1.1)
                * (changed ? version.slower() : 1);
        model.requests(
            "catalog",
            operation,
            after ? "1.1.0" : "1.0.0",
            after ? "c-2" : "c-1",
            minute,
            count,
            seconds,
            changed ? (int) Math.round(count * version.errors()) : 0);
      }
      model.route(
          "shop", "GET /", "catalog", "GET /products", minute, count, after ? 0.15 : 0.1, 0.05);
    }
    return model;
  }

  private static double waves(int minute) {
    return 60 + 30 * Math.sin(minute / 15.0);
  }

  private static List<Finding> find(MadeModel model) {
    return new VersionRegression().analyze(model);
  }

  @Test
  void aSlowerVersionIsNamedWithItsOperation() {
    Golden.check(
        "version-regression", find(catalog(VersionRegressionTest::waves, 0.2, new New(1.5, 0), 1)));
  }

  @Test
  void aVersionThatFailsMoreOftenIsNamed() {
    assertThat(find(catalog(VersionRegressionTest::waves, 0.2, new New(1, 0.06), 1)))
        .singleElement()
        .satisfies(
            finding -> assertThat(finding.claim()).contains("fails more often", "GET /products"));
  }

  @Test
  void versionsThatAreAsGoodAreSilent() {
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(find(catalog(VersionRegressionTest::waves, 0.2, new New(1, 0), seed)))
          .as("seed %d", seed)
          .isEmpty();
    }
  }

  @Test
  void loadThatRisesMeanwhileIsNotTheVersionsFault() {
    IntToDoubleFunction rising = minute -> 60 + 0.25 * minute;
    for (long seed = 1; seed <= 10; seed++) {
      assertThat(find(catalog(rising, 0.6, new New(1, 0), seed))).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void aSlowerVersionIsNamedWhileLoadRises() {
    IntToDoubleFunction rising = minute -> 60 + 0.25 * minute;
    assertThat(find(catalog(rising, 0.1, new New(2, 0), 1))).hasSize(1);
  }

  @Test
  void aCalleeThatAnswersLaterIsToBlameItself() {
    MadeModel model = catalog(VersionRegressionTest::waves, 0, new New(1.8, 0), 1);
    NodeId pricing = NodeId.service(new ServiceName("pricing"));
    for (int minute = 0; minute < model.minutes(); minute++) {
      double call = minute < DEPLOYED ? 0.02 : 0.058;
      model.calls("catalog", "GET /products", pricing, "GET /prices", minute, 60, call, 0);
    }
    assertThat(find(model)).isEmpty();
  }

  @Test
  void aVersionThatWasTakenBackIsSilent() {
    MadeModel model = new MadeModel(180, 180);
    for (int minute = 0; minute < 360; minute++) {
      boolean bad = minute >= 200 && minute < 280;
      model.requests(
          "catalog",
          "GET /products",
          bad ? "1.1.0" : "1.0.0",
          "c-1",
          minute,
          60,
          bad ? 0.2 : 0.05,
          0);
    }
    assertThat(find(model)).isEmpty();
  }
}
