package dev.headroom.load.plan;

import java.time.Duration;

/// The most load that may be made without saying otherwise.
///
/// @param perSecond highest rate of requests: that of scenarios times their mean number of requests
/// @param users most users of the closed model, whose rate is that of the target
/// @param duration with the warm-up
public record Caps(double perSecond, int users, Duration duration) {
  public static final Caps USUAL = new Caps(1000, 100, Duration.ofMinutes(10));

  /// Refuses a plan that goes beyond.
  public void check(LoadPlan plan) {
    Duration whole = plan.duration().plus(plan.warmUp());
    if (whole.compareTo(duration) > 0) {
      throw Amounts.wrong(
          "duration with warm-up",
          seconds(whole),
          "at most " + seconds(duration) + ", or a higher --max-duration");
    }
    switch (plan.load()) {
      case LoadModel.Open open -> checkRate(plan, open, whole.toNanos() / 1e9);
      case LoadModel.Closed closed -> {
        if (closed.users() > users) {
          throw Amounts.wrong(
              "users", closed.users(), "at most " + users + ", or a higher --max-users");
        }
      }
    }
  }

  private void checkRate(LoadPlan plan, LoadModel.Open open, double seconds) {
    double weights = plan.scenarios().stream().mapToDouble(Scenario::weight).sum();
    double requests =
        plan.scenarios().stream()
                .mapToDouble(scenario -> scenario.weight() * scenario.requests().size())
                .sum()
            / weights;
    double highest = requests * open.rate().curve().highestUntil(seconds);
    if (highest > perSecond * (1 + 1e-9)) {
      throw Amounts.wrong(
          "rate", highest, "at most " + perSecond + " per second, or a higher --max-rate");
    }
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }
}
