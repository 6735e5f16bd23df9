package dev.headroom.app.load;

import dev.headroom.load.files.RunFile;
import dev.headroom.load.result.RunRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom load report`: tells a stored run again.
@Command(
    name = "report",
    description =
        "Tell the result of a run in other forms: what --out wrote, or a result of k6 (JSON),"
            + " JMeter (CSV), Vegeta (JSON) or HdrHistogram (.hgrm).",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ReportOptions output = new ReportOptions();

  @Parameters(paramLabel = "FILE", description = "the result")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    RunRecord run = RunFile.read(file);
    PrintWriter out = spec.commandLine().getOut();
    output.write(run, out);
    out.flush();
    return run.failed() ? 1 : 0;
  }
}
