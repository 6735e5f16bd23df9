package dev.headroom.demo.traffic;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Arrival times of a Poisson process whose rate follows a [DayCurve]. Not thread safe.
///
/// Thinning of a homogeneous process (Lewis and Shedler, "Simulation of nonhomogeneous Poisson
/// processes by thinning", 1979). Arrivals do not depend on answers: the model is open.
public final class PoissonArrivals {
  private static final Duration BOUND_STEP = Duration.ofSeconds(10);

  private final DayCurve curve;
  private final RandomGenerator random;
  private double elapsedSeconds;

  /// Arrivals from time zero on.
  public PoissonArrivals(DayCurve curve, RandomGenerator random) {
    this.curve = curve;
    this.random = random;
  }

  /// The time of the next arrival since the start; strictly later than the one before.
  public Duration next() {
    while (true) {
      Duration from = seconds(elapsedSeconds);
      double bound = curve.boundPerSecond(from.plus(BOUND_STEP));
      double step = -Math.log(1 - random.nextDouble()) / bound;
      if (step > BOUND_STEP.toSeconds()) {
        // The bound only holds for one step; the exponential law has no memory, so start anew.
        elapsedSeconds += BOUND_STEP.toSeconds();
        continue;
      }
      elapsedSeconds += Math.max(step, 1e-9);
      if (random.nextDouble() * bound <= curve.ratePerSecond(seconds(elapsedSeconds))) {
        return seconds(elapsedSeconds);
      }
    }
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
