package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.app.read.ApiClient.Parameter;
import dev.headroom.server.web.FindingText;
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

/// Findings, one of them, and the analyses that make them.
final class FindingCommands {
  private static final JsonMapper JSON = new JsonMapper();

  private FindingCommands() {}

  @Command(
      name = "findings",
      description = "List what the analyses found, worst first.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "With --range, or --from and --to: what was found at some time in that window, between its",
        "first and its last sighting. Without them no window is applied."
      })
  static final class Findings implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();
    @Mixin private final Paging paging = new Paging();

    @Option(
        names = "--service",
        paramLabel = "NAME",
        description = "about this service, or one of its routes pays")
    private @Nullable String service;

    @Option(
        names = "--operation",
        paramLabel = "NAME",
        description = "about this operation, or it pays, e.g. 'GET /cart/{id}'")
    private @Nullable String operation;

    @Option(names = "--owner", paramLabel = "NAME", description = "of this owner")
    private @Nullable String owner;

    @Option(names = "--analysis", paramLabel = "ID", description = "made by this analysis")
    private @Nullable String analysis;

    @Option(
        names = "--severity",
        paramLabel = "NAME",
        description = "watch, minor, major or critical: of this severity or worse")
    private @Nullable String severity;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "open, gone or any (default open)")
    private @Nullable String state;

    @Option(names = "--filter", paramLabel = "TEXT", description = "that contain this text")
    private @Nullable String filter;

    @Option(
        names = "--sort",
        paramLabel = "FIELD",
        description =
            "severity, confidence, cost, share, firstSeen, lastSeen, service, analysis or owner")
    private @Nullable String sort;

    @Override
    public Integer call() throws InterruptedException {
      return asking.list(
          "/api/findings",
          paging,
          "findings",
          Table.of(
              Table.text("FINDING", "/fingerprint"),
              Table.text("SEVERITY", "/severity"),
              Table.share("CONFIDENCE", "/confidence"),
              Table.nanos("COSTS", "/routes/0/nanosPerRequest"),
              Table.share("OF ROUTE", "/routes/0/share"),
              Table.text("SINCE", "/firstSeen"),
              Table.text("OWNER", "/ownership/owner"),
              Table.wide("CLAIM", "/claim")),
          "nothing was found; 'headroom analyses' tells what cannot be seen",
          new Parameter("service", service),
          new Parameter("operation", operation),
          new Parameter("owner", owner),
          new Parameter("analysis", analysis),
          new Parameter("severity", severity),
          new Parameter("state", state),
          new Parameter("filter", filter),
          new Parameter("sort", sort));
    }
  }

  @Command(
      name = "finding",
      description = "Show one finding: its claim, evidence, rule and remedies.",
      mixinStandardHelpOptions = true)
  static final class Finding implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Parameters(
        paramLabel = "FINGERPRINT",
        description = "as 'headroom findings' prints it, or the start of it")
    private String fingerprint = "";

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.askAtAnyTime("/api/findings/" + ApiClient.encoded(fingerprint));
      if (view == null) {
        return 0;
      }
      PrintWriter out = asking.out();
      head(view.path("finding"), out);
      Report report = new Report(out);
      report.section("Who pays", view.at("/finding/routes"), ROUTES);
      report.section("Measured", measured(view.path("evidence")), MEASURED);
      tables(view.path("evidence"), out);
      report.section("Traces that show it", traces(view.path("evidence")), TRACES);
      remedies(view.path("remedies"), out);
      out.println();
      out.println("Rule: " + view.path("rule").asText());
      out.println("Would refute it: " + view.path("refutation").asText());
      out.printf(
          "Looked at: %s %s from %s to %s%n",
          Format.count(view.at("/coverage/items").asDouble()),
          view.at("/coverage/of").asText(),
          view.at("/coverage/from").asText(),
          view.at("/coverage/to").asText());
      out.flush();
      return 0;
    }

    private static final Table ROUTES =
        Table.of(
            Table.text("SERVICE", "/service"),
            Table.text("ROUTE", "/operation"),
            Table.nanos("PER REQUEST", "/nanosPerRequest"),
            Table.share("SHARE", "/share"));
    private static final Table MEASURED =
        Table.of(
            Table.text("WHAT", "/title"),
            Table.right("VALUE", "/value"),
            Table.text("95 % INTERVAL", "/interval"),
            Table.wide("HOW", "/how"));
    private static final Table TRACES =
        Table.of(
            Table.text("TRACE", "/traceId"),
            Table.count("SPANS", "/spans"),
            Table.text("WHAT", "/title"));

    private static void head(JsonNode finding, PrintWriter out) {
      out.println(finding.path("claim").asText());
      out.printf(
          "%s, %s confident, %s since %s%s%n",
          finding.path("severity").asText().toLowerCase(Locale.ROOT),
          Format.share(finding.path("confidence").asDouble()),
          finding.path("state").asText().toLowerCase(Locale.ROOT),
          finding.path(finding.path("goneSince").isNull() ? "firstSeen" : "goneSince").asText(),
          finding.path("reopened").asInt() > 0
              ? ", came back " + finding.path("reopened").asInt() + " times"
              : "");
      out.printf(
          "%s (%s), service %s, owner %s%n",
          finding.path("title").asText(),
          finding.path("fingerprint").asText(),
          finding.path("service").asText(),
          finding.at("/ownership/owner").asText("none"));
    }

    private static ArrayNode measured(JsonNode evidence) {
      ArrayNode rows = JSON.createArrayNode();
      for (JsonNode each : evidence) {
        JsonNode figure = each.path("figure");
        JsonNode comparison = each.path("comparison");
        if (figure.isObject()) {
          String unit = figure.path("unit").asText();
          rows.addObject()
              .put("title", each.path("title").asText())
              .put("value", FindingText.inUnit(number(figure.path("value")), unit))
              .put("interval", interval(figure, unit))
              .put("how", figure.path("formula").asText());
        } else if (comparison.isObject()) {
          rows.addObject()
              .put("title", each.path("title").asText())
              .put("value", Format.change(number(comparison.path("difference"))))
              .put("interval", "")
              .put("how", versus(comparison));
        }
      }
      return rows;
    }

    private static @Nullable Double number(JsonNode node) {
      return node.isNumber() ? Double.valueOf(node.asDouble()) : null;
    }

    private static String interval(JsonNode figure, String unit) {
      Double low = number(figure.path("low"));
      Double high = number(figure.path("high"));
      return low == null || high == null
          ? ""
          : FindingText.inUnit(low, unit) + " to " + FindingText.inUnit(high, unit);
    }

    private static String versus(JsonNode comparison) {
      String unit = comparison.path("unit").asText();
      Double p = number(comparison.path("pValue"));
      return comparison.path("before").asText()
          + " "
          + FindingText.inUnit(number(comparison.path("beforeValue")), unit)
          + ", "
          + comparison.path("after").asText()
          + " "
          + FindingText.inUnit(number(comparison.path("afterValue")), unit)
          + (p == null ? "" : ", p " + FindingText.chance(p));
    }

    private static void tables(JsonNode evidence, PrintWriter out) {
      for (JsonNode each : evidence) {
        JsonNode table = each.path("table");
        if (!table.isObject()) {
          continue;
        }
        Table.Column[] columns = new Table.Column[table.path("columns").size()];
        for (int i = 0; i < columns.length; i++) {
          columns[i] =
              Table.text(table.path("columns").path(i).asText().toUpperCase(Locale.ROOT), "/" + i);
        }
        new Report(out).section(each.path("title").asText(), table.path("rows"), Table.of(columns));
      }
    }

    private static ArrayNode traces(JsonNode evidence) {
      ArrayNode rows = JSON.createArrayNode();
      for (JsonNode each : evidence) {
        JsonNode trace = each.path("trace");
        if (trace.isObject()) {
          ObjectNode row = rows.addObject();
          row.set("traceId", trace.path("traceId"));
          row.put("spans", trace.path("spans").size());
          row.set("title", each.path("title"));
        }
      }
      return rows;
    }

    private static void remedies(JsonNode remedies, PrintWriter out) {
      if (!remedies.isEmpty()) {
        out.println();
        out.println("What would help");
      }
      for (JsonNode remedy : remedies) {
        out.printf(
            "  %s (effort %s, risk %s)%n",
            remedy.path("advice").asText(),
            remedy.path("effort").asText().toLowerCase(Locale.ROOT),
            remedy.path("risk").asText().toLowerCase(Locale.ROOT));
        for (JsonNode edit : remedy.path("edits")) {
          out.println("    " + edit.path("kind").asText() + ": " + edit.path("text").asText());
        }
      }
    }
  }

  @Command(
      name = "analyses",
      description = "List the analyses, how their last run went, and what they cannot see.",
      mixinStandardHelpOptions = true)
  static final class Analyses implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Option(names = "--run", description = "run them now, and wait for the end")
    private boolean run;

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view =
          run
              ? asking.send("POST", "/api/analyses/run", JSON.createObjectNode())
              : asking.askAtAnyTime("/api/analyses");
      if (view == null) {
        return 0;
      }
      PrintWriter out = asking.out();
      JsonNode took = view.path("lastDurationNanos");
      out.println(
          view.path("lastAt").isNull()
              ? "not run yet"
              : "last run at "
                  + view.path("lastAt").asText()
                  + ", took "
                  + Format.nanos(took.asDouble())
                  + "; runs every "
                  + Format.length(Duration.ofSeconds(view.path("everySeconds").asLong())));
      Report report = new Report(out);
      report.section("Analyses", view.path("analyses"), ROWS);
      report.section("What cannot be seen", view.path("blindSpots"), BLIND_SPOTS);
      out.flush();
      return 0;
    }

    private static final Table ROWS =
        Table.of(
            Table.text("ANALYSIS", "/id"),
            Table.count("OPEN", "/open"),
            Table.nanos("TOOK", "/durationNanos"),
            Table.text("FAILED", "/failure"),
            Table.wide("LOOKS FOR", "/description"));
    private static final Table BLIND_SPOTS =
        Table.of(
            Table.text("MISSING", "/missing"),
            Table.text("OF SERVICES", "/services"),
            Table.wide("SO THESE CANNOT BE SEEN", "/unseen"));
  }
}
