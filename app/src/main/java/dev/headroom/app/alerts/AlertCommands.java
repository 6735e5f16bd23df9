package dev.headroom.app.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.app.read.ApiClient;
import dev.headroom.app.read.ApiClient.Parameter;
import dev.headroom.app.read.Asking;
import dev.headroom.app.read.Lengths;
import dev.headroom.app.read.Paging;
import dev.headroom.app.read.Table;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands about alerts and silences, one nested class each.
public final class AlertCommands {
  private static final JsonMapper JSON = new JsonMapper();

  private AlertCommands() {}

  /// All of them, for the root command.
  public static List<Object> all() {
    return List.of(new Alerts(), new Silence());
  }

  @Command(name = "alerts", description = "List alerts.", mixinStandardHelpOptions = true)
  static final class Alerts implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Mixin private final Paging paging = new Paging();

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "pending, firing, frozen or resolved")
    private @Nullable String state;

    @Option(names = "--service", paramLabel = "NAME", description = "of this service")
    private @Nullable String service;

    @Option(names = "--severity", paramLabel = "NAME", description = "of this severity")
    private @Nullable String severity;

    @Option(names = "--owner", paramLabel = "NAME", description = "of this owner")
    private @Nullable String owner;

    @Option(
        names = "--source",
        paramLabel = "NAME",
        description = "headroom, alertmanager or cloudevents")
    private @Nullable String source;

    @Override
    public Integer call() throws InterruptedException {
      return asking.list(
          "/api/alerts",
          paging,
          "alerts",
          Table.of(
              Table.text("STATE", "/state"),
              Table.text("SEVERITY", "/severity"),
              Table.text("SERVICE", "/service"),
              Table.text("ALERT", "/name"),
              Table.text("SINCE", "/startsAt"),
              Table.text("OWNER", "/owner"),
              Table.text("SILENCED BY", "/silencedBy"),
              Table.text("SUMMARY", "/summary")),
          "no alert in this window",
          new Parameter("state", state),
          new Parameter("service", service),
          new Parameter("severity", severity),
          new Parameter("owner", owner),
          new Parameter("source", source));
    }
  }

  @Command(
      name = "silence",
      description = "Keep alerts from being told for a while.",
      mixinStandardHelpOptions = true,
      subcommands = {Add.class, ListThem.class, Expire.class})
  static final class Silence {}

  @Command(
      name = "add",
      description = "Make a silence.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: headroom silence add --for 2h --why 'moving house' service=checkout"})
  static final class Add implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Parameters(
        paramLabel = "MATCHER",
        arity = "1..*",
        description = "name=value, name!=value, name=~pattern or name!~pattern; all must fit")
    private List<String> matchers = List.of();

    @Option(names = "--for", paramLabel = "LENGTH", required = true, description = "e.g. 30m, 2h")
    private String length = "";

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "the reason")
    private String why = "";

    @Option(
        names = "--who",
        paramLabel = "NAME",
        defaultValue = "${USER:-headroom}",
        description = "who makes it (default ${DEFAULT-VALUE})")
    private String who = "";

    @Override
    public Integer call() throws InterruptedException {
      ObjectNode body = JSON.createObjectNode();
      matchers.forEach(body.putArray("matchers")::add);
      body.put("minutes", Lengths.minutes("--for", length)).put("why", why).put("who", who);
      JsonNode made = asking.send("POST", "/api/silences", body);
      if (made != null) {
        asking.out().printf("%s until %s%n", made.path("id").asText(), made.path("to").asText());
        asking.out().flush();
      }
      return 0;
    }
  }

  @Command(name = "list", description = "List silences.", mixinStandardHelpOptions = true)
  static final class ListThem implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.askAtAnyTime("/api/silences");
      return view == null
          ? 0
          : asking.print(
              view.path("silences"),
              Table.of(
                  Table.text("ID", "/id"),
                  Table.text("STATE", "/state"),
                  Table.text("UNTIL", "/to"),
                  Table.text("MATCHERS", "/matchers"),
                  Table.count("MUTING", "/muting"),
                  Table.text("WHO", "/who"),
                  Table.text("WHY", "/why")),
              "no silence");
    }
  }

  @Command(name = "expire", description = "End a silence now.", mixinStandardHelpOptions = true)
  static final class Expire implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Parameters(paramLabel = "ID", description = "id of the silence")
    private String id = "";

    @Override
    public Integer call() throws InterruptedException {
      JsonNode over = asking.send("DELETE", "/api/silences/" + ApiClient.encoded(id), null);
      if (over != null) {
        asking.out().printf("%s ended at %s%n", id, over.path("to").asText());
        asking.out().flush();
      }
      return 0;
    }
  }
}
