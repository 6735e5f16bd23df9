package dev.headroom.analysis.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analysis.Golden;
import dev.headroom.analysis.MadeModel;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UnevenInstancesTest {
  private record Odd(double slower, int errors, String version) {}

  /// Four instances, of which the third is odd.
  private static MadeModel recommend(int minutes, int perMinute, Odd odd, long seed) {
    MadeModel model = new MadeModel(0, minutes);
    SplittableRandom random = new SplittableRandom(seed);
    for (int minute = 0; minute < minutes; minute++) {
      for (int i = 1; i <= 4; i++) {
        boolean third = i == 3;
        double seconds = 0.05 * (1 + 0.3 * Math.sin(minute / 20.0)) * random.nextDouble(0.85, 1.15);
        model.requests(
            "recommend",
            "GET /recommendations",
            third ? odd.version() : "1",
            "r-" + i,
            minute,
            perMinute,
            third ? seconds * odd.slower() : seconds,
            third ? odd.errors() : 0);
        model.gauge("recommend", "r-" + i, "jvm.cpu.count", "", minute, third ? 2 : 4);
      }
      model.route(
          "shop", "GET /", "recommend", "GET /recommendations", minute, 4 * perMinute, 0.2, 0.06);
    }
    return model;
  }

  private static List<Finding> find(MadeModel model) {
    return new UnevenInstances().analyze(model);
  }

  @Test
  void aSlowInstanceIsNamedBesideItsSettings() {
    Golden.check("uneven-instances", find(recommend(120, 50, new Odd(2, 0, "1"), 1)));
  }

  @Test
  void equalInstancesAreSilent() {
    for (long seed = 1; seed <= 30; seed++) {
      assertThat(find(recommend(120, 50, new Odd(1, 0, "1"), seed))).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void aLittleSlowerIsNotWorthATrouble() {
    assertThat(find(recommend(120, 50, new Odd(1.12, 0, "1"), 2))).isEmpty();
  }

  @Test
  void tooFewRequestsTellNothing() {
    assertThat(find(recommend(120, 1, new Odd(2, 0, "1"), 2))).isEmpty();
    assertThat(find(recommend(30, 50, new Odd(2, 0, "1"), 2))).isEmpty();
  }

  @Test
  void anInstanceThatFailsMoreOftenIsNamed() {
    assertThat(find(recommend(120, 50, new Odd(1, 3, "1"), 5)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.subject().detail()).isEqualTo("failing instance");
          assertThat(finding.claim()).contains("r-3", "6 %");
        });
  }

  /// Two instances with ten requests in every five minutes, that fail now and then.
  private static MadeModel payments(int errorsOfOne, int errorsOfTwo) {
    MadeModel model = new MadeModel(0, 120);
    for (int minute = 0; minute < 120; minute++) {
      for (int i = 1; i <= 2; i++) {
        int all = i == 1 ? errorsOfOne : errorsOfTwo;
        int due = (minute + 1) * all / 120 - minute * all / 120;
        model.requests("payments", "POST /payments", "1", "p-" + i, minute, 2, 0.05, due);
      }
    }
    return model;
  }

  @Test
  void fewErrorsThatChanceDealtOutUnevenlyAreSilent() {
    // Of 13 errors 11 fall to one of two: 1.1 % of all throws of a coin are as uneven.
    assertThat(find(payments(11, 2))).isEmpty();
    assertThat(find(payments(24, 0)))
        .singleElement()
        .satisfies(it -> assertThat(it.claim()).contains("p-1", "10 %"));
  }

  @Test
  void twoVersionsForHoursAreToBeWatched() {
    assertThat(find(recommend(480, 50, new Odd(1, 0, "2"), 6)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.severity()).isEqualTo(Severity.WATCH);
          assertThat(finding.subject().detail()).isEqualTo("versions");
        });
    assertThat(find(recommend(120, 50, new Odd(1, 0, "2"), 6))).isEmpty();
  }
}
