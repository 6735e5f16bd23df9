package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.app.read.ApiClient.Parameter;
import dev.headroom.server.web.Format;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Kept traces.
final class TraceCommands {
  /// Rows of traces.
  static final Table TRACES =
      Table.of(
          Table.text("TRACE", "/traceId"),
          Table.text("START", "/start"),
          Table.nanos("DURATION", "/durationNanos"),
          Table.text("SERVICE", "/service"),
          Table.text("ROUTE", "/operation"),
          Table.count("SPANS", "/spans"),
          Table.text("ERROR", "/error"),
          Table.text("KEPT FOR", "/keptFor"));

  private TraceCommands() {}

  @Command(name = "traces", description = "Search kept traces.", mixinStandardHelpOptions = true)
  static final class Traces implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();
    @Mixin private final Paging paging = new Paging();

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

    @Override
    public Integer call() throws InterruptedException {
      List<Parameter> parameters = new ArrayList<>();
      parameters.add(new Parameter("service", service));
      parameters.add(new Parameter("operation", operation));
      parameters.add(new Parameter("anySpan", anySpan ? "true" : null));
      parameters.add(new Parameter("minDuration", minDuration));
      parameters.add(new Parameter("maxDuration", maxDuration));
      parameters.add(new Parameter("status", status));
      attributes.forEach(pair -> parameters.add(new Parameter("attribute", pair)));
      return asking.list(
          "/api/traces",
          paging,
          "traces",
          TRACES,
          "no kept trace fits",
          parameters.toArray(Parameter[]::new));
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
      if (!view.path("orders").isEmpty()) {
        out.println("\nthe path takes for granted, and how often it held:");
        Table.of(
                Table.share("HELD", "/before"),
                Table.count("TIMES", "/support"),
                Table.text("SERVICE", "/parentService"),
                Table.text("BELOW", "/parentOperation"),
                Table.wide("ORDER", "/text"))
            .print(view.path("orders"), out);
      }
      out.flush();
      return 0;
    }
  }
}
