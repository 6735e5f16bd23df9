package dev.headroom.app.whatif;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.app.read.ApiClient.Parameter;
import dev.headroom.app.read.Asking;
import dev.headroom.app.read.Table;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Edit;
import dev.headroom.query.view.WhatIfView;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.server.api.Json;
import dev.headroom.server.web.Format;
import dev.headroom.whatif.EditText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `headroom what-if`: how a route would behave under edits.
@Command(
    name = "what-if",
    description =
        "Predict how a route would behave if operations changed, from its traces: percentiles now"
            + " and then.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "An edit says what is changed and whose spans:",
      "  faster=2        their own time shrinks to a half; below 1 is slower",
      "  cached=80%%     that share of the calls takes no time (or 0 to 1)",
      "  batched         repeated calls below one parent become one",
      "  parallel        calls below one parent start together",
      "  async           the caller does not wait",
      "  removed         the call is not made",
      "  pool=2..12      the pool in front gets another size; name=NAME names it",
      "  retries=10%%     that share of the attempts made again after a failure is left (or 0 to"
          + " 1)",
      "  capped=80ms     the caller waits at most so long (us, ms, s): a deadline, or hedging",
      "with service=NAME and operation=NAME; under=ENTRY and statement=TEXT narrow it. A value"
          + " with",
      "blanks stands in double quotes. Several --edit apply at once.",
      "",
      "With --import the traces come from files and no server is asked: OTLP (JSON, JSON lines,",
      "protobuf), Jaeger or Zipkin JSON, plain or gzipped.",
      "Exit code 1 when the traces are too few or do not have the operation.",
      "",
      "Example: headroom what-if --service shop --operation 'POST /checkout' \\",
      "           --edit 'faster=2 service=payments operation=\"POST /charge\"'"
    })
public final class WhatIfCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Table QUANTILES =
      Table.of(
          Table.text("PERCENTILE", "/percentile"),
          Table.nanos("NOW", "/nowNanos"),
          Table.nanos("THEN", "/thenNanos"),
          Table.nanos("FROM", "/lowNanos"),
          Table.nanos("TO", "/highNanos"),
          Table.right("CHANGE", "/change"));

  @Mixin private final Asking asking = new Asking();

  @Option(
      names = "--service",
      paramLabel = "NAME",
      required = true,
      description = "the route's service")
  private String service = "";

  @Option(
      names = "--operation",
      paramLabel = "ROUTE",
      required = true,
      description = "the route, as 'headroom routes' prints it")
  private String operation = "";

  @Option(
      names = "--edit",
      paramLabel = "EDIT",
      required = true,
      description = "what is changed; may be repeated")
  private List<String> edits = List.of();

  @Option(
      names = "--import",
      paramLabel = "FILE",
      arity = "1..*",
      description = "files of traces instead of a server; - is the standard input")
  private List<String> files = List.of();

  @Override
  public Integer call() throws InterruptedException {
    List<Edit> parsed = edits.stream().map(EditText::parse).toList();
    JsonNode answer = files.isEmpty() ? asked() : imported(parsed);
    if (answer != null) {
      print(answer);
    }
    return 0;
  }

  private @Nullable JsonNode asked() throws InterruptedException {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter("service", service));
    parameters.add(new Parameter("operation", operation));
    edits.forEach(edit -> parameters.add(new Parameter("edit", edit)));
    return asking.ask("/api/what-if", parameters.toArray(Parameter[]::new));
  }

  private @Nullable JsonNode imported(List<Edit> parsed) {
    ServiceOperation route =
        new ServiceOperation(new ServiceName(service), new OperationName(operation));
    WhatIfView view = new ImportedTraces(files).whatIf(route, parsed);
    try {
      return asking.unlessJson(JSON.readTree(new Json().write(view)));
    } catch (IOException e) {
      throw new HeadroomException(ErrorCode.INTERNAL, "cannot read what was just written", e);
    }
  }

  private void print(JsonNode view) {
    PrintWriter out = asking.out();
    out.printf("%s  %s%n", view.path("service").asText(), view.path("operation").asText());
    view.path("edits").forEach(edit -> out.println("  " + edit.path("text").asText()));
    out.printf(
        "%s traces; changes in %s of the requests%n%n",
        Format.count(view.path("traces").asDouble()),
        Format.share(view.path("changedShare").asDouble()));
    QUANTILES.print(rows(view), out);
    JsonNode ceiling = view.path("ceiling");
    if (ceiling.isObject()) {
      out.printf(
          "%nceiling %s (%s), then %s (%s), 95 %%: %s to %s%n",
          Format.rate(ceiling.path("nowPerSecond").asDouble()),
          ceiling.path("binding").asText(),
          Format.rate(ceiling.path("thenPerSecond").asDouble()),
          ceiling.path("nextBinding").asText(),
          Format.rate(ceiling.path("lowPerSecond").asDouble()),
          Format.rate(ceiling.path("highPerSecond").asDouble()));
    }
    out.printf("%nTaken for granted%n");
    view.path("assumptions").forEach(text -> out.println("  " + text.asText()));
    out.flush();
  }

  private static JsonNode rows(JsonNode view) {
    JsonNode rows = view.path("quantiles").deepCopy();
    for (JsonNode row : rows) {
      JsonNode change = row.path("change");
      ((ObjectNode) row)
          .put("percentile", "p" + Format.number(row.path("q").asDouble() * 100))
          .put("change", Format.change(change.isNumber() ? change.asDouble() : null));
    }
    return rows;
  }
}
