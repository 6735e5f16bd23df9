package dev.headroom.load.result;

import dev.headroom.load.plan.Threshold;
import dev.headroom.load.result.RunRecord.Verdict;
import dev.headroom.load.run.RunResult;
import dev.headroom.load.run.StepResult;
import java.util.List;
import java.util.Locale;

/// Holds what was measured against thresholds.
public final class Judging {
  private Judging() {}

  /// A verdict for each threshold, in their order.
  public static List<Verdict> verdicts(RunResult result, List<Threshold> thresholds) {
    return thresholds.stream().map(threshold -> verdict(result.step(), threshold)).toList();
  }

  private static Verdict verdict(StepResult step, Threshold threshold) {
    double measured = measured(step, threshold);
    boolean broken =
        threshold.above() ? measured > threshold.value() : measured < threshold.value();
    return new Verdict(threshold.text(), broken, text(threshold.measure(), measured));
  }

  private static double measured(StepResult step, Threshold threshold) {
    return switch (threshold.measure()) {
      case LATENCY -> step.fromIntended().getValueAtPercentile(100 * threshold.quantile());
      case MEAN -> step.fromIntended().getMean();
      case MAX -> step.fromIntended().getMaxValue();
      // What was given up counts as an error: nobody got an answer.
      case ERRORS -> step.offered() == 0 ? 0 : 1 - (double) step.completed() / step.offered();
      case COMPLETED -> step.completed() / (step.length().toNanos() / 1e9);
    };
  }

  private static String text(Threshold.Measure measure, double value) {
    return switch (measure) {
      case LATENCY, MEAN, MAX -> Words.time(value);
      case ERRORS -> Words.share(value);
      case COMPLETED -> String.format(Locale.ROOT, "%.4g/s", value);
    };
  }
}
