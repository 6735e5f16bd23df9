package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.app.read.ApiClient.Parameter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Services, their routes, and who calls whom.
final class ServiceCommands {
  private static final Table OPERATIONS =
      Table.of(Table.text("OPERATION", "/operation"), Table.text("KIND", "/kind"))
          .with(Table.traffic("/traffic"));
  private static final Table INSTANCES =
      Table.of(
              Table.text("INSTANCE", "/instance"),
              Table.text("VERSION", "/version"),
              Table.text("ENVIRONMENT", "/environment"))
          .with(Table.traffic("/traffic"));
  private static final Table PATH =
      Table.of(
          Table.share("SHARE", "/share"),
          Table.nanos("PER TRACE", "/nanosPerTrace"),
          Table.text("SERVICE", "/service"),
          Table.text("OPERATION", "/operation"));
  private static final Table SEGMENTS =
      Table.of(
              Table.text("BY", "/dimension"),
              Table.text("VALUE", "/value"),
              Table.share("OF TRAFFIC", "/share"))
          .with(Table.traffic("/traffic"));

  private ServiceCommands() {}

  @Command(name = "services", description = "List services.", mixinStandardHelpOptions = true)
  static final class Services implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();
    @Mixin private final Paging paging = new Paging();

    @Override
    public Integer call() throws InterruptedException {
      Table table =
          Table.of(Table.text("SERVICE", "/service"), Table.text("OWNER", "/ownership/owner"))
              .with(Table.traffic("/traffic"))
              .with(Table.count("INSTANCES", "/instances"), Table.text("VERSIONS", "/versions"));
      return asking.list("/api/services", paging, "services", table, Asking.NOTHING);
    }
  }

  @Command(
      name = "service",
      description =
          "Show one service: traffic, routes, instances, versions, resources, calls, statements.",
      mixinStandardHelpOptions = true)
  static final class Service implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Parameters(paramLabel = "NAME", description = "the service")
    private String name = "";

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.ask("/api/services/" + ApiClient.encoded(name));
      if (view == null) {
        return 0;
      }
      Report report = new Report(asking.out());
      report.heading(view, view.path("service").asText());
      report.section("Routes", view.path("routes"), OPERATIONS);
      report.section("Other operations", view.path("operations"), OPERATIONS);
      report.section("Instances", view.path("instances"), INSTANCES);
      report.section("Versions", view.path("versions"), Report.VERSIONS);
      report.resources(view.path("resources"));
      report.calls(view);
      report.section("Statements", view.path("statements"), Report.STATEMENTS);
      report.section("Log templates", view.path("logTemplates"), LogCommands.TEMPLATES);
      report.section("Failed traces", view.path("recentErrors"), TraceCommands.TRACES);
      report.section("Changes", view.path("changes"), ChangeCommands.CHANGES);
      report.end(view);
      return 0;
    }
  }

  @Command(
      name = "routes",
      description = "List routes: what users call, and where its time goes.",
      mixinStandardHelpOptions = true)
  static final class Routes implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();
    @Mixin private final Paging paging = new Paging();

    @Override
    public Integer call() throws InterruptedException {
      Table table =
          Table.of(Table.text("SERVICE", "/service"), Table.text("ROUTE", "/operation"))
              .with(Table.traffic("/traffic"))
              .with(
                  Table.text("MOST TIME IN", "/whereTimeGoes/0/operation"),
                  Table.share("SHARE", "/whereTimeGoes/0/share"));
      return asking.list("/api/limits", paging, "routes", table, Asking.NOTHING);
    }
  }

  @Command(
      name = "route",
      description =
          "Show one route or other operation: traffic, limits, where its time goes, segments,"
              + " calls, statements, versions.",
      mixinStandardHelpOptions = true)
  static final class Route implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "the service")
    private String service = "";

    @Parameters(
        index = "1",
        paramLabel = "OPERATION",
        description = "as 'headroom routes' prints it, e.g. 'GET /cart/{id}'")
    private String operation = "";

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view =
          asking.ask(
              "/api/services/" + ApiClient.encoded(service) + "/route",
              new Parameter("operation", operation));
      if (view == null) {
        return 0;
      }
      Report report = new Report(asking.out());
      report.heading(view, view.path("service").asText() + "  " + view.path("operation").asText());
      LimitCommands.of(report, view.path("ceiling"));
      report.section("Where the time goes", view.path("whereTimeGoes"), PATH);
      report.section("On the critical path of", view.path("onPathOf"), PATH);
      report.section("Segments", view.path("segments"), SEGMENTS);
      report.calls(view);
      report.section("Statements", view.path("statements"), Report.STATEMENTS);
      report.section("Versions", view.path("versions"), Report.VERSIONS);
      report.section("Traces", view.path("exemplars"), TraceCommands.TRACES);
      report.section("Changes", view.path("changes"), ChangeCommands.CHANGES);
      report.end(view);
      return 0;
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
              Asking.NOTHING);
    }
  }
}
