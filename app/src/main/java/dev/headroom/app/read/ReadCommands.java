package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.app.read.ApiClient.Parameter;
import dev.headroom.server.web.Format;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that read, one nested class each.
public final class ReadCommands {
  private static final String NOTHING =
      "nothing in this window; try a longer one, e.g. --range 24h";

  private ReadCommands() {}

  /// All of them, for the root command.
  public static List<Object> all() {
    return List.of(
        new Status(),
        new Services(),
        new RoutesCommand(),
        new MapCommand(),
        new Traces(),
        new Trace(),
        new Logs(),
        new Metrics(),
        new Changes(),
        new Catalog(),
        new Quality());
  }

  @Command(
      name = "status",
      description = "How the server stands; exit code 1 unless it is ready.",
      mixinStandardHelpOptions = true)
  static final class Status implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.askAtAnyTime("/api/system");
      if (view == null) {
        return 0;
      }
      PrintWriter out = asking.out();
      out.printf(
          "%s, version %s, up %s%n",
          view.path("state").asText().toLowerCase(Locale.ROOT),
          view.path("version").asText(),
          Format.length(Duration.ofSeconds(view.path("uptimeSeconds").asLong())));
      view.path("problems").forEach(problem -> out.println("! " + problem.asText()));
      Table.of(
              Table.text("SIGNAL", "/signal"),
              Table.count("ITEMS", "/items"),
              Table.rate("RATE", "/itemsPerSecond"),
              Table.count("REJECTED", "/rejected"),
              Table.count("DUPLICATES", "/duplicates"))
          .print(view.path("ingest"), out);
      out.flush();
      return view.path("state").asText().equals("READY") ? 0 : 1;
    }
  }

  @Command(name = "services", description = "List services.", mixinStandardHelpOptions = true)
  static final class Services implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.ask("/api/services");
      return view == null
          ? 0
          : asking.print(
              view.path("services"),
              new Table(
                  with(
                      List.of(
                          Table.text("SERVICE", "/service"),
                          Table.text("OWNER", "/ownership/owner")),
                      List.of(
                          Table.count("INSTANCES", "/instances"),
                          Table.text("VERSIONS", "/versions")))),
              NOTHING);
    }
  }

  @Command(
      name = "routes",
      description = "List routes: what users call, and where its time goes.",
      mixinStandardHelpOptions = true)
  static final class RoutesCommand implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.ask("/api/limits");
      return view == null
          ? 0
          : asking.print(
              view.path("routes"),
              new Table(
                  with(
                      List.of(Table.text("SERVICE", "/service"), Table.text("ROUTE", "/operation")),
                      List.of(
                          Table.text("MOST TIME IN", "/whereTimeGoes/0/operation"),
                          Table.share("SHARE", "/whereTimeGoes/0/share")))),
              NOTHING);
    }
  }

  @Command(name = "map", description = "List who calls whom.", mixinStandardHelpOptions = true)
  static final class MapCommand implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.ask("/api/map");
      return view == null
          ? 0
          : asking.print(
              view.path("edges"),
              Table.of(
                  Table.text("FROM", "/from"),
                  Table.text("TO", "/to"),
                  Table.rate("RATE", "/calls/perSecond"),
                  Table.share("ERRORS", "/calls/errorShare"),
                  Table.nanos("P95", "/calls/latency/p95Nanos"),
                  Table.number("PER REQUEST", "/callsPerRequest"),
                  Table.number("ATTEMPTS", "/attemptsPerCall")),
              NOTHING);
    }
  }

  @Command(name = "traces", description = "Search kept traces.", mixinStandardHelpOptions = true)
  static final class Traces implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Option(names = "--service", paramLabel = "NAME", description = "service of the root")
    private @Nullable String service;

    @Option(names = "--operation", paramLabel = "NAME", description = "operation of the root")
    private @Nullable String operation;

    @Option(names = "--any-span", description = "the service may be any span's")
    private boolean anySpan;

    @Option(names = "--min-duration", paramLabel = "LENGTH", description = "e.g. 250ms")
    private @Nullable String minDuration;

    @Option(names = "--max-duration", paramLabel = "LENGTH", description = "e.g. 2s")
    private @Nullable String maxDuration;

    @Option(names = "--status", paramLabel = "STATUS", description = "error or ok")
    private @Nullable String status;

    @Option(names = "--attribute", paramLabel = "KEY=VALUE", description = "may be repeated")
    private List<String> attributes = List.of();

    @Option(names = "--limit", paramLabel = "N", description = "at most (default 50)")
    private @Nullable Integer limit;

    @Override
    public Integer call() throws InterruptedException {
      List<Parameter> parameters = new ArrayList<>();
      parameters.add(new Parameter("service", service));
      parameters.add(new Parameter("operation", operation));
      parameters.add(new Parameter("anySpan", anySpan ? "true" : null));
      parameters.add(new Parameter("minDuration", minDuration));
      parameters.add(new Parameter("maxDuration", maxDuration));
      parameters.add(new Parameter("status", status));
      parameters.add(new Parameter("limit", limit));
      attributes.forEach(pair -> parameters.add(new Parameter("attribute", pair)));
      JsonNode view = asking.ask("/api/traces", parameters.toArray(Parameter[]::new));
      return view == null
          ? 0
          : asking.print(
              view.path("traces"),
              Table.of(
                  Table.text("TRACE", "/traceId"),
                  Table.text("START", "/start"),
                  Table.nanos("DURATION", "/durationNanos"),
                  Table.text("SERVICE", "/service"),
                  Table.text("ROUTE", "/operation"),
                  Table.count("SPANS", "/spans"),
                  Table.text("ERROR", "/error"),
                  Table.text("KEPT FOR", "/keptFor")),
              "no kept trace fits");
    }
  }

  @Command(
      name = "trace",
      description = "Show one trace with its critical path.",
      mixinStandardHelpOptions = true)
  static final class Trace implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Parameters(paramLabel = "TRACE-ID", description = "32 hexadecimal digits")
    private String id = "";

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.askAtAnyTime("/api/traces/" + ApiClient.encoded(id));
      if (view == null) {
        return 0;
      }
      PrintWriter out = asking.out();
      out.printf(
          "%s %s  %s  %s%n",
          view.path("service").asText(),
          view.path("operation").asText(),
          Format.nanos(view.path("durationNanos").asDouble()),
          view.path("start").asText());
      for (JsonNode span : view.path("spans")) {
        out.printf(
            "%s%9s  +%-9s %s%s %s%n",
            span.path("onCriticalPath").asBoolean() ? "*" : " ",
            Format.nanos(span.path("durationNanos").asDouble()),
            Format.nanos(span.path("offsetNanos").asDouble()),
            "  ".repeat(span.path("depth").asInt()),
            span.path("service").asText(),
            span.path("operation").asText() + (span.path("error").asBoolean() ? "  ERROR" : ""));
      }
      out.println("\n* on the critical path; exclusive time by operation:");
      Table.of(
              Table.share("SHARE", "/share"),
              Table.nanos("TIME", "/nanos"),
              Table.text("SERVICE", "/service"),
              Table.text("OPERATION", "/operation"))
          .print(view.path("exclusive"), out);
      out.flush();
      return 0;
    }
  }

  @Command(name = "logs", description = "Search log records.", mixinStandardHelpOptions = true)
  static final class Logs implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Option(names = "--service", paramLabel = "NAME", description = "service")
    private @Nullable String service;

    @Option(names = "--text", paramLabel = "TEXT", description = "the body contains it")
    private @Nullable String text;

    @Option(names = "--trace", paramLabel = "TRACE-ID", description = "records of one trace")
    private @Nullable String trace;

    @Option(names = "--limit", paramLabel = "N", description = "at most (default 100)")
    private @Nullable Integer limit;

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view =
          asking.ask(
              "/api/logs",
              new Parameter("service", service),
              new Parameter("text", text),
              new Parameter("trace", trace),
              new Parameter("limit", limit));
      return view == null
          ? 0
          : asking.print(
              view.path("logs"),
              Table.of(
                  Table.text("TIME", "/at"),
                  Table.text("LEVEL", "/level"),
                  Table.text("SERVICE", "/service"),
                  Table.text("BODY", "/body")),
              "no record fits");
    }
  }

  @Command(name = "metrics", description = "List metrics.", mixinStandardHelpOptions = true)
  static final class Metrics implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Option(names = "--service", paramLabel = "NAME", description = "service")
    private @Nullable String service;

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.ask("/api/metrics", new Parameter("service", service));
      return view == null
          ? 0
          : asking.print(
              view.path("metrics"),
              Table.of(
                  Table.text("METRIC", "/metric"),
                  Table.text("SERVICE", "/service"),
                  Table.text("TYPE", "/type"),
                  Table.text("UNIT", "/unit"),
                  Table.count("SERIES", "/series")),
              NOTHING);
    }
  }

  @Command(name = "changes", description = "List changes.", mixinStandardHelpOptions = true)
  static final class Changes implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.ask("/api/changes");
      return view == null
          ? 0
          : asking.print(
              view.path("changes"),
              Table.of(
                  Table.text("AT", "/at"),
                  Table.text("KIND", "/kind"),
                  Table.text("SERVICE", "/service"),
                  Table.text("VERSION", "/version"),
                  Table.text("WHAT", "/description")),
              "nothing changed in this window");
    }
  }

  @Command(
      name = "catalog",
      description = "List components and their owners; exit code 1 when a service has none.",
      mixinStandardHelpOptions = true)
  static final class Catalog implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.ask("/api/catalog");
      if (view == null) {
        return 0;
      }
      asking.print(
          view.path("components"),
          Table.of(
              Table.text("COMPONENT", "/name"),
              Table.text("OWNER", "/ownership/owner"),
              Table.text("SYSTEM", "/ownership/system"),
              Table.text("DOMAIN", "/ownership/domain"),
              Table.text("SEEN", "/seen")),
          "the catalogue is empty; give the server --catalog DIR");
      JsonNode orphans = view.path("servicesWithoutOwner");
      orphans.forEach(name -> asking.out().println("without owner: " + name.asText()));
      asking.out().flush();
      return orphans.isEmpty() ? 0 : 1;
    }
  }

  @Command(
      name = "quality",
      description = "Tell what each service's telemetry misses.",
      mixinStandardHelpOptions = true)
  static final class Quality implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.ask("/api/telemetry-quality");
      if (view == null) {
        return 0;
      }
      PrintWriter out = asking.out();
      for (JsonNode service : view.path("services")) {
        out.println(
            service.path("service").asText()
                + "  "
                + (service.path("score").isNull()
                    ? "–"
                    : Format.share(service.path("score").asDouble())));
        for (JsonNode check : service.path("checks")) {
          String state = check.path("state").asText();
          if (state.equals("MISSING") || state.equals("PARTIAL")) {
            out.println(
                "  " + state.toLowerCase(Locale.ROOT) + ": " + check.path("title").asText());
          }
        }
      }
      out.flush();
      return 0;
    }
  }

  /// Names, then the figures that all lists of traffic have, then the rest.
  private static List<Table.Column> with(List<Table.Column> first, List<Table.Column> last) {
    List<Table.Column> columns = new ArrayList<>(first);
    columns.add(Table.rate("RATE", "/traffic/perSecond"));
    columns.add(Table.share("ERRORS", "/traffic/errorShare"));
    columns.add(Table.nanos("P50", "/traffic/latency/p50Nanos"));
    columns.add(Table.nanos("P95", "/traffic/latency/p95Nanos"));
    columns.add(Table.nanos("P99", "/traffic/latency/p99Nanos"));
    columns.addAll(last);
    return columns;
  }
}
