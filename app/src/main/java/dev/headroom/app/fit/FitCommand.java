package dev.headroom.app.fit;

import picocli.CommandLine.Command;

/// `headroom fit`: models of measured points.
@Command(
    name = "fit",
    description = "Fit a model to measured points; needs no server.",
    mixinStandardHelpOptions = true,
    subcommands = FitUslCommand.class)
public final class FitCommand {}
