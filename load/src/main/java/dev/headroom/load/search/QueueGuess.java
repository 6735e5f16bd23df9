package dev.headroom.load.search;

import java.time.Duration;

/// What is known of the queue at the target: enough to tell how long a step must be.
///
/// @param serviceSeconds mean response time far below the ceiling
/// @param variation coefficient of variation of it
/// @param completed requests that the target completed while it had more than enough
/// @param overloadedSeconds for how long it had
/// @param busiest the highest rate at which the objective holds
record QueueGuess(
    double serviceSeconds,
    double variation,
    double completed,
    double overloadedSeconds,
    double busiest) {
  static final QueueGuess UNKNOWN = new QueueGuess(0, 1, 0, 0, 0);

  /// Up to this share of the capacity the variation of response times is mostly that of service
  /// times.
  private static final double CALM = 0.6;

  /// Beyond that a queue is not waited for: no budget would do.
  private static final double LONGEST = 120;

  private static final double RELAXATIONS = 30;

  /// What is known after a step: the first one tells the service time, calm ones how much it
  /// varies, those that overload the target its capacity.
  QueueGuess after(JudgedStep step) {
    boolean first = serviceSeconds == 0;
    boolean overloads = step.verdict() == Verdict.OVERLOADED;
    double seconds = overloads ? step.length().toNanos() / 1e9 : 0;
    boolean calm = first || step.ratePerSecond() < CALM * capacity();
    return new QueueGuess(
        first ? step.latency().mean().toNanos() / 1e9 : serviceSeconds,
        calm && !overloads
            ? Math.max(first ? 0 : variation, step.latency().variation())
            : variation,
        completed + step.throughput() * seconds,
        overloadedSeconds + seconds,
        step.verdict() == Verdict.HOLDS ? Math.max(busiest, step.ratePerSecond()) : busiest);
  }

  /// Requests per second that the target completes when it has more than enough; NaN while unknown.
  double capacity() {
    return overloadedSeconds == 0 ? Double.NaN : completed / overloadedSeconds;
  }

  /// How long the queue remembers at a rate: `1/(√(cμ)−√λ)²` (the relaxation time of M/M/c, Cohen,
  /// "The Single Server Queue", III.7.3), times half of one plus the squared variation for other
  /// service times, at least a service time.
  double relaxationSeconds(double ratePerSecond) {
    if (overloadedSeconds == 0) {
      return serviceSeconds;
    }
    double full = full();
    double gap = Math.sqrt(full) - Math.sqrt(Math.min(ratePerSecond, full * 0.995));
    return Math.min(LONGEST, Math.max(serviceSeconds, spread() / (gap * gap)));
  }

  private double full() {
    // A standard error less: near the capacity too high a guess makes all steps too short.
    double error = Math.min(0.05, 1 / Math.sqrt(Math.max(1, completed)));
    return Math.max(completed / overloadedSeconds * (1 - error), busiest * 1.005);
  }

  private double spread() {
    return Math.max(1, (1 + Math.min(variation, 3) * Math.min(variation, 3)) / 2);
  }

  /// The highest rate for which a step of this length is long enough; infinite while nothing is
  /// known.
  double settledAt(Duration length) {
    if (overloadedSeconds == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double root = Math.sqrt(full()) - Math.sqrt(spread() * RELAXATIONS / (length.toNanos() / 1e9));
    return root > 0 ? root * root : 0;
  }

  /// About by how much requests that are slow come together: an excursion above the threshold lasts
  /// a quarter of the relaxation time, and counts as often as it is long.
  double designEffect(double ratePerSecond) {
    return Math.max(1, ratePerSecond * relaxationSeconds(ratePerSecond) / 2);
  }

  /// Whether the target cannot keep up with this rate, by what is known: that shows soon.
  boolean beyond(double ratePerSecond) {
    return overloadedSeconds > 0 && ratePerSecond > full() * 1.03;
  }

  /// Five relaxation times are left out.
  Duration warmUp(double ratePerSecond) {
    return ofSeconds(Math.max(1, 5 * relaxationSeconds(ratePerSecond)));
  }

  /// Thirty relaxation times, and long enough for five slow requests when as many are as may be.
  Duration length(double ratePerSecond, double allowed, Duration shortest) {
    double seconds =
        Math.max(RELAXATIONS * relaxationSeconds(ratePerSecond), 5 / (allowed * ratePerSecond));
    Duration wanted = ofSeconds(seconds);
    return wanted.compareTo(shortest) < 0 ? shortest : wanted;
  }

  static Duration ofSeconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }
}
