package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.headroom.app.read.ApiClient.Parameter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The options that all commands share which ask a server, and how they ask.
public final class Asking {
  /// What to say about an empty list.
  static final String NOTHING = "nothing in this window; try a longer one, e.g. --range 24h";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private final Server server = new Server();

  @Option(names = "--json", description = "print the answer of the API as it is")
  private boolean json;

  @Option(
      names = "--range",
      paramLabel = "LENGTH",
      description = "window, e.g. 15m, 1h, 7d (default 1h)")
  private @Nullable String range;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "start: ISO-8601, milliseconds, or -2h")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "end: like --from, or now")
  private @Nullable String to;

  /// Where to print.
  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /// Asks within the window, and prints the JSON when that was wanted.
  ///
  /// @return the answer for the caller to print; null when it was printed
  public @Nullable JsonNode ask(String path, Parameter... parameters) throws InterruptedException {
    return askAtAnyTime(path, within(parameters).toArray(Parameter[]::new));
  }

  private List<Parameter> within(Parameter... parameters) {
    List<Parameter> all = new ArrayList<>(Arrays.asList(parameters));
    all.add(new Parameter("range", range));
    all.add(new Parameter("from", from));
    all.add(new Parameter("to", to));
    return all;
  }

  /// Asks for a list within the window, one page or all, and prints it.
  ///
  /// @param field which field of the answer holds the rows
  /// @param none what to say when there are none
  /// @return the exit code
  public int list(
      String path, Paging paging, String field, Table table, String none, Parameter... parameters)
      throws InterruptedException {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    String cursor = paging.cursor();
    do {
      List<Parameter> page = within(parameters);
      page.add(new Parameter("limit", paging.limit()));
      page.add(new Parameter("cursor", cursor));
      JsonNode answer = server.client().get(path, page);
      cursor = answer.path("nextCursor").textValue();
      if (json) {
        out().println(answer);
      } else {
        answer.path(field).forEach(rows::add);
      }
    } while (paging.all() && cursor != null);
    if (!json) {
      print(rows, table, none);
      if (cursor != null) {
        spec.commandLine().getErr().println("there is more: --all, or --cursor " + cursor);
      }
    }
    out().flush();
    return 0;
  }

  /// Asks without a window.
  public @Nullable JsonNode askAtAnyTime(String path, Parameter... parameters)
      throws InterruptedException {
    return unlessJson(server.client().get(path, Arrays.asList(parameters)));
  }

  /// Asks without a window for a caller that needs the answer in any case.
  public JsonNode fetch(String path, Parameter... parameters) throws InterruptedException {
    return server.client().get(path, Arrays.asList(parameters));
  }

  /// Asks without a window for an answer that is no JSON to be read.
  public String text(String path, Parameter... parameters) throws InterruptedException {
    return new String(
        server.client().send("GET", path, Arrays.asList(parameters), "", new byte[0]).good().body(),
        StandardCharsets.UTF_8);
  }

  /// Asks within the window for a caller that needs the answer in any case.
  public JsonNode fetchWithin(String path, Parameter... parameters) throws InterruptedException {
    return server.client().get(path, within(parameters));
  }

  /// How long the window is when nobody says.
  public void usualRange(String length) {
    if (range == null && from == null && to == null) {
      range = length;
    }
  }

  /// The window as it was given: `from` and `to`, where they were.
  public Map<String, String> window() {
    Map<String, String> given = new LinkedHashMap<>();
    if (from != null) {
      given.put("from", from);
    }
    if (to != null) {
      given.put("to", to);
    }
    return given;
  }

  /// Whether the answer is to be printed as it is.
  public boolean json() {
    return json;
  }

  /// Asks for a change.
  ///
  /// @param body null for none
  /// @return the answer for the caller to print; null when it was printed
  public @Nullable JsonNode send(String method, String path, @Nullable JsonNode body)
      throws InterruptedException {
    return unlessJson(server.client().send(method, path, body));
  }

  /// Sends a text, in YAML, within the window.
  ///
  /// @return the answer for the caller to print; null when it was printed
  public @Nullable JsonNode upload(String path, byte[] text) throws InterruptedException {
    return unlessJson(
        server.client().send("POST", path, within(), "application/yaml", text).good().json());
  }

  /// Prints an answer as it is when that was wanted.
  ///
  /// @return the answer for the caller to print; null when it was printed
  public @Nullable JsonNode unlessJson(JsonNode answer) {
    if (!json) {
      return answer;
    }
    out().println(answer.toString());
    out().flush();
    return null;
  }

  /// Prints rows, or what to say when there are none.
  public int print(JsonNode rows, Table table, String none) {
    if (rows.isEmpty()) {
      out().println(none);
    } else {
      table.print(rows, out());
    }
    out().flush();
    return 0;
  }
}
