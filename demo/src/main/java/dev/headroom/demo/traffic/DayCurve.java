package dev.headroom.demo.traffic;

import java.time.Duration;

/// Arrival rate over a day that repeats and grows: quiet nights, a lunch hump, an evening peak.
///
/// @param peakPerSecond requests per second at the evening peak of the first day
/// @param day how long one day takes; the demo runs days on fast forward
/// @param startOfDay where in the day the clock starts, 0 (midnight) to below 1
/// @param warmUp how long it takes until the full rate comes, so that cold services are not flooded
/// @param growthPerDay relative growth from one day to the next, compounding
public record DayCurve(
    double peakPerSecond, Duration day, double startOfDay, Duration warmUp, double growthPerDay) {
  private static final double NIGHT = 0.15;
  private static final double COLD = 0.1;
  private static final double LUNCH = 0.52;
  private static final double EVENING = 0.84;

  /// Checks that rates and lengths are positive and that growth cannot make the rate negative.
  public DayCurve {
    if (!(peakPerSecond > 0) || peakPerSecond > 100_000) {
      throw new IllegalArgumentException(
          "peakPerSecond " + peakPerSecond + ", expected above 0 and at most 100000");
    }
    if (day.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("day " + day + ", expected at least one second");
    }
    if (!(startOfDay >= 0 && startOfDay < 1)) {
      throw new IllegalArgumentException("startOfDay " + startOfDay + ", expected 0 to below 1");
    }
    if (warmUp.isNegative()) {
      throw new IllegalArgumentException("warmUp " + warmUp + ", expected zero or more");
    }
    if (!(growthPerDay > -1 && growthPerDay <= 1)) {
      throw new IllegalArgumentException(
          "growthPerDay " + growthPerDay + ", expected above -1 and at most 1");
    }
  }

  /// The rate in requests per second, `elapsed` after the start.
  public double ratePerSecond(Duration elapsed) {
    double days = (double) elapsed.toNanos() / day.toNanos();
    return peakPerSecond
        * shape(dayPart(startOfDay + days))
        * Math.pow(1 + growthPerDay, days)
        * warmth(elapsed);
  }

  /// An upper bound of the rate from the start until `elapsed`, for thinning.
  double boundPerSecond(Duration elapsed) {
    double days = (double) elapsed.toNanos() / day.toNanos();
    return peakPerSecond * Math.max(1, Math.pow(1 + growthPerDay, days));
  }

  private double warmth(Duration elapsed) {
    return elapsed.compareTo(warmUp) >= 0
        ? 1
        : COLD + (1 - COLD) * elapsed.toNanos() / warmUp.toNanos();
  }

  private static double dayPart(double days) {
    return days - Math.floor(days);
  }

  private static double shape(double part) {
    return Math.min(1, NIGHT + 0.6 * hump(part, LUNCH, 0.13) + 0.85 * hump(part, EVENING, 0.10));
  }

  /// A bell around `centre`, one at its top, with the day wrapped into a circle.
  private static double hump(double part, double centre, double width) {
    double distance = Math.abs(part - centre);
    double around = Math.min(distance, 1 - distance) / width;
    return Math.exp(-0.5 * around * around);
  }
}
