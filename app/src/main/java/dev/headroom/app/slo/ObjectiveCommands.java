package dev.headroom.app.slo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.app.read.ApiClient;
import dev.headroom.app.read.ApiClient.Parameter;
import dev.headroom.app.read.Asking;
import dev.headroom.app.read.Paging;
import dev.headroom.app.read.Table;
import dev.headroom.server.web.SloText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that ask about objectives, one nested class each; all but the gate are below `slo`.
public final class ObjectiveCommands {
  private static final JsonMapper JSON = new JsonMapper();

  private ObjectiveCommands() {}

  /// Those below `slo`.
  static List<Object> below() {
    return List.of(
        new Ls(), new Show(), new Propose(), new Simulate(), new Correct(), new Revoke());
  }

  /// The gate, for the root command.
  public static Object gate() {
    return new Gate();
  }

  private static Table.Column percent(String title, String pointer) {
    return new Table.Column(title, true, pointer, value -> SloText.share(number(value)));
  }

  private static Table.Column left(String title, String pointer) {
    return new Table.Column(title, true, pointer, value -> SloText.remaining(number(value)));
  }

  private static Table.Column burn(String title, String pointer) {
    return new Table.Column(title, true, pointer, value -> SloText.burn(number(value)));
  }

  private static @Nullable Double number(JsonNode value) {
    return value.isNumber() ? Double.valueOf(value.asDouble()) : null;
  }

  private static String path(String name) {
    return "/api/slos/" + ApiClient.encoded(name);
  }

  @Command(
      name = "list",
      description = "List objectives with what is left of their error budgets.",
      mixinStandardHelpOptions = true)
  static final class Ls implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();
    @Mixin private final Paging paging = new Paging();

    @Override
    public Integer call() throws InterruptedException {
      return asking.list(
          "/api/slos",
          paging,
          "slos",
          Table.of(
              Table.text("SLO", "/name"),
              Table.text("SERVICE", "/service"),
              Table.text("STATE", "/budget/state"),
              left("BUDGET LEFT", "/budget/remainingShare"),
              percent("GOOD", "/budget/goodShare"),
              percent("TARGET", "/target"),
              burn("BURN 1H", "/budget/burn1h"),
              burn("BURN 6H", "/budget/burn6h"),
              Table.count("ALERTS", "/alerts"),
              Table.wide("PROMISE", "/promise")),
          "no SLO yet; 'headroom slo propose' suggests some");
    }
  }

  @Command(
      name = "show",
      description = "Show one SLO: budgets in plain words, burn table, who spent it, corrections.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Parameters(paramLabel = "NAME", description = "its metadata.name")
    private String name = "";

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.askAtAnyTime(path(name));
      if (view == null) {
        return 0;
      }
      PrintWriter out = asking.out();
      out.println(view.path("title").asText() + "  " + view.path("service").asText());
      for (JsonNode objective : view.path("objectives")) {
        print(out, objective);
      }
      JsonNode corrections = view.path("corrections");
      if (!corrections.isEmpty()) {
        out.println();
        Table.of(
                Table.text("CORRECTION", "/id"),
                Table.text("FROM", "/from"),
                Table.text("TO", "/to"),
                Table.text("WHO", "/who"),
                left("BEFORE", "/remainingBefore"),
                left("AFTER", "/remainingAfter"),
                Table.text("TAKEN BACK BY", "/revokedBy"),
                Table.wide("WHY", "/reason"))
            .print(corrections, out);
      }
      if (!view.path("alerts").isEmpty()) {
        out.println();
        Table.of(
                Table.text("ALERT SINCE", "/startsAt"),
                Table.text("STATE", "/state"),
                Table.text("SEVERITY", "/severity"),
                Table.wide("SUMMARY", "/summary"))
            .print(view.path("alerts"), out);
      }
      out.flush();
      return 0;
    }

    private static void print(PrintWriter out, JsonNode objective) {
      JsonNode budget = objective.path("budget");
      out.println();
      out.println(
          objective.path("promise").asText()
              + "  "
              + budget.path("state").asText().toLowerCase(Locale.ROOT));
      out.println(budget.path("words").asText());
      if (budget.path("samplingUnknown").asBoolean()) {
        out.println("Some spans came with unknown sampling; the shares may be off.");
      }
      if (!objective.path("rules").isEmpty()) {
        Table.of(
                Table.text("RULE", "/name"),
                Table.text("SEVERITY", "/severity"),
                burn("THRESHOLD", "/threshold"),
                burn("LONG", "/burnLong"),
                burn("SHORT", "/burnShort"),
                burn("BY VOLUME", "/burnWeighted"),
                Table.text("FIRES", "/fires"))
            .print(objective.path("rules"), out);
      }
      if (!objective.path("spenders").isEmpty()) {
        Table.of(
                Table.text("SPENT BY", "/dimension"),
                Table.text("WHICH", "/value"),
                Table.count("BAD", "/bad"),
                Table.share("SHARE", "/share"))
            .print(objective.path("spenders"), out);
      }
    }
  }

  @Command(
      name = "propose",
      description = "Propose SLOs from the history of the routes that customers hit.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Health checks, long polls, queue waits and streams are left out, with the reason.",
        "The usual history is 30 days; --range asks for another."
      })
  static final class Propose implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Option(names = "--service", paramLabel = "NAME", description = "only of this service")
    private @Nullable String service;

    @Option(names = "--apply", description = "apply all that are not applied yet")
    private boolean apply;

    @Override
    public Integer call() throws InterruptedException {
      asking.usualRange("30d");
      JsonNode view = asking.fetchWithin("/api/slo-proposals", new Parameter("service", service));
      if (asking.json() && !apply) {
        asking.out().println(view);
        asking.out().flush();
        return 0;
      }
      if (apply) {
        return accept(view);
      }
      PrintWriter out = asking.out();
      for (JsonNode row : view.path("proposals")) {
        out.println(
            row.path("name").asText() + (row.path("applied").asBoolean() ? "  (applied)" : ""));
        out.println("  " + row.path("promise").asText());
        out.println("  " + row.path("reasoning").asText());
      }
      if (view.path("proposals").isEmpty()) {
        out.println("nothing to propose from this window");
      }
      view.path("leftOut")
          .forEach(row ->
              out.println(
                  "left out: "
                      + row.path("service").asText()
                      + " "
                      + row.path("operation").asText()
                      + ": "
                      + row.path("reason").asText()));
      out.flush();
      return 0;
    }

    private int accept(JsonNode view) throws InterruptedException {
      ObjectNode body = JSON.createObjectNode();
      ArrayNode names = body.putArray("names");
      view.path("proposals")
          .forEach(row -> {
            if (!row.path("applied").asBoolean()) {
              names.add(row.path("name").asText());
            }
          });
      body.set("from", view.path("window").path("from"));
      body.set("to", view.path("window").path("to"));
      body.put("who", System.getProperty("user.name"));
      if (names.isEmpty()) {
        asking.out().println("all proposals are applied already");
        asking.out().flush();
        return 0;
      }
      JsonNode answer = asking.send("POST", "/api/slo-proposals", body);
      if (answer != null) {
        answer.path("applied").forEach(name -> asking.out().println("applied " + name.asText()));
        asking.out().flush();
      }
      return 0;
    }
  }

  @Command(
      name = "simulate",
      description = "What an SLO would have done over past traffic, minute by minute.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "NAME is that of an SLO in force, or a file with an OpenSLO document that is not applied.",
        "The usual past is 30 days; --range, --from and --to ask for another."
      })
  static final class Simulate implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Parameters(paramLabel = "NAME|FILE", description = "an SLO, or a file with one")
    private String what = "";

    @Override
    public Integer call() throws InterruptedException {
      asking.usualRange("30d");
      JsonNode view =
          java.nio.file.Files.isRegularFile(java.nio.file.Path.of(what))
              ? asking.upload(
                  "/api/slo-simulation", SloTexts.read(List.of(what)).getFirst().content())
              : asking.ask(path(what) + "/simulation");
      if (view == null) {
        return 0;
      }
      PrintWriter out = asking.out();
      for (JsonNode result : view.path("objectives")) {
        out.println(result.path("promise").asText());
        out.println(result.path("budget").path("words").asText());
        out.println(result.path("words").asText());
        if (!result.path("alerts").isEmpty()) {
          Table.of(
                  Table.text("BEGAN", "/startsAt"),
                  Table.text("ENDED", "/endsAt"),
                  Table.text("RULE", "/rule"),
                  Table.text("SEVERITY", "/severity"),
                  Table.wide("WHAT", "/words"))
              .print(result.path("alerts"), out);
        }
      }
      out.flush();
      return 0;
    }
  }

  @Command(
      name = "correct",
      description = "Leave a stretch of time out of the budgets of an SLO.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example: headroom slo correct checkout --from -3h --to -1h --reason 'announced work'"
      })
  static final class Correct implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Parameters(paramLabel = "NAME", description = "its metadata.name")
    private String name = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
    private String reason = "";

    @Option(names = "--who", paramLabel = "NAME", description = "who says so (default: you)")
    private String who = System.getProperty("user.name");

    @Override
    public Integer call() throws InterruptedException {
      ObjectNode body = JSON.createObjectNode().put("reason", reason).put("who", who);
      asking.window().forEach(body::put);
      JsonNode made = asking.send("POST", path(name) + "/corrections", body);
      if (made != null) {
        asking
            .out()
            .printf(
                "correction %s: budget left %s, before %s%n",
                made.path("id").asText(),
                SloText.remaining(number(made.path("remainingAfter"))),
                SloText.remaining(number(made.path("remainingBefore"))));
        asking.out().flush();
      }
      return 0;
    }
  }

  @Command(
      name = "revoke",
      description = "Take a correction back; it stays listed as taken back.",
      mixinStandardHelpOptions = true)
  static final class Revoke implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Parameters(index = "0", paramLabel = "NAME", description = "its metadata.name")
    private String name = "";

    @Parameters(index = "1", paramLabel = "ID", description = "the correction, see 'slo show'")
    private String id = "";

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view =
          asking.send(
              "DELETE",
              path(name)
                  + "/corrections/"
                  + ApiClient.encoded(id)
                  + "?who="
                  + ApiClient.encoded(System.getProperty("user.name")),
              null);
      if (view != null) {
        asking.out().println("taken back");
        asking.out().flush();
      }
      return 0;
    }
  }

  @Command(
      name = "gate",
      description = "Tell whether a release of a service may go out; exit code 1 when not.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "It is closed while a budget of the service is spent, and while somebody is paged for it.",
        "Too little telemetry to tell does not close it, but is said. An SLO that was not"
            + " evaluated",
        "yet, as after a start of the server or when it is new, closes it; the command asks again",
        "until that is known, for --wait seconds at most."
      })
  static final class Gate implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Option(
        names = "--service",
        required = true,
        paramLabel = "NAME",
        description = "whose release")
    private String service = "";

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        defaultValue = "60",
        description =
            "how long to ask again while an SLO was not evaluated yet (default ${DEFAULT-VALUE})")
    private int wait = 60;

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = answer();
      boolean open = view.path("open").asBoolean();
      PrintWriter out = asking.out();
      if (asking.json()) {
        out.println(view);
      } else {
        out.println(open ? "open" : "closed");
        view.path("reasons")
            .forEach(reason ->
                out.println(
                    (reason.path("blocks").asBoolean() ? "  blocks: " : "  ")
                        + reason.path("words").asText()));
      }
      out.flush();
      return open ? 0 : 1;
    }

    private JsonNode answer() throws InterruptedException {
      int left = wait;
      while (true) {
        JsonNode view = asking.fetch("/api/gate", new Parameter("service", service));
        int pause = Math.min(left, view.path("retryAfterSeconds").asInt(0));
        if (pause <= 0) {
          return view;
        }
        Thread.sleep(Duration.ofSeconds(pause));
        left -= pause;
      }
    }
  }
}
