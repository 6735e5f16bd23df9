package dev.headroom.app.load;

import picocli.CommandLine.Command;

/// `headroom load`: load tests.
@Command(
    name = "load",
    description = "Make load, and find out how much a target can take; needs no server.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RunCommand.class,
      SearchCommand.class,
      CompareCommand.class,
      ReportCommand.class,
      ScenarioCommand.class
    })
public final class LoadCommand {}
