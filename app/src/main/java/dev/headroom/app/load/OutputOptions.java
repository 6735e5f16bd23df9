package dev.headroom.app.load;

import dev.headroom.load.result.HistogramLog;
import dev.headroom.load.result.RunJson;
import dev.headroom.load.result.RunRecord;
import dev.headroom.load.run.Marks;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What is told of a run, while it goes on and when it is over.
final class OutputOptions {
  @Mixin private ReportOptions report = new ReportOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "write the result as JSON, for headroom load report and compare")
  private @Nullable Path out;

  @Option(
      names = "--hlog",
      paramLabel = "FILE",
      description = "write a log of HdrHistogram, a histogram per second")
  private @Nullable Path hlog;

  /// Who listens to the run while it goes on.
  RunListeners listeners(Marks marks, InstantSource clock, PrintWriter terminal) {
    HistogramLog log =
        hlog == null ? null : HistogramLog.create(hlog, marks.runId(), clock.instant());
    return new RunListeners(log, ProgressLine.on(terminal));
  }

  /// Tells the result of a run.
  void write(RunRecord run, PrintWriter console) {
    if (out != null) {
      ReportOptions.save(out, RunJson.write(run));
    }
    report.write(run, console);
  }
}
