package dev.headroom.load.run;

import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/// What was measured while a load was held.
///
/// Histograms and totals are of the requests whose intended time lies in the measured part, that is
/// after the warm-up, whenever they ended. A request that was given up (timed out, or still open
/// when the step had ended and drained) is in `fromIntended` with the time it had waited by then,
/// so that a stall is never hidden; one that could not be made at all (connection refused) is not.
///
/// @param ratePerSecond the rate that was asked for
/// @param length of the measured part
/// @param fromIntended nanoseconds from when the request should have started to its last byte
/// @param fromSend nanoseconds from when it was sent to its last byte
/// @param lateness nanoseconds from when a request should have started to when the generator turned
///   to it: the generator's own error
/// @param offered requests that should have started
/// @param completed answers that passed all checks
/// @param failed requests that ended otherwise; those neither completed nor failed were given up
///   when the step had drained
/// @param slices since the start of the step, warm-up included, in order
/// @param generatorCpu share of its core that the busiest thread of the generator used, 0 to 1
/// @param capHit whether a request had to wait because as many were in flight as are allowed: then
///   the load was no longer open
public record StepResult(
    double ratePerSecond,
    Duration length,
    Histogram fromIntended,
    Histogram fromSend,
    Histogram lateness,
    long offered,
    long completed,
    long failed,
    List<Slice> slices,
    double generatorCpu,
    boolean capHit) {

  public StepResult {
    slices = List.copyOf(slices);
    if (completed < 0 || failed < 0 || completed + failed > offered) {
      throw new IllegalArgumentException(
          "completed " + completed + " and failed " + failed + " of offered " + offered);
    }
  }

  /// Requests that had neither completed nor failed when the step had drained.
  public long unfinished() {
    return offered - completed - failed;
  }
}
