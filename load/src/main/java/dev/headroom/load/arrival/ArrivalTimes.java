package dev.headroom.load.arrival;

import java.util.SplittableRandom;

/// The times at which requests should start, one after the other. They depend on rate and seed
/// alone, never on how the target answers.
///
/// A run on several threads has a stream of times for each; together they are one process of the
/// rate that was asked for: even ones interleave, Poisson ones add up. One thread at a time.
public final class ArrivalTimes {
  private final RateControl rate;
  private final Spacing spacing;
  private final int streams;
  private final SplittableRandom random;
  private RateCurve curve;

  /// The number of the next arrival, as the integral of the rate counts.
  private double target;

  private long next;

  /// @param stream which of the streams this is, from 0
  /// @param streams how many there are
  public ArrivalTimes(RateControl rate, Spacing spacing, long seed, int stream, int streams) {
    this.rate = rate;
    this.spacing = spacing;
    this.streams = streams;
    // Seeds that differ by one give streams that have nothing in common.
    this.random = new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L + stream);
    this.curve = rate.curve();
    this.target = spacing == Spacing.EVEN ? stream : gap();
    this.next = nanos();
  }

  /// When the next request should start, in nanoseconds since the start of the run; the largest
  /// `long` when never, as the rate stands.
  public long peek() {
    RateCurve now = rate.curve();
    if (now != curve) {
      curve = now;
      next = nanos();
    }
    return next;
  }

  /// Goes on to the one after it.
  public void advance() {
    target += gap();
    next = nanos();
  }

  private double gap() {
    return switch (spacing) {
      case EVEN -> streams;
      case POISSON -> -streams * Math.log(1 - random.nextDouble());
    };
  }

  private long nanos() {
    double seconds = curve.secondsOf(target);
    return seconds < 1e9 ? (long) (seconds * 1e9) : Long.MAX_VALUE;
  }
}
