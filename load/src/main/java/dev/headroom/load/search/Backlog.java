package dev.headroom.load.search;

import dev.headroom.load.run.Slice;
import dev.headroom.stat.StudentT;
import java.util.List;

/// Whether the requests in flight pile up while a rate is held: then there is no steady state, and
/// the longer one measures, the longer everything takes.
///
/// @param growthPerSecond the slope of the requests in flight over time
/// @param significant whether the slope is above 0 by a t-test on batch means, at 0.1 %
/// @param answeredShare requests that ended over requests that should have started
/// @param throughput requests completed per second
/// @param inFlight mean number in flight
record Backlog(
    double growthPerSecond,
    boolean significant,
    double answeredShare,
    double throughput,
    double inFlight) {
  private static final int BATCHES = 20;

  /// Fewer answers than this share of what was offered are too few.
  private static final double LEAST_ANSWERED = 0.97;

  /// A pile that grows by less than this share of the arrivals is not seen in the answers yet.
  private static final double LEAST_GROWTH = 0.01;

  /// @param slices the measured ones
  static Backlog of(List<Slice> slices) {
    double seconds = 0;
    double offered = 0;
    double ended = 0;
    double completed = 0;
    double inFlight = 0;
    for (Slice slice : slices) {
      seconds += slice.length().toNanos() / 1e9;
      offered += slice.offered();
      ended += slice.completed() + slice.failed();
      completed += slice.completed();
      inFlight += slice.inFlightAtEnd();
    }
    Line line = Line.of(slices, seconds);
    return new Backlog(
        line.slope(),
        line.significant(),
        offered == 0 ? 1 : ended / offered,
        seconds == 0 ? 0 : completed / seconds,
        slices.isEmpty() ? 0 : inFlight / slices.size());
  }

  /// Whether the target cannot keep up with this rate.
  boolean overloaded(double ratePerSecond) {
    return significant
        && (answeredShare < LEAST_ANSWERED || growthPerSecond > LEAST_GROWTH * ratePerSecond);
  }

  /// A straight line through batch means.
  private record Line(double slope, boolean significant) {
    static Line of(List<Slice> slices, double seconds) {
      int batches = Math.min(BATCHES, slices.size());
      if (batches < 7 || seconds == 0) {
        return new Line(0, false);
      }
      double[] means = new double[batches];
      int[] counts = new int[batches];
      for (int i = 0; i < slices.size(); i++) {
        int batch = (int) ((long) i * batches / slices.size());
        means[batch] += slices.get(i).inFlightAtEnd();
        counts[batch]++;
      }
      double mean = 0;
      for (int b = 0; b < batches; b++) {
        means[b] /= counts[b];
        mean += means[b] / batches;
      }
      double middle = (batches - 1) / 2.0;
      double across = 0;
      double up = 0;
      for (int b = 0; b < batches; b++) {
        across += (b - middle) * (b - middle);
        up += (b - middle) * (means[b] - mean);
      }
      double slope = up / across;
      double residuals = 0;
      for (int b = 0; b < batches; b++) {
        residuals += Math.pow(means[b] - mean - slope * (b - middle), 2);
      }
      double error = Math.sqrt(residuals / (batches - 2) / across);
      return new Line(
          slope * batches / seconds, slope > StudentT.quantile(0.999, batches - 2.0) * error);
    }
  }
}
