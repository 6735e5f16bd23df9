package dev.headroom.app.read;

import dev.headroom.app.read.ApiClient.Parameter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Log records and what they have in common.
final class LogCommands {
  /// Rows of templates.
  static final Table TEMPLATES =
      Table.of(
          new Table.Column("NEW", false, "/isNew", v -> v.asBoolean() ? "new" : ""),
          Table.count("RECORDS", "/count"),
          Table.text("LEVEL", "/level"),
          Table.text("SERVICE", "/service"),
          Table.text("FIRST SEEN", "/firstSeen"),
          Table.text("VERSIONS", "/versions"),
          Table.wide("TEMPLATE", "/template"));

  private static final Table RECORDS =
      Table.of(
          Table.text("TIME", "/at"),
          Table.text("LEVEL", "/level"),
          Table.text("SERVICE", "/service"),
          Table.text("BODY", "/body"));

  private LogCommands() {}

  @Command(
      name = "logs",
      description = "Search log records, newest first.",
      mixinStandardHelpOptions = true)
  static final class Logs implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();
    @Mixin private final Paging paging = new Paging();

    @Option(names = "--service", paramLabel = "NAME", description = "service")
    private @Nullable String service;

    @Option(
        names = "--severity",
        paramLabel = "LEVEL",
        description = "least severity: trace, debug, info, warn, error, fatal, or a number")
    private @Nullable String severity;

    @Option(names = "--text", paramLabel = "TEXT", description = "the body contains it")
    private @Nullable String text;

    @Option(names = "--trace", paramLabel = "TRACE-ID", description = "records of one trace")
    private @Nullable String trace;

    @Option(names = "--template", paramLabel = "N", description = "records of one template")
    private @Nullable Integer template;

    @Override
    public Integer call() throws InterruptedException {
      return asking.list(
          "/api/logs",
          paging,
          "logs",
          RECORDS,
          "no record fits",
          new Parameter("service", service),
          new Parameter("severity", severity),
          new Parameter("text", text),
          new Parameter("trace", trace),
          new Parameter("template", template));
    }
  }

  @Command(
      name = "log-templates",
      description =
          "List what the logs say with the values taken out; what is new since the last deploy of"
              + " its service comes first.",
      mixinStandardHelpOptions = true)
  static final class Templates implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();
    @Mixin private final Paging paging = new Paging();

    @Option(names = "--service", paramLabel = "NAME", description = "service")
    private @Nullable String service;

    @Override
    public Integer call() throws InterruptedException {
      return asking.list(
          "/api/logs/templates",
          paging,
          "templates",
          TEMPLATES,
          "no records in this window; try a longer one, e.g. --range 24h",
          new Parameter("service", service));
    }
  }
}
