package dev.headroom.app;

import dev.headroom.app.alerts.AlertCommands;
import dev.headroom.app.check.CheckCommand;
import dev.headroom.app.demo.DemoCommand;
import dev.headroom.app.diagnose.DiagnoseCommand;
import dev.headroom.app.files.CriticalPathCommand;
import dev.headroom.app.files.ImportCommand;
import dev.headroom.app.fit.FitCommand;
import dev.headroom.app.load.LoadCommand;
import dev.headroom.app.read.ReadCommands;
import dev.headroom.app.serve.ServeCommand;
import dev.headroom.app.slo.ObjectiveCommands;
import dev.headroom.app.slo.SloCommand;
import dev.headroom.app.version.Version;
import dev.headroom.app.whatif.WhatIfCommand;
import dev.headroom.base.HeadroomException;
import picocli.AutoComplete;
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
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.addSubcommand(ServeCommand.command());
    CommandLine demo = new CommandLine(new DemoCommand());
    ServeCommand.addSettings(demo.getCommandSpec());
    line.addSubcommand(demo);
    ReadCommands.all().forEach(line::addSubcommand);
    AlertCommands.all().forEach(line::addSubcommand);
    line.addSubcommand(SloCommand.command());
    line.addSubcommand(ObjectiveCommands.gate());
    line.addSubcommand(new ImportCommand());
    line.addSubcommand(new CriticalPathCommand());
    line.addSubcommand(new FitCommand());
    line.addSubcommand(new DiagnoseCommand());
    line.addSubcommand(new WhatIfCommand());
    line.addSubcommand(new CheckCommand());
    line.addSubcommand(new LoadCommand());
    line.addSubcommand("completion", new AutoComplete.GenerateCompletion());
    return handled(line);
  }

  private static CommandLine handled(CommandLine line) {
    line.setExecutionExceptionHandler((failure, command, _) -> {
      if (failure instanceof HeadroomException told) {
        command.getErr().println("headroom: " + told.getMessage());
        return told.code().exitCode();
      }
      throw failure;
    });
    return line;
  }

  /// The command line of a server, which is to be ready soon, without the other commands.
  private static CommandLine servingLine() {
    CommandLine line = new CommandLine(new Main());
    line.addSubcommand(ServeCommand.command());
    return handled(line);
  }

  /// Runs one command line.
  public static void main(String[] args) {
    boolean serves = args.length > 0 && args[0].equals("serve");
    System.exit((serves ? servingLine() : commandLine()).execute(args));
  }
}
