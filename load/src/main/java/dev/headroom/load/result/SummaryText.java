package dev.headroom.load.result;

import dev.headroom.load.run.RunResult;
import dev.headroom.load.run.StepResult;
import java.util.Formatter;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// A run in some lines of text.
public final class SummaryText {
  private static final double[] QUANTILES = {50, 90, 95, 99, 99.9, 100};

  private final StringBuilder text = new StringBuilder();
  private final Formatter out = new Formatter(text, Locale.ROOT);

  private SummaryText() {}

  /// The text, lines ended.
  public static String of(RunRecord run) {
    SummaryText summary = new SummaryText();
    summary.head(run);
    summary.counts(run.result());
    summary.times(run.result().step());
    summary.parts(run.result());
    summary.verdicts(run);
    return summary.text.toString();
  }

  private void head(RunRecord run) {
    RunResult result = run.result();
    out.format(
        "%s → %s, %s, run %s%n",
        run.load(), run.target(), Words.length(result.step().length()), result.id());
    switch (result.end()) {
      case RunResult.End.Complete _ -> {}
      case RunResult.End.Stopped _ -> out.format("PARTIAL: stopped before its end%n");
      case RunResult.End.Aborted aborted -> out.format("ABORTED: %s%n", aborted.reason());
    }
    for (String reason : result.voidReasons()) {
      out.format("VOID: %s%n", reason);
    }
  }

  private void counts(RunResult result) {
    StepResult step = result.step();
    double seconds = step.length().toNanos() / 1e9;
    out.format(
        "offered %d (%s), completed %d (%s), failed %d (%s)%s%n",
        step.offered(),
        Words.rate(step.offered() / seconds),
        step.completed(),
        Words.rate(step.completed() / seconds),
        step.failed(),
        Words.share(step.offered() == 0 ? 0 : (double) step.failed() / step.offered()),
        step.unfinished() == 0 ? "" : ", unfinished " + step.unfinished());
    if (!result.statuses().isEmpty()) {
      out.format("status   %s%n", joined(result.statuses()));
    }
    if (!result.failures().isEmpty()) {
      out.format("failures %s%n", joined(result.failures()));
    }
  }

  private static String joined(java.util.Map<?, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private void times(StepResult step) {
    text.append('\n');
    out.format(
        "%-14s %9s %9s %9s %9s %9s %9s %9s%n",
        "", "mean", "p50", "p90", "p95", "p99", "p99.9", "max");
    row("from intended", step.fromIntended());
    row("from send", step.fromSend());
    row("lateness", step.lateness());
    out.format("generator: busiest thread %s of its core%n", Words.share(step.generatorCpu()));
  }

  private void row(String name, Histogram times) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-14s", name));
    row.append(cell(times.getTotalCount() == 0 ? -1 : times.getMean()));
    for (double quantile : QUANTILES) {
      row.append(cell(times.getTotalCount() == 0 ? -1 : times.getValueAtPercentile(quantile)));
    }
    out.format("%s%n", row);
  }

  private static String cell(double nanos) {
    return String.format(Locale.ROOT, " %9s", nanos < 0 ? "–" : Words.time(nanos));
  }

  private void parts(RunResult result) {
    if (result.parts().size() < 2) {
      return;
    }
    text.append('\n');
    out.format(
        "%-32s %9s %8s %9s %9s %9s%n", "request", "completed", "failed", "p50", "p99", "max");
    for (RunResult.Part part : result.parts()) {
      Histogram times = part.fromIntended();
      out.format(
          "%-32s %9d %8d%s%s%s%n",
          part.name(),
          part.completed(),
          part.failed(),
          cell(times.getTotalCount() == 0 ? -1 : times.getValueAtPercentile(50)),
          cell(times.getTotalCount() == 0 ? -1 : times.getValueAtPercentile(99)),
          cell(times.getTotalCount() == 0 ? -1 : times.getMaxValue()));
    }
  }

  private void verdicts(RunRecord run) {
    if (run.verdicts().isEmpty()) {
      return;
    }
    text.append('\n');
    for (RunRecord.Verdict verdict : run.verdicts()) {
      out.format(
          "%-6s %s, measured %s%n",
          verdict.broken() ? "BROKEN" : "ok", verdict.threshold(), verdict.measured());
    }
  }
}
