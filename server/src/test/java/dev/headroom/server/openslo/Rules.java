package dev.headroom.server.openslo;

import dev.headroom.slo.BurnRule;
import dev.headroom.slo.BurnRule.Severity;
import dev.headroom.slo.Period;
import java.time.Duration;
import java.util.List;

/// One standard rule, so that tests see whether it was taken.
final class Rules {
  static final BurnRule USUAL =
      new BurnRule(
          "usual", Severity.PAGE, Duration.ofHours(1), Duration.ofMinutes(5), 1, Duration.ZERO);

  private Rules() {}

  static List<BurnRule> standard(Period period, double target) {
    return period.nominal().isZero() || target == 0 ? List.of() : List.of(USUAL);
  }
}
