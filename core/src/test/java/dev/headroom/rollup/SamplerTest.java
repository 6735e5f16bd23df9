package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.HeadroomException;
import dev.headroom.rollup.StoredTrace.KeepReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
  private static final long MINUTE = 60_000_000_000L;
  private static final SamplingPolicy ONLY_UNIFORM =
      new SamplingPolicy(false, 10, 1_000, 0, 0, 0.99, 0, 0, 99);

  private final Map<KeepReason, Integer> kept = new EnumMap<>(KeepReason.class);

  private boolean offer(Sampler sampler, long id, long route, long nanos, boolean error, long now) {
    boolean keep = sampler.keep(id * 0x9E3779B97F4A7C15L, id, route, nanos, error, now);
    if (keep) {
      kept.merge(sampler.reason(), 1, Integer::sum);
    }
    return keep;
  }

  /// Rates that rise and fall, a few routes, many days' worth of draws: the weights add up to what
  /// was there, per route and for the part that a re-analysis would ask for.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void weightsAreUnbiased(long seed) {
    Random random = new Random(seed);
    Sampler sampler = new Sampler(ONLY_UNIFORM);
    double[] estimate = new double[3];
    double[] truth = new double[3];
    double slowEstimate = 0;
    double slowTruth = 0;
    for (int minute = 0; minute < 1_500; minute++) {
      for (int route = 0; route < 3; route++) {
        int traces = 5 + random.nextInt(1 + (route + 1) * (minute % 7) * 40);
        for (int i = 0; i < traces; i++) {
          long duration = random.nextInt(1_000);
          truth[route]++;
          slowTruth += duration > 900 ? 1 : 0;
          if (sampler.keep(
              random.nextLong(), random.nextLong(), route, duration, false, minute * MINUTE)) {
            assertThat(sampler.weight()).isGreaterThanOrEqualTo(1);
            estimate[route] += sampler.weight();
            slowEstimate += duration > 900 ? sampler.weight() : 0;
          }
        }
      }
    }
    for (int route = 0; route < 3; route++) {
      assertThat(estimate[route] / truth[route])
          .as("seed %d, route %d", seed, route)
          .isCloseTo(1, within(0.06));
    }
    assertThat(slowEstimate / slowTruth).as("seed %d", seed).isCloseTo(1, within(0.12));
  }

  @Test
  void aSteadyRouteKeepsAboutItsBudget() {
    Sampler sampler = new Sampler(ONLY_UNIFORM);
    long id = 1;
    for (int minute = 0; minute < 60; minute++) {
      for (int i = 0; i < 600; i++) {
        offer(sampler, id++, 1, 100, false, minute * MINUTE + i * 100_000_000L);
      }
    }
    assertThat(kept.get(KeepReason.RESERVOIR)).isBetween(60 * 7, 60 * 13);
  }

  @Test
  void aSuddenFloodKeepsOnlyALittleMore() {
    Sampler sampler = new Sampler(ONLY_UNIFORM);
    for (long id = 1; id <= 1_000_000; id++) {
      offer(sampler, id, 1, 100, false, 5);
    }
    assertThat(kept.get(KeepReason.RESERVOIR)).isLessThan(150);
  }

  @Test
  void manyRoutesTogetherKeepToTheOverallBudget() {
    Sampler sampler = new Sampler(new SamplingPolicy(false, 10, 100, 0, 0, 0.99, 0, 0, 99));
    long id = 1;
    for (int minute = 0; minute < 10; minute++) {
      for (int i = 0; i < 20_000; i++) {
        offer(sampler, id++, i % 2_000, 100, false, minute * MINUTE);
      }
    }
    assertThat(kept.get(KeepReason.RESERVOIR)).isBetween(500, 3_000);
  }

  @Test
  void theOverallBudgetTakesNothingFromRoutesThatLeaveItRoom() {
    Sampler sampler = new Sampler(new SamplingPolicy(false, 10, 400, 0, 0, 0.99, 0, 0, 99));
    long id = 1;
    for (int minute = 0; minute < 30; minute++) {
      for (int i = 0; i < 20_000; i++) {
        offer(sampler, id++, i % 20, 100, false, minute * MINUTE);
      }
    }
    assertThat(kept.get(KeepReason.RESERVOIR))
        .as("20 routes, 10 a minute each")
        .isBetween(4_800, 7_800);
  }

  @Test
  void errorsAreKeptUpToTheirBudgetEachMinute() {
    Sampler sampler = new Sampler(new SamplingPolicy(false, 1, 1, 5, 0, 0.99, 0, 8, 99));
    for (long id = 1; id <= 2_000; id++) {
      offer(sampler, id, id % 2, 100, true, 0);
    }
    assertThat(kept.get(KeepReason.ERROR)).as("5 per route, 8 in all").isEqualTo(8);
    for (long id = 3_001; id <= 4_000; id++) {
      offer(sampler, id, 1, 100, true, MINUTE);
    }
    assertThat(kept.get(KeepReason.ERROR)).isEqualTo(13);
    assertThat(sampler.weight()).isZero();
  }

  @Test
  void slowTracesAreThoseAboveTheRoutesOwnQuantile() {
    Sampler sampler = new Sampler(new SamplingPolicy(false, 1, 1, 0, 3, 0.99, 0, 100, 99));
    for (long id = 1; id <= 1_000; id++) {
      offer(sampler, id, 1, 1_000_000 + id, false, 0);
      offer(sampler, id + 5_000, 2, 50_000_000 + id, false, 0);
    }
    int before = kept.getOrDefault(KeepReason.SLOW, 0);
    for (long id = 10_001; id <= 10_010; id++) {
      offer(sampler, id, 1, 20_000_000, false, MINUTE);
      offer(sampler, id + 5_000, 2, 50_000_500, false, MINUTE);
    }
    assertThat(kept.get(KeepReason.SLOW) - before).as("3 of route 1, none of route 2").isEqualTo(3);
  }

  @Test
  void aRouteIsNotJudgedSlowBeforeItIsKnown() {
    Sampler sampler = new Sampler(new SamplingPolicy(false, 1, 1, 0, 9, 0.99, 0, 100, 99));
    for (long id = 1; id <= 100; id++) {
      offer(sampler, id, 1, id * 1_000_000, false, 0);
    }
    assertThat(kept).doesNotContainKey(KeepReason.SLOW);
  }

  @Test
  void theFirstOfARouteAreKeptEveryTenMinutes() {
    Sampler sampler = new Sampler(new SamplingPolicy(false, 1, 1, 0, 0, 0.99, 4, 100, 99));
    for (long id = 1; id <= 50; id++) {
      offer(sampler, id, 7, 100, false, 0);
    }
    int first = kept.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(first).isBetween(4, 10);
    int rare = kept.getOrDefault(KeepReason.RARE, 0);
    assertThat(rare).isPositive();
    for (long id = 51; id <= 100; id++) {
      offer(sampler, id, 7, 100, false, 9 * MINUTE);
    }
    assertThat(kept.get(KeepReason.RARE)).isEqualTo(rare);
    for (long id = 101; id <= 150; id++) {
      offer(sampler, id, 7, 100, false, 10 * MINUTE);
    }
    assertThat(kept.get(KeepReason.RARE)).isGreaterThan(rare);
  }

  @Test
  void theSameStreamWithTheSameSeedGivesTheSameDecisions() {
    assertThat(decisions(SamplingPolicy.DEFAULT)).isEqualTo(decisions(SamplingPolicy.DEFAULT));
    assertThat(decisions(ONLY_UNIFORM))
        .isNotEqualTo(decisions(new SamplingPolicy(false, 10, 1_000, 0, 0, 0.99, 0, 0, 100)));
  }

  private static List<String> decisions(SamplingPolicy policy) {
    Random random = new Random(5);
    Sampler sampler = new Sampler(policy);
    List<String> decisions = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      boolean keep =
          sampler.keep(
              random.nextLong(),
              random.nextLong(),
              random.nextInt(9),
              random.nextInt(1_000_000),
              random.nextInt(50) == 0,
              i * 20_000_000L);
      decisions.add(keep ? sampler.reason() + " " + sampler.weight() : "no");
    }
    return decisions;
  }

  @Test
  void everythingIsKeptWhenAsked() {
    Sampler sampler = new Sampler(SamplingPolicy.ALL);
    for (long id = 1; id <= 1_000; id++) {
      assertThat(offer(sampler, id, 1, 100, false, 0)).isTrue();
    }
    assertThat(kept).containsOnlyKeys(KeepReason.IMPORTED);
    assertThat(sampler.weight()).isEqualTo(1);
  }

  @Test
  void endlessRoutesShareOneStateAtLast() {
    Sampler sampler = new Sampler(SamplingPolicy.DEFAULT);
    int late = 0;
    for (long route = 0; route < Sampler.MOST_ROUTES + 20_000L; route++) {
      boolean keep = offer(sampler, route + 1, route, 100, false, route * 10_000_000L);
      late += keep && route > Sampler.MOST_ROUTES + 5_000L ? 1 : 0;
    }
    assertThat(late).as("as one route they are not rare").isLessThan(1_000);
  }

  @Test
  void refusesBudgetsThatMakeNoSense() {
    assertThatThrownBy(() -> new SamplingPolicy(false, 0, 1, 0, 0, 0.99, 0, 0, 1))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("uniformPerRoute 0");
    assertThatThrownBy(() -> new SamplingPolicy(false, 1, 1, 0, 0, 1, 0, 0, 1))
        .isInstanceOf(HeadroomException.class);
  }
}
