package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.app.read.ApiClient.Parameter;
import dev.headroom.server.web.Format;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands about proposals, one nested class each.
final class FixCommands {
  private static final JsonMapper JSON = new JsonMapper();

  private FixCommands() {}

  private static Table.Column change(String title, String pointer) {
    return new Table.Column(
        title, false, pointer, value -> value.isObject() ? shift(value) : Format.UNKNOWN);
  }

  private static String shift(JsonNode quantile) {
    return Format.nanos(quantile.path("nowNanos").asDouble())
        + " → "
        + Format.nanos(quantile.path("thenNanos").asDouble());
  }

  private static String interval(JsonNode quantile) {
    return shift(quantile)
        + " ("
        + Format.nanos(quantile.path("lowNanos").asDouble())
        + " to "
        + Format.nanos(quantile.path("highNanos").asDouble())
        + ")";
  }

  /// Who decides, and the proposal.
  static final class Deciding {
    @Parameters(paramLabel = "ID", description = "as 'headroom fixes' prints it, or its start")
    private String id = "";

    @Option(
        names = "--who",
        paramLabel = "NAME",
        defaultValue = "${USER:-headroom}",
        description = "who decides (default ${DEFAULT-VALUE})")
    private String who = "";

    @Option(
        names = "--revision",
        paramLabel = "N",
        description = "decide only if nobody has decided since that revision")
    private @Nullable Long revision;

    ObjectNode body() {
      ObjectNode body = JSON.createObjectNode().put("who", who);
      if (revision != null) {
        body.put("revision", revision);
      }
      return body;
    }

    String path(String action) {
      return "/api/fixes/" + ApiClient.encoded(id) + action;
    }
  }

  private static int told(Asking asking, @Nullable JsonNode standing) {
    if (standing != null) {
      String assignee = standing.path("assignee").asText();
      String ticket = standing.path("ticket").asText();
      asking
          .out()
          .printf(
              "%s is %s (revision %d)%s%s%n",
              standing.path("id").asText(),
              standing.path("state").asText().toLowerCase(Locale.ROOT),
              standing.path("revision").asLong(),
              assignee.isEmpty() ? "" : ", assigned to " + assignee,
              ticket.isEmpty() ? "" : ", " + ticket);
      asking.out().flush();
    }
    return 0;
  }

  @Command(
      name = "fixes",
      description = "List what to fix next, best first, and decide about it.",
      mixinStandardHelpOptions = true,
      subcommands = {
        Show.class,
        Accept.class,
        Dismiss.class,
        Reopen.class,
        Assign.class,
        Ticket.class
      },
      footer = {
        "",
        "Example: headroom fixes --format sarif > fixes.sarif",
        "         headroom fixes accept 9f86d081884c7d65-0 --window 24h"
      })
  static final class Fixes implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Option(names = "--service", paramLabel = "NAME", description = "about this service")
    private @Nullable String service;

    @Option(names = "--owner", paramLabel = "NAME", description = "of this owner")
    private @Nullable String owner;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "open, accepted, dismissed or any (default open)")
    private @Nullable String state;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "table, json, sarif or markdown (default table)")
    private String format = "table";

    private Parameter[] which(@Nullable String as) {
      return new Parameter[] {
        new Parameter("service", service),
        new Parameter("owner", owner),
        new Parameter("state", state),
        new Parameter("format", as)
      };
    }

    @Override
    public Integer call() throws InterruptedException {
      if (!format.equals("table")) {
        asking.out().println(asking.text("/api/fixes", which(format)).stripTrailing());
        asking.out().flush();
        return 0;
      }
      JsonNode view = asking.askAtAnyTime("/api/fixes", which(null));
      if (view == null) {
        return 0;
      }
      JsonNode first = view.at("/fixes/0");
      if (first.path("rank").asInt() == 1) {
        asking.out().println(first.path("headline").asText());
        asking.out().println();
      }
      return asking.print(
          view.path("fixes"),
          Table.of(
              Table.right("#", "/rank"),
              Table.text("FIX", "/id"),
              Table.text("STATE", "/state"),
              Table.number("SCORE", "/score"),
              change("P95", "/routes/0/p95"),
              Table.number("HEADROOM", "/ceiling/headroomNow"),
              Table.number("THEN", "/ceiling/headroomThen"),
              Table.text("EFFORT", "/effort"),
              Table.text("RISK", "/risk"),
              Table.text("OWNER", "/ownership/owner"),
              Table.wide("WHAT TO DO", "/advice")),
          view.path("hints").isEmpty()
              ? "no proposal passes"
              : view.at("/hints/0/title").asText() + ". " + view.at("/hints/0/detail").asText());
    }
  }

  @Command(
      name = "show",
      description = "Show one proposal: what it would do, its score, what was decided.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Parameters(paramLabel = "ID", description = "as 'headroom fixes' prints it, or its start")
    private String id = "";

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.askAtAnyTime("/api/fixes/" + ApiClient.encoded(id));
      if (view == null) {
        return 0;
      }
      PrintWriter out = asking.out();
      JsonNode fix = view.path("fix");
      out.println(fix.path("headline").asText());
      if (!fix.path("caveat").asText().isEmpty()) {
        out.println(fix.path("caveat").asText());
      }
      out.printf(
          "%s, %s, effort %s, risk %s, revision %d%n",
          fix.path("id").asText(),
          fix.path("state").asText().toLowerCase(Locale.ROOT),
          fix.path("effort").asText().toLowerCase(Locale.ROOT),
          fix.path("risk").asText().toLowerCase(Locale.ROOT),
          fix.path("revision").asLong());
      for (JsonNode route : fix.path("routes")) {
        out.printf(
            "%s in %s: p50 %s, p95 %s, by %d traces%n",
            route.path("operation").asText(),
            route.path("service").asText(),
            interval(route.path("p50")),
            interval(route.path("p95")),
            route.path("traces").asLong());
      }
      Report report = new Report(out);
      report.section("Score", fix.path("terms"), TERMS);
      report.section("Evidence", fix.path("findings"), CAUSES);
      report.section("Decisions", view.path("history"), DECISIONS);
      out.flush();
      return 0;
    }

    private static final Table TERMS =
        Table.of(
            Table.text("TERM", "/name"),
            Table.number("VALUE", "/value"),
            Table.wide("HOW", "/formula"));
    private static final Table CAUSES =
        Table.of(
            Table.text("FINDING", "/fingerprint"),
            Table.text("SEVERITY", "/severity"),
            Table.share("CONFIDENCE", "/confidence"),
            Table.wide("CLAIM", "/claim"));
    private static final Table DECISIONS =
        Table.of(
            Table.count("REVISION", "/revision"),
            Table.text("AT", "/at"),
            Table.text("WHO", "/who"),
            Table.text("WHAT", "/action"),
            Table.text("UNTIL", "/until"),
            Table.text("VALUE", "/value"),
            Table.wide("WHY", "/why"));
  }

  @Command(
      name = "accept",
      description = "Accept a proposal, and write down what will be measured.",
      mixinStandardHelpOptions = true)
  static final class Accept implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();
    @Mixin private final Deciding deciding = new Deciding();

    @Option(names = "--why", paramLabel = "TEXT", description = "the reason")
    private @Nullable String why;

    @Option(
        names = "--metric",
        paramLabel = "NAME",
        description = "p50, p95, error_share or calls_per_request (default p95)")
    private @Nullable String metric;

    @Option(
        names = "--route",
        paramLabel = "OPERATION",
        description = "the route to measure (default: that with the most relief)")
    private @Nullable String operation;

    @Option(names = "--service", paramLabel = "NAME", description = "of the route to measure")
    private @Nullable String service;

    @Option(
        names = "--minimum",
        paramLabel = "SHARE",
        description = "the least change that matters (default 0.1)")
    private @Nullable Double minimum;

    @Option(
        names = "--window",
        paramLabel = "LENGTH",
        description = "how long to measure after the change, e.g. 2h (default 24h)")
    private @Nullable String window;

    @Override
    public Integer call() throws InterruptedException {
      ObjectNode body = deciding.body().put("why", why).put("metric", metric);
      body.put("operation", operation).put("service", service).put("minimumEffect", minimum);
      if (window != null) {
        body.put("windowMinutes", Lengths.minutes("--window", window));
      }
      JsonNode proof = asking.send("POST", deciding.path("/accept"), body);
      if (proof != null) {
        asking
            .out()
            .printf(
                "accepted; proof %s measures %s of %s for %s after the change%n",
                proof.at("/proof/id").asText(),
                proof.at("/proof/metric").asText().toLowerCase(Locale.ROOT),
                proof.at("/proof/operation").asText(),
                Format.length(Duration.ofSeconds(proof.at("/proof/windowSeconds").asLong())));
        asking.out().flush();
      }
      return 0;
    }
  }

  @Command(
      name = "dismiss",
      description = "Dismiss a proposal, with the reason, for a time or for good.",
      mixinStandardHelpOptions = true)
  static final class Dismiss implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();
    @Mixin private final Deciding deciding = new Deciding();

    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "the reason")
    private String why = "";

    @Option(
        names = "--days",
        paramLabel = "N",
        description = "until it is open again, 1 to 366 (default: for good)")
    private @Nullable Integer days;

    @Override
    public Integer call() throws InterruptedException {
      ObjectNode body = deciding.body().put("why", why).put("days", days);
      return told(asking, asking.send("POST", deciding.path("/dismiss"), body));
    }
  }

  @Command(
      name = "reopen",
      description = "Open a proposal again that was accepted or dismissed.",
      mixinStandardHelpOptions = true)
  static final class Reopen implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();
    @Mixin private final Deciding deciding = new Deciding();

    @Option(names = "--why", paramLabel = "TEXT", description = "the reason")
    private @Nullable String why;

    @Override
    public Integer call() throws InterruptedException {
      ObjectNode body = deciding.body().put("why", why);
      return told(asking, asking.send("POST", deciding.path("/reopen"), body));
    }
  }

  @Command(name = "assign", description = "Say who does it.", mixinStandardHelpOptions = true)
  static final class Assign implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();
    @Mixin private final Deciding deciding = new Deciding();

    @Option(
        names = "--assignee",
        paramLabel = "NAME",
        description = "who does it; nobody when absent")
    private @Nullable String assignee;

    @Override
    public Integer call() throws InterruptedException {
      ObjectNode body = deciding.body().put("assignee", assignee);
      return told(asking, asking.send("POST", deciding.path("/assign"), body));
    }
  }

  @Command(
      name = "ticket",
      description = "Link the ticket under which it is done.",
      mixinStandardHelpOptions = true)
  static final class Ticket implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();
    @Mixin private final Deciding deciding = new Deciding();

    @Option(names = "--url", paramLabel = "URL", description = "its address; none when absent")
    private @Nullable String url;

    @Override
    public Integer call() throws InterruptedException {
      ObjectNode body = deciding.body().put("url", url);
      return told(asking, asking.send("POST", deciding.path("/ticket"), body));
    }
  }
}
