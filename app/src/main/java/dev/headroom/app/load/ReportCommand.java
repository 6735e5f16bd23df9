package dev.headroom.app.load;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.result.RunJson;
import dev.headroom.load.result.RunRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
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
    description = "Tell the result of a run that was written with --out, in other forms.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ReportOptions output = new ReportOptions();

  @Parameters(paramLabel = "FILE", description = "what --out wrote")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    RunRecord run = read(file);
    PrintWriter out = spec.commandLine().getOut();
    output.write(run, out);
    out.flush();
    return run.failed() ? 1 : 0;
  }

  static RunRecord read(Path file) {
    try {
      return RunJson.read(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "'" + file + "' cannot be read: " + e.getMessage(), e);
    }
  }
}
