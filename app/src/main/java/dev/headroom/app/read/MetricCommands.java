package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.app.read.ApiClient.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Metrics and their series.
final class MetricCommands {
  private static final Table METRICS =
      Table.of(
          Table.text("METRIC", "/metric"),
          Table.text("SERVICE", "/service"),
          Table.text("TYPE", "/type"),
          Table.text("UNIT", "/unit"),
          Table.count("SERIES", "/series"),
          Table.text("BY", "/attributeKeys"));

  private MetricCommands() {}

  @Command(name = "metrics", description = "List metrics.", mixinStandardHelpOptions = true)
  static final class Metrics implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();
    @Mixin private final Paging paging = new Paging();

    @Option(names = "--service", paramLabel = "NAME", description = "service")
    private @Nullable String service;

    @Override
    public Integer call() throws InterruptedException {
      return asking.list(
          "/api/metrics",
          paging,
          "metrics",
          METRICS,
          Asking.NOTHING,
          new Parameter("service", service));
    }
  }

  @Command(
      name = "metric",
      description = "Show the series of one metric.",
      mixinStandardHelpOptions = true)
  static final class Metric implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Parameters(paramLabel = "NAME", description = "the metric, e.g. jvm.memory.used")
    private String name = "";

    @Option(names = "--service", paramLabel = "NAME", description = "service")
    private @Nullable String service;

    @Option(names = "--instance", paramLabel = "NAME", description = "instance")
    private @Nullable String instance;

    @Option(names = "--attribute", paramLabel = "KEY=VALUE", description = "may be repeated")
    private List<String> attributes = List.of();

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "series at most, the largest first (default 100)")
    private @Nullable Integer limit;

    @Override
    public Integer call() throws InterruptedException {
      List<Parameter> parameters = new ArrayList<>();
      parameters.add(new Parameter("service", service));
      parameters.add(new Parameter("instance", instance));
      parameters.add(new Parameter("limit", limit));
      attributes.forEach(pair -> parameters.add(new Parameter("attribute", pair)));
      JsonNode view =
          asking.ask(
              "/api/metrics/" + ApiClient.encoded(name), parameters.toArray(Parameter[]::new));
      if (view == null) {
        return 0;
      }
      asking
          .out()
          .printf(
              "%s  %s  %s, %d series%n",
              view.path("metric").asText(),
              view.path("type").asText(),
              view.path("unit").asText(),
              view.path("seriesCount").asInt());
      Report report = new Report(asking.out());
      report.series(view.path("series"));
      report.exemplars(view.path("series"), view.path("unit").asText());
      report.end(view);
      return 0;
    }
  }
}
