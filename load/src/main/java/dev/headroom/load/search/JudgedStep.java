package dev.headroom.load.search;

import dev.headroom.stat.Interval;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/// A step of a search: what was measured, and what it says.
///
/// @param ratePerSecond the rate that was held
/// @param warmUp what was left out before
/// @param length what was measured
/// @param offered requests that should have started
/// @param completed answers that passed all checks
/// @param failed requests that ended otherwise
/// @param throughput requests completed per second, while the load was on
/// @param inFlight mean number of requests in flight
/// @param slowShare the share of requests that were slow, or failed
/// @param slowInterval where it lies, with 95 % confidence
/// @param latency from the intended start
/// @param quantile of the latency: the objective's
/// @param latenessP99 the generator's own error
/// @param generatorCpu share of its core that the generator's busiest thread used
/// @param reason of the verdict, one sentence
public record JudgedStep(
    double ratePerSecond,
    Duration warmUp,
    Duration length,
    long offered,
    long completed,
    long failed,
    double throughput,
    double inFlight,
    double slowShare,
    Interval slowInterval,
    Latency latency,
    Duration quantile,
    Duration latenessP99,
    double generatorCpu,
    Verdict verdict,
    String reason) {

  /// Response times of a step.
  ///
  /// @param variation coefficient of variation
  public record Latency(
      Duration mean, double variation, Duration p50, Duration p90, Duration p99, Duration p999) {

    static Latency of(Histogram nanos) {
      double mean = nanos.getTotalCount() == 0 ? 0 : nanos.getMean();
      return new Latency(
          Duration.ofNanos(Math.round(mean)),
          mean == 0 ? 0 : nanos.getStdDeviation() / mean,
          at(nanos, 50),
          at(nanos, 90),
          at(nanos, 99),
          at(nanos, 99.9));
    }

    private static Duration at(Histogram nanos, double percentile) {
      return Duration.ofNanos(nanos.getValueAtPercentile(percentile));
    }
  }
}
