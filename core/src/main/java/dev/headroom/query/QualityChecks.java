package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.query.view.TelemetryQualityView.Check;
import dev.headroom.query.view.TelemetryQualityView.State;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The questions that telemetry is asked. Both generations of the semantic conventions count.
final class QualityChecks {
  private static final double GOOD_ENOUGH = 0.99;

  private static final List<String> RUNTIME_METRICS =
      List.of("jvm.", "process.", "go.", "nodejs.", "v8js.", "cpython.", "dotnet.", "system.");
  private static final List<String> POOL_METRICS = List.of("db.client.connection");

  private QualityChecks() {}

  static List<Check> of(QualityFacts facts) {
    List<Check> checks = new ArrayList<>();
    signals(facts, checks);
    resource(facts, checks);
    spans(facts, checks);
    metrics(facts, checks);
    business(facts, checks);
    return checks;
  }

  private static Check check(
      String id, String title, @Nullable Double coverage, String why, String fix) {
    State state =
        coverage == null
            ? State.NOT_APPLICABLE
            : coverage >= GOOD_ENOUGH ? State.OK : coverage > 0 ? State.PARTIAL : State.MISSING;
    boolean well = state == State.OK || state == State.NOT_APPLICABLE;
    return new Check(id, title, state, coverage, why, well ? "" : fix);
  }

  private static Double present(boolean there) {
    return there ? 1.0 : 0.0;
  }

  private static void signals(QualityFacts facts, List<Check> into) {
    into.add(
        check(
            "traces",
            "Traces arrive",
            present(facts.hasSpans()),
            "Routes, edges and the critical path come from spans.",
            "export OTEL_TRACES_EXPORTER=otlp"));
    into.add(
        check(
            "metrics",
            "Metrics arrive",
            present(facts.metrics()),
            "CPU, memory, threads, pools and garbage collection come from metrics.",
            "export OTEL_METRICS_EXPORTER=otlp\nexport OTEL_METRIC_EXPORT_INTERVAL=10000"));
    into.add(
        check(
            "logs",
            "Logs arrive",
            present(facts.logs()),
            "New log templates after a deploy are the first sign of trouble.",
            "export OTEL_LOGS_EXPORTER=otlp"));
    into.add(
        check(
            "log-trace-link",
            "Logs of requests name their trace",
            facts.linkedLogs() == null ? null : present(facts.linkedLogs() > 0),
            "A trace shows its own log records, and a record leads to its trace.",
            "Log through a bridged framework (Logback, Log4j 2, java.util.logging) so that the"
                + " agent adds trace_id and span_id; records outside of requests have none."));
  }

  private static void resource(QualityFacts facts, List<Check> into) {
    into.add(
        check(
            "service-name",
            "The service has a name",
            facts.hasSpans() ? present(!isUnnamed(facts.service())) : null,
            "Telemetry without service.name cannot be told apart.",
            "export OTEL_SERVICE_NAME=checkout"));
    into.add(
        check(
            "service-version",
            "The version is known",
            facts.share(key -> !key.version().isEmpty()),
            "Releases can be compared, and a first request of a version marks the deploy.",
            attribute("service.version=1.4.2")));
    into.add(
        check(
            "service-instance",
            "Instances can be told apart",
            facts.share(_ -> true, s -> has(s.resource(), "service.instance.id")),
            "A single overloaded instance hides in the mean of all.",
            attribute("service.instance.id=$(hostname)-$$")));
    into.add(
        check(
            "environment",
            "The environment is known",
            facts.share(key -> !key.environment().isEmpty()),
            "Test traffic must not be mixed with production.",
            attribute("deployment.environment.name=production")));
    into.add(
        check(
            "sampling",
            "The sampling rate is known",
            facts.samplingKnown(),
            "Rates are exact only when each span says how many it stands for (tracestate ot=th);"
                + " otherwise it counts once.",
            """
            # The usual samplers of SDKs and agents do not write it. The collector does:
            processors:
              probabilistic_sampler:
                mode: proportional
                sampling_percentage: 100
            # In Java, consistent-sampling of opentelemetry-java-contrib does, as an extension.\
            """));
  }

  private static boolean isUnnamed(ServiceName service) {
    return service.value().startsWith(ServiceName.UNKNOWN.value());
  }

  private static String attribute(String pair) {
    return "export OTEL_RESOURCE_ATTRIBUTES=" + pair;
  }

  private static boolean has(Attributes attributes, String... keys) {
    return !attributes.text(keys).isBlank();
  }

  private static boolean isHttp(Span span) {
    return has(span.attributes(), "http.request.method", "http.method");
  }

  private static boolean isDatabase(Span span) {
    return span.kind() == SpanKind.CLIENT && has(span.attributes(), "db.system.name", "db.system");
  }

  private static boolean isMessaging(Span span) {
    return has(span.attributes(), "messaging.system");
  }

  private static void spans(QualityFacts facts, List<Check> into) {
    into.add(
        check(
            "http-route",
            "HTTP requests name their route",
            facts.share(
                s -> s.kind() == SpanKind.SERVER && isHttp(s),
                s -> has(s.attributes(), "http.route")),
            "Without http.route operations are guessed from paths, and many paths become one.",
            "Use an instrumented web framework (Spring MVC, JAX-RS, Express, …), or set http.route"
                + " on the server span from the router: span.setAttribute(\"http.route\","
                + " \"/cart/{id}\")."));
    into.add(
        check(
            "db-statement",
            "Database calls show their statement",
            facts.share(
                QualityChecks::isDatabase,
                s -> has(s.attributes(), "db.query.text", "db.statement", "db.query.summary")),
            "Top statements, N+1 calls and missing indexes are found by the statement.",
            "export OTEL_INSTRUMENTATION_COMMON_DB_STATEMENT_SANITIZER_ENABLED=true"));
    into.add(
        check(
            "db-target",
            "Database calls name the database",
            facts.share(
                QualityChecks::isDatabase,
                s ->
                    has(
                        s.attributes(),
                        "server.address",
                        "net.peer.name",
                        "db.namespace",
                        "db.name")),
            "Databases on one host are different limits.",
            "Use a current driver instrumentation; new names by:"
                + "\nexport OTEL_SEMCONV_STABILITY_OPT_IN=database"));
    into.add(
        check(
            "peer",
            "Outgoing HTTP calls name their target",
            facts.share(
                s -> s.kind() == SpanKind.CLIENT && isHttp(s),
                s ->
                    has(
                        s.attributes(),
                        "server.address",
                        "net.peer.name",
                        "peer.service",
                        "url.full",
                        "http.url")),
            "Hosts without telemetry of their own appear on the map by this name.",
            "export"
                + " OTEL_INSTRUMENTATION_COMMON_PEER_SERVICE_MAPPING=psp.example=payment-provider"));
    into.add(
        check(
            "messaging-destination",
            "Messages name their destination",
            facts.share(
                QualityChecks::isMessaging,
                s ->
                    has(
                        s.attributes(),
                        "messaging.destination.name",
                        "messaging.destination.template",
                        "messaging.destination")),
            "Queues and topics become nodes of the map.",
            "Set messaging.destination.name on producer and consumer spans."));
    into.add(
        check(
            "error-status",
            "Failed requests are marked",
            facts.share(
                s -> s.kind() == SpanKind.SERVER && status(s) >= 500,
                s -> s.status() == Span.Status.ERROR),
            "Error rates count the span's status, and a 5xx answer should set it.",
            "span.setStatus(StatusCode.ERROR) in the server instrumentation."));
  }

  private static int status(Span span) {
    String text = span.attributes().text("http.response.status_code", "http.status_code");
    try {
      return text.isEmpty() ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static void metrics(QualityFacts facts, List<Check> into) {
    into.add(
        check(
            "runtime-metrics",
            "The runtime reports CPU and memory",
            facts.metrics() ? present(sendsAny(facts, RUNTIME_METRICS)) : null,
            "Saturation cannot be told from traffic alone.",
            "export OTEL_INSTRUMENTATION_RUNTIME_TELEMETRY_ENABLED=true"));
    boolean database = facts.spans().stream().anyMatch(QualityChecks::isDatabase);
    into.add(
        check(
            "pool-metrics",
            "Connection pools report their use",
            facts.metrics() && database ? present(sendsAny(facts, POOL_METRICS)) : null,
            "A pool that runs dry looks like a slow database; its own figures tell them apart.",
            "Use an instrumented pool (HikariCP, Tomcat, UCP, c3p0, …) and keep its"
                + " instrumentation on:\nexport OTEL_INSTRUMENTATION_HIKARICP_ENABLED=true"));
  }

  private static boolean sendsAny(QualityFacts facts, List<String> prefixes) {
    return facts.metricNames().stream()
        .anyMatch(name -> prefixes.stream().anyMatch(name::startsWith));
  }

  private static void business(QualityFacts facts, List<Check> into) {
    Predicate<Span> entries = s -> s.kind().isEntry();
    into.add(
        check(
            "segment",
            "Requests name their tenant, segment or feature",
            facts.share(
                entries,
                s ->
                    has(s.attributes(), "headroom.tenant", "headroom.segment", "headroom.feature")
                        || has(
                            s.resource(),
                            "headroom.tenant",
                            "headroom.segment",
                            "headroom.feature")),
            "Cost, error budget and blast radius per customer need it.",
            "Span.current().setAttribute(\"headroom.tenant\", tenant);"));
  }
}
