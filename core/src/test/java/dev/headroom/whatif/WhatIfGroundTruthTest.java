package dev.headroom.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.stat.Interval;
import dev.headroom.stat.Sketch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Predictions from traces with a trouble, held against what the same system really does without.
class WhatIfGroundTruthTest {
  private static final int SYSTEMS = 25;
  private static final int TRACES = 200;
  private static final int FEW_TRACES = 20;
  private static final int TRUTH = 20_000;
  private static final int COUNTED = 2_000;
  private static final ServiceOperation ROUTE = Tree.where("shop GET /page");

  @ParameterizedTest
  @EnumSource
  void theTruthLiesInThePredictedInterval(KnownSystem system) {
    scores(system, TRACES, false).requireMostHold();
  }

  @ParameterizedTest
  @EnumSource
  void fewTracesDoNotPromiseTooMuchByWhatWasCounted(KnownSystem system) {
    scores(system, FEW_TRACES, true).requireMostHold();
  }

  @Test
  void whatWasCountedBringsPredictionsNearerToTheTruth() {
    double plain = 0;
    double counted = 0;
    for (KnownSystem system : KnownSystem.values()) {
      plain += scores(system, FEW_TRACES, false).error;
      counted += scores(system, FEW_TRACES, true).error;
    }
    assertThat(counted).isLessThan(0.95 * plain);
  }

  private static Scores scores(KnownSystem system, int traces, boolean counted) {
    ResampledValues truth = new ResampledValues();
    for (TraceSample trace : system.traces(99, TRUTH, false)) {
      truth.add(trace.root().durationNanos(), 1);
    }
    Scores scores = new Scores();
    for (int seed = 0; seed < SYSTEMS; seed++) {
      List<TraceSample> all = system.traces(seed, COUNTED, true);
      List<TraceSample> before = all.subList(0, traces);
      WhatIf.Known known =
          new WhatIf.Known(SiblingOrder.ofTraces(before), null, counted ? sketch(all) : null);
      Prediction prediction = WhatIf.predict(ROUTE, before, known, List.of(system.edit()));
      for (Prediction.Quantile quantile : prediction.quantiles()) {
        if (quantile.q() == 0.5 || quantile.q() == 0.95) {
          scores.add(seed, quantile, truth.quantile(quantile.q()));
        }
      }
    }
    return scores;
  }

  private static Sketch sketch(List<TraceSample> traces) {
    Sketch sketch = new Sketch();
    traces.forEach(trace -> sketch.record(trace.root().durationNanos()));
    return sketch;
  }

  private static final class Scores {
    private final List<String> told = new ArrayList<>();
    private int hits;
    private int asked;
    private double error;

    void add(int seed, Prediction.Quantile quantile, double real) {
      Interval interval = quantile.interval();
      boolean hit = interval.low() <= real && real <= interval.high();
      hits += hit ? 1 : 0;
      error += Math.abs(Math.log(quantile.thenNanos() / real));
      asked++;
      told.add(
          String.format(
              Locale.ROOT,
              "seed %d p%.0f now %.2f then %.2f [%.2f, %.2f] really %.2f ms%s",
              seed,
              quantile.q() * 100,
              quantile.nowNanos() / 1e6,
              quantile.thenNanos() / 1e6,
              interval.low() / 1e6,
              interval.high() / 1e6,
              real / 1e6,
              hit ? "" : " MISSED"));
    }

    void requireMostHold() {
      assertThat(hits)
          .as("of %d predictions hold:%n%s", asked, String.join("\n", told))
          .isGreaterThanOrEqualTo((int) Math.ceil(0.8 * asked));
    }
  }
}
