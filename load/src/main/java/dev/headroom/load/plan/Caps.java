package dev.headroom.load.plan;

import java.time.Duration;

/// The most load that may be made without saying otherwise.
///
/// @param perSecond highest rate of scenarios
public record Caps(double perSecond, Duration duration) {
  public static final Caps USUAL = new Caps(1000, Duration.ofMinutes(10));

  /// Refuses a plan that goes beyond.
  public void check(LoadPlan plan) {
    if (plan.duration().plus(plan.warmUp()).compareTo(duration) > 0) {
      throw Amounts.wrong(
          "duration with warm-up",
          seconds(plan.duration().plus(plan.warmUp())),
          "at most " + seconds(duration) + ", or a higher --max-duration");
    }
    if (plan.load() instanceof LoadModel.Open open) {
      double whole = plan.duration().plus(plan.warmUp()).toNanos() / 1e9;
      double highest = open.rate().curve().highestUntil(whole);
      if (highest > perSecond) {
        throw Amounts.wrong(
            "rate", highest, "at most " + perSecond + " per second, or a higher --max-rate");
      }
    }
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }
}
