package dev.headroom.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `headroom` command: runs the sub-command named by its arguments and exits with its code.
@Command(
    name = "headroom",
    description = "A scaling control plane: it names the limit.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = VersionCommand.class)
public final class Main {
  private Main() {}

  /// Runs one command line; exit code 2 stands for wrong usage.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
