package dev.headroom.load.search;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.run.Slice;
import dev.headroom.stat.Interval;
import dev.headroom.stat.StudentT;
import java.util.List;

/// The share of requests that were slow while a rate was held, by batch means: requests that wait
/// in the same queue are slow together, so counts of single requests would promise too much.
///
/// Source: Law, "Simulation Modeling and Analysis", 9.5.3 (batch means); the effective number of
/// requests is the number over the design effect (Kish, "Survey Sampling", 8.2).
///
/// @param answered requests that ended
/// @param slow of those, the slow ones
/// @param batches of equal length that the time was cut into, over all steps at this rate
/// @param squares sum of squared differences between the slow requests of a batch and what its
///   requests would have at the mean share
record SlowShare(double answered, double slow, int batches, double squares) {
  /// How many batches a step is cut into.
  static final int BATCHES = 20;

  SlowShare {
    if (!(answered >= slow && slow >= 0 && squares >= 0)) {
      throw new HeadroomException(
          ErrorCode.INVALID, slow + " slow of " + answered + "; expected 0 up to all");
    }
  }

  /// Of one step.
  ///
  /// @param slices the measured ones
  static SlowShare of(List<Slice> slices) {
    int batches = Math.min(BATCHES, slices.size());
    double[] answered = new double[batches];
    double[] slow = new double[batches];
    double allAnswered = 0;
    double allSlow = 0;
    for (int i = 0; i < slices.size(); i++) {
      int batch = (int) ((long) i * batches / slices.size());
      Slice slice = slices.get(i);
      answered[batch] += slice.completed() + slice.failed();
      slow[batch] += slice.slow();
      allAnswered += slice.completed() + slice.failed();
      allSlow += slice.slow();
    }
    double share = allAnswered == 0 ? 0 : allSlow / allAnswered;
    double squares = 0;
    for (int b = 0; b < batches; b++) {
      squares += Math.pow(slow[b] - share * answered[b], 2);
    }
    return new SlowShare(allAnswered, allSlow, batches, squares);
  }

  /// Of both together.
  SlowShare and(SlowShare other) {
    return new SlowShare(
        answered + other.answered,
        slow + other.slow,
        batches + other.batches,
        squares + other.squares);
  }

  /// The share; 0 when nothing ended.
  double share() {
    return answered == 0 ? 0 : slow / answered;
  }

  /// By how much the variance of the count exceeds that of independent requests; at least 1.
  ///
  /// @param assumed when there are too few slow requests to tell
  double designEffect(double assumed) {
    if (slow < 2 || batches < 2) {
      return Math.max(1, assumed);
    }
    double expected = slow * (1 - share());
    return expected <= 0
        ? Math.max(1, assumed)
        : Math.max(1, squares * batches / (batches - 1) / expected);
  }

  /// Where the share lies with 95 % confidence: the wider of batch means and of the exact interval
  /// for the effective number of requests, so that a few slow requests, or none, are not taken for
  /// certainty.
  Interval interval(double assumedEffect) {
    if (answered < 1) {
      return new Interval(0, 1);
    }
    double effect = designEffect(assumedEffect);
    double total = Math.max(1, Math.floor(answered / effect));
    Interval exact = Interval.ofShare(Math.min(total, Math.round(slow / effect)), total, 0.95);
    if (batches < 5) {
      return exact;
    }
    double error = Math.sqrt(squares * batches / (batches - 1)) / answered;
    double half = StudentT.quantile(0.975, batches - 1.0) * error;
    return new Interval(
        Math.min(exact.low(), Math.max(0, share() - half)),
        Math.max(exact.high(), Math.min(1, share() + half)));
  }
}
