package dev.headroom.analysis.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analysis.Golden;
import dev.headroom.analysis.MadeModel;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class MemoryLeakTest {
  private static final double MIB = 1 << 20;
  private static final String OLD = "jvm.memory.pool.name=G1 Old Gen,jvm.memory.type=heap";
  private static final String EDEN = "jvm.memory.pool.name=G1 Eden Space,jvm.memory.type=heap";

  /// Two hours of a heap of 256 MiB.
  ///
  /// @param alive MiB that are alive in each minute
  /// @param told whether the collector tells what it left of the old generation
  private static MadeModel inventory(IntToDoubleFunction alive, boolean told) {
    MadeModel model = new MadeModel(0, 120);
    SplittableRandom random = new SplittableRandom(7);
    for (int minute = 0; minute < 120; minute++) {
      double live = alive.applyAsDouble(minute) * MIB;
      model
          .gauge("inventory", "i-1", "jvm.memory.limit", OLD, minute, 256 * MIB)
          .gauge("inventory", "i-1", "jvm.memory.used", OLD, minute, live)
          .gauge("inventory", "i-1", "jvm.memory.used", EDEN, minute, random.nextDouble(20) * MIB)
          .gauge("inventory", "i-1", "jvm.memory.used_after_last_gc", EDEN, minute, 0)
          .gauge("inventory", "i-1", "jvm.memory.used_after_last_gc", OLD, minute, told ? live : 0);
      int requests = 300 + (int) (60 * Math.sin(minute / 9.0));
      model.requests("inventory", "GET /availability", "1", "i-1", minute, requests, 0.004, 0);
    }
    return model;
  }

  private static List<Finding> find(MadeModel model) {
    return new MemoryLeak().analyze(model);
  }

  @Test
  void aHeapThatKeepsMoreAndMoreIsNamedWithItsEnd() {
    Golden.check("memory-leak", find(inventory(minute -> 60 + 0.6 * minute, true)));
  }

  @Test
  void whatIsOnlySeenInUseCountsNearTheLimit() {
    assertThat(find(inventory(minute -> 60 + 0.6 * minute, false))).isEmpty();
    assertThat(find(inventory(minute -> 110 + 0.9 * minute, false)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
          assertThat(finding.confidence()).isLessThanOrEqualTo(0.6);
        });
  }

  /// From 80 to 250 of 256 MiB within four minutes, full for three, then another process.
  @Test
  void aHeapThatFilledWithinMinutesIsNamedAfterwards() {
    SplittableRandom random = new SplittableRandom(5);
    assertThat(
            find(
                inventory(
                    minute ->
                        minute < 60 || minute >= 67
                            ? 80 + random.nextDouble(2)
                            : Math.min(250 + random.nextDouble(), 80 + 45.0 * (minute - 59)),
                    true)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.claim())
              .startsWith("The heap of inventory was full for ")
              .endsWith("of 256 MiB stayed alive.");
          assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
        });
  }

  @Test
  void aSteadyHeapIsSilent() {
    SplittableRandom random = new SplittableRandom(3);
    assertThat(find(inventory(_ -> 80 + random.nextDouble(30), true))).isEmpty();
  }

  @Test
  void aCacheThatFillsAndLevelsOffIsSilent() {
    assertThat(find(inventory(minute -> 60 + 100 * (1 - Math.exp(-minute / 25.0)), true)))
        .isEmpty();
  }

  @Test
  void memoryThatGoesWithTheLoadIsSilent() {
    assertThat(find(inventory(minute -> 60 + 30 * Math.sin(minute / 9.0), true))).isEmpty();
  }

  @Test
  void aRestartBeginsAnew() {
    // It grew before, but what runs now is too young to tell.
    IntToDoubleFunction alive = minute -> minute < 110 ? 60 + minute : 60 + (minute - 110);
    assertThat(find(inventory(alive, true))).isEmpty();
    IntToDoubleFunction earlier = minute -> minute < 40 ? 60 + 2 * minute : 40 + (minute - 40);
    assertThat(find(inventory(earlier, true)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.coverage().items()).isBetween(70L, 80L));
  }

  @Test
  void aSlowLeakShowsInTheHistory() {
    MadeModel model = new MadeModel(4 * 1440, 1440);
    for (int minute = 0; minute < model.minutes(); minute += 5) {
      double live = (60 + 15.0 * minute / 1440) * MIB;
      model
          .gauge("inventory", "i-1", "jvm.memory.limit", OLD, minute, 256 * MIB)
          .gauge("inventory", "i-1", "jvm.memory.used", OLD, minute, live)
          .gauge("inventory", "i-1", "jvm.memory.used_after_last_gc", OLD, minute, live);
    }
    assertThat(find(model))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.claim()).contains("640 KiB more every hour").contains("8.");
          assertThat(finding.severity()).isEqualTo(Severity.MAJOR);
        });
  }
}
