package dev.headroom.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TraceSample;
import dev.headroom.stat.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Predictions from traces with a trouble, held against what the same system really does without.
class WhatIfGroundTruthTest {
  private static final int SYSTEMS = 25;
  private static final int TRACES = 200;
  private static final int TRUTH = 20_000;

  @ParameterizedTest
  @EnumSource
  void theTruthLiesInThePredictedInterval(KnownSystem system) {
    ResampledValues truth = new ResampledValues();
    for (TraceSample trace : system.traces(99, TRUTH, false)) {
      truth.add(trace.root().durationNanos(), 1);
    }
    int hits = 0;
    int asked = 0;
    List<String> told = new ArrayList<>();
    for (int seed = 0; seed < SYSTEMS; seed++) {
      List<TraceSample> before = system.traces(seed, TRACES, true);
      Prediction prediction =
          WhatIf.predict(
              Tree.where("shop GET /page"),
              before,
              SiblingOrder.ofTraces(before),
              List.of(system.edit()),
              null);
      for (Prediction.Quantile quantile : prediction.quantiles()) {
        if (quantile.q() == 0.5 || quantile.q() == 0.95) {
          double real = truth.quantile(quantile.q());
          Interval interval = quantile.interval();
          boolean hit = interval.low() <= real && real <= interval.high();
          hits += hit ? 1 : 0;
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
      }
    }
    assertThat(hits)
        .as("%d of %d predictions hold:%n%s", hits, asked, String.join("\n", told))
        .isGreaterThanOrEqualTo((int) Math.ceil(0.8 * asked));
  }
}
