package dev.headroom.app;

import dev.headroom.app.serve.ServeCommand;
import dev.headroom.base.HeadroomException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `headroom` command: runs the sub-command named by its arguments and exits with its code: 0
/// fine, 1 the answer is no, 2 wrong usage, 3 the server cannot be reached.
@Command(
    name = "headroom",
    description = "A scaling control plane: it names the limit.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {VersionCommand.class, CommandLine.HelpCommand.class})
public final class Main {
  private Main() {}

  /// The whole command line.
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.addSubcommand(ServeCommand.command());
    line.setExecutionExceptionHandler((failure, command, _) -> {
      if (failure instanceof HeadroomException told) {
        command.getErr().println("headroom: " + told.getMessage());
        return told.code().exitCode();
      }
      throw failure;
    });
    return line;
  }

  /// Runs one command line.
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }
}
