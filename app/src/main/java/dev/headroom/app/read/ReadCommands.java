package dev.headroom.app.read;

import java.util.List;

/// The commands that read; each asks the API and prints its answer.
public final class ReadCommands {
  private ReadCommands() {}

  /// All of them, for the root command.
  public static List<Object> all() {
    return List.of(
        new SystemCommands.Status(),
        new ServiceCommands.Services(),
        new ServiceCommands.Service(),
        new LimitCommands.Limits(),
        new CapacityCommands.Capacity(),
        new ServiceCommands.Routes(),
        new ServiceCommands.Route(),
        new ServiceCommands.MapCommand(),
        new TraceCommands.Traces(),
        new TraceCommands.Trace(),
        new LogCommands.Logs(),
        new LogCommands.Templates(),
        new MetricCommands.Metrics(),
        new MetricCommands.Metric(),
        new ChangeCommands.Changes(),
        new ChangeCommands.Catalog(),
        new SystemCommands.Quality(),
        new FindingCommands.Findings(),
        new FindingCommands.Finding(),
        new FindingCommands.Analyses(),
        new FixCommands.Fixes(),
        new ProofCommands.Proof(),
        new ProofCommands.Calibration());
  }
}
