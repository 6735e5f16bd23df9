package dev.headroom.query;

import dev.headroom.query.view.Hint;
import java.util.List;

/// What pages say when there is nothing to show.
final class Hints {
  private Hints() {}

  private static final String AGENT =
      """
      export OTEL_SERVICE_NAME=checkout
      export OTEL_RESOURCE_ATTRIBUTES=service.version=1.0.0,deployment.environment.name=production
      export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318
      java -javaagent:opentelemetry-javaagent.jar -jar app.jar\
      """;

  static List<Hint> noTraces(Directory directory) {
    if (directory.services().isEmpty()) {
      return List.of(
          new Hint(
              "No telemetry has arrived yet",
              "Headroom takes OTLP on port 4317 (gRPC) and 4318 (HTTP). Any OpenTelemetry SDK,"
                  + " agent or collector can send to it; this starts a Java service with the"
                  + " agent.",
              AGENT));
    }
    return List.of(
        new Hint(
            "No traces in this time range",
            "Services are known, but none of their traces ended inside the range. Choose a longer"
                + " range, or look at what each service sends under Telemetry quality.",
            ""));
  }

  static List<Hint> noLogs(Directory directory) {
    return directory.services().isEmpty()
        ? noTraces(directory)
        : List.of(
            new Hint(
                "No log records in this time range",
                "Choose a longer range or a lower severity. A Java service with the OpenTelemetry"
                    + " agent sends its logs when the logs exporter is on.",
                "export OTEL_LOGS_EXPORTER=otlp"));
  }

  static List<Hint> noMetrics(Directory directory) {
    return directory.services().isEmpty()
        ? noTraces(directory)
        : List.of(
            new Hint(
                "No metrics in this time range",
                "Choose a longer range. A Java service with the OpenTelemetry agent sends metrics"
                    + " every minute when the metrics exporter is on; ten seconds show more.",
                "export OTEL_METRICS_EXPORTER=otlp\nexport OTEL_METRIC_EXPORT_INTERVAL=10000"));
  }

  static List<Hint> noKeptTraces(Directory directory) {
    return directory.services().isEmpty()
        ? noTraces(directory)
        : List.of(
            new Hint(
                "No kept trace passes this search",
                "Headroom counts every trace and keeps some raw: failed, slow and rare ones and a"
                    + " sample of the rest. Choose a longer range or fewer conditions.",
                ""));
  }

  static List<Hint> noCatalog() {
    return List.of(
        new Hint(
            "No catalogue is loaded",
            "Services get their owner and domain from Backstage catalog-info.yaml files in a"
                + " directory; changes are picked up while Headroom runs.",
            """
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata:
              name: checkout
            spec:
              type: service
              lifecycle: production
              owner: team-orders
              system: shop\
            """));
  }
}
