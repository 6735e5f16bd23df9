package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.server.web.Format;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// How far routes scale, and what limits them.
final class LimitCommands {
  private static final Table ROUTES =
      Table.of(
          Table.text("SERVICE", "/service"),
          Table.text("ROUTE", "/operation"),
          Table.rate("PEAK", "/ceiling/peakPerSecond"),
          Table.rate("CEILING", "/ceiling/limits/0/perSecond"),
          Table.rate("FROM", "/ceiling/limits/0/low"),
          Table.rate("TO", "/ceiling/limits/0/high"),
          factor("HEADROOM", "/ceiling/headroom"),
          Table.rate("KNEE", "/ceiling/kneePerSecond"),
          Table.rate("OBJECTIVE", "/ceiling/objective/perSecond"),
          day("REACHED", "/ceiling/runsOut/at"),
          Table.text("LIMITED BY", "/ceiling/limits/0/title"),
          Table.wide("IN DOUBT", "/ceiling/undecided"));

  private static final Table RESOURCES =
      Table.of(
          Table.text("RESOURCE", "/title"),
          Table.rate("LIMIT", "/perSecond"),
          Table.rate("FROM", "/low"),
          Table.rate("TO", "/high"),
          Table.share("BUSY AT PEAK", "/peakUtilization"),
          Table.number("SERVERS", "/servers"),
          new Table.Column(
              "DEMAND",
              true,
              "/demandSeconds",
              v -> v.isNumber() ? Format.nanos(v.asDouble() * 1e9) : "not known"),
          Table.wide("HOW", "/formula"));

  private LimitCommands() {}

  /// A multiple of something: `2.7×`.
  static Table.Column factor(String title, String pointer) {
    return new Table.Column(
        title,
        true,
        pointer,
        v -> v.isNumber() ? Format.number(v.asDouble()) + "×" : Format.UNKNOWN);
  }

  private static Table.Column day(String title, String pointer) {
    return new Table.Column(
        title,
        false,
        pointer,
        v -> v.isTextual() ? Format.day(Instant.parse(v.asText())) : Format.UNKNOWN);
  }

  /// The limits of one route, below its heading.
  static void of(Report report, JsonNode ceiling) {
    report.section("Limits", ceiling.path("limits"), RESOURCES);
    for (JsonNode doubt : ceiling.path("undecided")) {
      report.out().println("  " + doubt.asText());
    }
  }

  @Command(
      name = "limits",
      description =
          "List routes with their ceilings: the rate at which each stops scaling, what limits it,"
              + " how far that is from today's peak, and when it is reached.",
      mixinStandardHelpOptions = true)
  static final class Limits implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();
    @Mixin private final Paging paging = new Paging();

    @Override
    public Integer call() throws InterruptedException {
      return asking.list("/api/limits", paging, "routes", ROUTES, Asking.NOTHING);
    }
  }
}
