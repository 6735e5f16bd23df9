package dev.headroom.load.search;

import dev.headroom.load.run.Slice;
import dev.headroom.load.run.StepRequest;
import dev.headroom.load.run.StepResult;
import dev.headroom.stat.Interval;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Says what a step means for an objective.
final class StepJudge {
  private static final double MOST_CPU = 0.8;

  /// In less time a single pause makes any share of a core.
  private static final Duration TELLING = Duration.ofSeconds(2);

  private final LatencyObjective objective;
  private final double mostLateness;

  /// @param mostLateness as a share of the objective's time
  StepJudge(LatencyObjective objective, double mostLateness) {
    this.objective = objective;
    this.mostLateness = mostLateness;
  }

  /// The slices after the warm-up.
  static List<Slice> measured(StepRequest request, StepResult result) {
    return result.slices().stream()
        .filter(slice -> slice.start().compareTo(request.warmUp()) >= 0)
        .toList();
  }

  /// @param share of all steps at this rate so far, this one included
  /// @param effect the assumed design effect
  JudgedStep judge(StepRequest request, StepResult result, SlowShare share, double effect) {
    Backlog backlog = Backlog.of(measured(request, result));
    Interval interval = share.interval(effect);
    Duration lateness = Duration.ofNanos(result.lateness().getValueAtPercentile(99));
    Found found = found(result, backlog, interval, lateness);
    return new JudgedStep(
        request.ratePerSecond(),
        request.warmUp(),
        result.length(),
        result.offered(),
        result.completed(),
        result.failed(),
        backlog.throughput(),
        backlog.inFlight(),
        share.share(),
        interval,
        JudgedStep.Latency.of(result.fromIntended()),
        Duration.ofNanos(result.fromIntended().getValueAtPercentile(objective.quantile() * 100)),
        lateness,
        result.generatorCpu(),
        found.verdict(),
        found.reason());
  }

  private record Found(Verdict verdict, String reason) {}

  private Found found(StepResult result, Backlog backlog, Interval interval, Duration lateness) {
    if (result.generatorCpu() > MOST_CPU && result.length().compareTo(TELLING) >= 0) {
      return new Found(
          Verdict.VOID,
          "the generator's busiest thread used %s of its core; at most 80 %% is sound"
              .formatted(percent(result.generatorCpu())));
    }
    if (lateness.toNanos() > mostLateness * objective.threshold().toNanos()) {
      return new Found(
          Verdict.VOID,
          "1 %% of the requests started more than %.3f ms late; at most %s of %s is sound"
              .formatted(lateness.toNanos() / 1e6, percent(mostLateness), objective.time()));
    }
    if (backlog.overloaded(result.ratePerSecond())) {
      return new Found(
          Verdict.OVERLOADED,
          "requests pile up: %s of them answered, %+.1f in flight per second"
              .formatted(percent(backlog.answeredShare()), backlog.growthPerSecond()));
    }
    if (result.capHit()) {
      return new Found(
          Verdict.VOID, "as many requests were in flight as are allowed, so some had to wait");
    }
    return compared(interval);
  }

  private Found compared(Interval interval) {
    String where =
        "%s to %s of the requests are slow; %s may be"
            .formatted(
                percent(interval.low()), percent(interval.high()), percent(objective.allowed()));
    if (interval.high() < objective.allowed()) {
      return new Found(Verdict.HOLDS, where);
    }
    return new Found(
        interval.low() > objective.allowed() ? Verdict.BREAKS : Verdict.UNDECIDED, where);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.001 ? "%.3f %%" : "%.2f %%", share * 100);
  }
}
