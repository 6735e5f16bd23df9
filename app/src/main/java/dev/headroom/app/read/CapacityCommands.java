package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.app.read.ApiClient.Parameter;
import dev.headroom.server.web.Format;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What load tests found out.
final class CapacityCommands {
  private static final Table CEILINGS =
      Table.of(
          Table.text("SERVICE", "/test/service"),
          Table.text("ROUTE", "/test/operation"),
          Table.text("ENVIRONMENT", "/test/environment"),
          Table.rate("CEILING", "/test/perSecond"),
          Table.rate("FROM", "/test/low"),
          Table.rate("TO", "/test/high"),
          Table.text("OBJECTIVE", "/test/objective"),
          Table.rate("PEAK", "/against/production/peakPerSecond"),
          LimitCommands.factor("HEADROOM", "/against/headroom"),
          Table.rate("BY PRODUCTION", "/against/production/limits/0/perSecond"),
          Table.text("TEST", "/test/id"));

  private static final Table TESTS =
      Table.of(
          Table.text("TEST", "/id"),
          Table.text("BEGAN", "/at"),
          lower("KIND", "/kind"),
          Table.text("ENVIRONMENT", "/environment"),
          Table.text("ROUTE", "/operation"),
          Table.rate("CEILING", "/perSecond"),
          Table.count("DOUBTS", "/doubts"),
          Table.wide("ANSWER", "/answer"));

  private static final Table LOADS =
      Table.of(
          Table.rate("OFFERED", "/ratePerSecond"),
          Table.rate("COMPLETED", "/throughputPerSecond"),
          Table.number("UNDER WAY", "/inFlight"),
          Table.nanos("P50", "/p50Nanos"),
          Table.nanos("P99", "/p99Nanos"),
          Table.share("FAILED", "/failedShare"),
          Table.number("SECONDS", "/lengthSeconds"),
          lower("VERDICT", "/verdict"));

  private CapacityCommands() {}

  private static Table.Column lower(String title, String pointer) {
    return new Table.Column(
        title,
        false,
        pointer,
        value -> value.isTextual() ? value.asText().toLowerCase(Locale.ROOT) : Format.UNKNOWN);
  }

  @Command(
      name = "capacity",
      description = "Show the ceilings that load tests found, beside what production asks for.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Without an id the newest ceiling of each route and environment is listed, then all tests.",
        "Results come from 'headroom load search ... --server URL'."
      })
  static final class Capacity implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "of one test")
    private @Nullable String id;

    @Option(names = "--service", paramLabel = "NAME", description = "only of this service")
    private @Nullable String service;

    @Option(names = "--operation", paramLabel = "NAME", description = "only of this route")
    private @Nullable String operation;

    @Option(names = "--environment", paramLabel = "NAME", description = "only made there")
    private @Nullable String environment;

    @Option(names = "--limit", paramLabel = "N", description = "tests at most (default 100)")
    private @Nullable Integer limit;

    @Option(
        names = "--cursor",
        paramLabel = "CURSOR",
        description = "go on where a page ended: nextCursor of its answer")
    private @Nullable String cursor;

    @Override
    public Integer call() throws InterruptedException {
      if (id == null) {
        return list();
      }
      JsonNode view = asking.askAtAnyTime("/api/capacity-tests/" + ApiClient.encoded(id));
      if (view != null) {
        print(view, asking.out());
      }
      return 0;
    }

    private int list() throws InterruptedException {
      JsonNode view =
          asking.askAtAnyTime(
              "/api/capacity-tests",
              new Parameter("service", service),
              new Parameter("operation", operation),
              new Parameter("environment", environment),
              new Parameter("limit", limit),
              new Parameter("cursor", cursor));
      if (view == null) {
        return 0;
      }
      if (view.path("tests").isEmpty()) {
        return asking.print(
            view.path("tests"),
            TESTS,
            "no load test; 'headroom load search ... --server URL' sends one");
      }
      Report report = new Report(asking.out());
      report.section("Ceilings", view.path("routes"), CEILINGS);
      report.section("Tests", view.path("tests"), TESTS);
      if (view.path("nextCursor").isTextual()) {
        asking.out().println("there is more: --cursor " + view.path("nextCursor").asText());
      }
      asking.out().flush();
      return 0;
    }

    private static void print(JsonNode view, PrintWriter out) {
      JsonNode test = view.path("test");
      out.println(test.path("answer").asText());
      out.printf(
          "%s: %s%n",
          test.path("id").asText(),
          test.path("operation").isNull()
              ? test.path("target").asText()
              : test.path("operation").asText() + " in " + test.path("service").asText());
      view.path("details").forEach(detail -> out.println("  " + detail.asText()));
      view.path("doubts").forEach(doubt -> out.println("  in doubt: " + doubt.asText()));
      JsonNode against = view.path("against");
      if (against.isObject()) {
        out.printf(
            "%s in the busy hour, headroom %s%n",
            Format.rate(Table.figure(against.at("/production/peakPerSecond"))),
            against.path("headroom").isNumber()
                ? Format.number(against.path("headroom").asDouble()) + "×"
                : "not known");
        out.println(against.path("difference").asText());
      }
      new Report(out).section("Loads", view.path("loads"), LOADS);
      if (!view.path("command").asText().isEmpty()) {
        out.println();
        out.println("To repeat it: " + view.path("command").asText());
      }
      out.flush();
    }
  }
}
