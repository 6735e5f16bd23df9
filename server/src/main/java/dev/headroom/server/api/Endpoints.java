package dev.headroom.server.api;

import com.linecorp.armeria.common.HttpMethod;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TraceId;
import dev.headroom.control.ChangeControl;
import dev.headroom.control.ChangeRequest;
import dev.headroom.query.DiagnosisSearch;
import dev.headroom.query.LogSearch;
import dev.headroom.query.MetricSearch;
import dev.headroom.query.Queries;
import dev.headroom.query.TraceSearch;
import dev.headroom.query.WindowRequest;
import dev.headroom.query.view.CatalogView;
import dev.headroom.query.view.ChangeView;
import dev.headroom.query.view.ChangesView;
import dev.headroom.query.view.DiagnosisView;
import dev.headroom.query.view.LimitsView;
import dev.headroom.query.view.LogsView;
import dev.headroom.query.view.MapView;
import dev.headroom.query.view.MetricSeriesView;
import dev.headroom.query.view.MetricsView;
import dev.headroom.query.view.RouteView;
import dev.headroom.query.view.ServiceView;
import dev.headroom.query.view.ServicesView;
import dev.headroom.query.view.SystemView;
import dev.headroom.query.view.TelemetryQualityView;
import dev.headroom.query.view.TemplatesView;
import dev.headroom.query.view.TraceView;
import dev.headroom.query.view.TracesView;
import dev.headroom.query.view.WhatIfView;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.whatif.EditText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The table of all endpoints: what is served and what is documented both come from here.
final class Endpoints {
  /// What all questions about a window take.
  static final List<ApiParameter> WINDOW =
      List.of(
          ApiParameter.text(
              "from",
              "Start of the window: ISO-8601, milliseconds since the epoch, or relative to now",
              "-6h"),
          ApiParameter.text("to", "End of the window, in the same forms; now when absent", "now"),
          ApiParameter.text(
              "range", "Length of the window when one end is absent; 1h when absent", "1h"));

  private static final ApiParameter LIMIT =
      ApiParameter.number("limit", "Rows per page, 1 to 1000; 100 when absent", "100");
  private static final ApiParameter CURSOR =
      ApiParameter.text("cursor", "nextCursor of the page before", "");
  private static final ApiParameter SERVICE =
      ApiParameter.text("service", "Only this service", "checkout");

  private final Queries queries;
  private final ChangeControl changes;

  Endpoints(Queries queries, ChangeControl changes) {
    this.queries = queries;
    this.changes = changes;
  }

  private static List<ApiParameter> window(ApiParameter... more) {
    List<ApiParameter> all = new ArrayList<>(WINDOW);
    all.addAll(Arrays.asList(more));
    return all;
  }

  /// What all lists that come in pages take.
  static List<ApiParameter> page(String sorts, ApiParameter... more) {
    List<ApiParameter> all = new ArrayList<>(WINDOW);
    all.addAll(paging(sorts, more));
    return all;
  }

  /// What lists take that come in pages and know no window.
  static List<ApiParameter> paging(String sorts, ApiParameter... more) {
    List<ApiParameter> all = new ArrayList<>(Arrays.asList(more));
    all.add(
        ApiParameter.choice(
            "sort", "Field to sort by; the first when absent", sorts.split(" ", -1)));
    all.add(ApiParameter.choice("order", "desc when absent", "asc", "desc"));
    all.add(ApiParameter.text("filter", "Only rows whose names contain this", "cart"));
    all.add(CURSOR);
    all.add(LIMIT);
    return all;
  }

  List<Endpoint> all() {
    List<Endpoint> all = new ArrayList<>();
    services(all);
    traces(all);
    logs(all);
    metrics(all);
    whatIf(all);
    rest(all);
    return all;
  }

  private void services(List<Endpoint> into) {
    into.add(
        Endpoint.get(
            "/api/limits",
            "limits",
            "All routes with traffic, latency, errors, trend, where their time goes, and how far"
                + " they scale",
            page("rate errorShare p50 p95 p99 peak headroom service operation owner"),
            LimitsView.class,
            request -> queries.limits(request.window(), request.page())));
    into.add(
        Endpoint.get(
            "/api/map",
            "map",
            "Services, what they depend on, and the calls between them",
            window(),
            MapView.class,
            request -> queries.map(request.window())));
    into.add(
        Endpoint.get(
            "/api/services",
            "services",
            "All services with traffic, latency, errors and owner",
            page("rate errorShare p50 p95 p99 service owner instances"),
            ServicesView.class,
            request -> queries.services(request.window(), request.page())));
    ApiParameter service = ApiParameter.path("service", "Name of the service", "checkout");
    into.add(
        Endpoint.get(
            "/api/services/{service}",
            "service",
            "One service: routes, operations, instances, versions, resources, edges, statements",
            window(service),
            ServiceView.class,
            request -> queries.service(request.window(), request.requiredService())));
    into.add(
        Endpoint.get(
            "/api/services/{service}/route",
            "route",
            "One route or other operation of a service",
            window(
                service,
                ApiParameter.text(
                        "operation",
                        "Name of the operation; a parameter because names hold slashes",
                        "GET /cart/{id}")
                    .mustBeGiven()),
            RouteView.class,
            request ->
                queries.route(
                    request.window(), request.requiredService(), request.requiredOperation())));
  }

  private void traces(List<Endpoint> into) {
    into.add(
        Endpoint.get(
            "/api/traces",
            "traces",
            "Kept traces that pass a search, newest first",
            window(
                SERVICE,
                ApiParameter.flag(
                    "anySpan", "Whether any span may be of the service, not only the root"),
                ApiParameter.text("operation", "Operation of the root", "GET /cart/{id}"),
                ApiParameter.text("minDuration", "Least duration of the root", "250ms"),
                ApiParameter.text("maxDuration", "Greatest duration of the root", "2s"),
                ApiParameter.choice("status", "Whether any span failed", "error", "ok"),
                ApiParameter.text(
                        "attribute",
                        "key=value that one and the same span carries; may be repeated",
                        "http.response.status_code=500")
                    .manyTimes(),
                CURSOR,
                LIMIT),
            TracesView.class,
            request -> queries.traces(traceSearch(request))));
    into.add(
        Endpoint.get(
            "/api/traces/{id}",
            "trace",
            "One trace: waterfall, critical path, logs",
            List.of(
                ApiParameter.path(
                    "id", "Trace id, 32 hexadecimal digits", "4bf92f3577b34da6a3ce929d0e0e4736")),
            TraceView.class,
            request -> queries.trace(traceId("id", request.text("id")))));
  }

  private static DiagnosisSearch diagnosis(ApiRequest request) {
    return new DiagnosisSearch(
        request.given("target"),
        DiagnosisSearch.metric(request.text("metric")),
        request.text("statistic"),
        request.window(),
        DiagnosisSearch.baseline(
            request.given("baselineFrom"), request.given("baselineTo"), request.now()));
  }

  private static TraceSearch traceSearch(ApiRequest request) {
    String operation = request.given("operation");
    String min = request.given("minDuration");
    String max = request.given("maxDuration");
    String status = request.given("status");
    return new TraceSearch(
        request.window(),
        request.service(),
        request.flag("anySpan"),
        operation == null ? null : new OperationName(operation),
        min == null ? 0 : Lengths.nanos("minDuration", min),
        max == null ? Long.MAX_VALUE : Lengths.nanos("maxDuration", max),
        status == null ? null : status.equalsIgnoreCase("error"),
        request.pairs("attribute"),
        request.given("cursor"),
        request.limit());
  }

  private static TraceId traceId(String field, String text) {
    if (!text.matches("[0-9a-fA-F]{32}|[0-9a-fA-F]{16}") || text.matches("0+")) {
      throw ApiRequest.invalid(field, text, "32 hexadecimal digits, not all zero");
    }
    return TraceId.parse(text);
  }

  private void logs(List<Endpoint> into) {
    into.add(
        Endpoint.get(
            "/api/logs",
            "logs",
            "Log records that pass a search, newest first",
            window(
                SERVICE,
                ApiParameter.text(
                    "severity", "Least severity: a level's name or OTLP's number", "warn"),
                ApiParameter.text("text", "The body contains it, ignoring case", "timeout"),
                ApiParameter.text("trace", "Only records of this trace", ""),
                ApiParameter.number("template", "Only records of this template", ""),
                CURSOR,
                LIMIT),
            LogsView.class,
            request -> queries.logs(logSearch(request))));
    into.add(
        Endpoint.get(
            "/api/logs/templates",
            "logTemplates",
            "What the logs say, and what is new since the last deploy",
            page("new count firstSeen lastSeen service severity", SERVICE),
            TemplatesView.class,
            request -> queries.templates(request.window(), request.service(), request.page())));
  }

  private static LogSearch logSearch(ApiRequest request) {
    String trace = request.given("trace");
    return new LogSearch(
        request.window(),
        request.service(),
        severity(request.text("severity")),
        request.text("text"),
        trace == null ? null : traceId("trace", trace),
        request.number("template", 0),
        request.given("cursor"),
        request.limit());
  }

  private static int severity(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "" -> 0;
      case "trace" -> 1;
      case "debug" -> 5;
      case "info" -> 9;
      case "warn", "warning" -> 13;
      case "error" -> 17;
      case "fatal" -> 21;
      default -> {
        if (!text.matches("1?\\d|2[0-4]")) {
          throw ApiRequest.invalid(
              "severity", text, "trace, debug, info, warn, error, fatal, or a number up to 24");
        }
        yield Integer.parseInt(text);
      }
    };
  }

  private void metrics(List<Endpoint> into) {
    into.add(
        Endpoint.get(
            "/api/metrics",
            "metrics",
            "The catalogue of metrics",
            page("metric service series type", SERVICE),
            MetricsView.class,
            request -> queries.metrics(request.window(), request.service(), request.page())));
    into.add(
        Endpoint.get(
            "/api/metrics/{name}",
            "metric",
            "The series of one metric over time",
            window(
                ApiParameter.path("name", "Name of the metric", "jvm.memory.used"),
                SERVICE,
                ApiParameter.text("instance", "Only this instance", ""),
                ApiParameter.text(
                        "attribute",
                        "key=value that a series carries; may be repeated",
                        "jvm.memory.type=heap")
                    .manyTimes(),
                ApiParameter.number("limit", "Series at most, 1 to 1000; 100 when absent", "20")),
            MetricSeriesView.class,
            request ->
                queries.metric(
                    new MetricSearch(
                        request.window(),
                        request.text("name"),
                        request.service(),
                        request.text("instance"),
                        request.pairs("attribute"),
                        request.limit()))));
  }

  /// A question with edits; see [EditText] for how they are written. Null fields were not given.
  ///
  /// @param service of the route
  /// @param operation the route
  record WhatIfRequest(
      @Nullable String service,
      @Nullable String operation,
      @Nullable List<String> edits,
      @Nullable String from,
      @Nullable String to,
      @Nullable String range) {}

  private void whatIf(List<Endpoint> into) {
    String summary = "How a route would behave under edits: percentiles from its retimed traces";
    into.add(
        Endpoint.get(
            "/api/what-if",
            "whatIf",
            summary,
            window(
                ApiParameter.text("service", "Service of the route", "checkout").mustBeGiven(),
                ApiParameter.text("operation", "The route", "GET /cart/{id}").mustBeGiven(),
                ApiParameter.text(
                        "edit",
                        "What is changed; may be repeated, all apply at once",
                        "faster=2 service=payments operation=\"POST /charge\"")
                    .mustBeGiven()
                    .manyTimes()),
            WhatIfView.class,
            request ->
                queries.whatIf(
                    request.window(),
                    new ServiceOperation(request.requiredService(), request.requiredOperation()),
                    request.all("edit").stream().map(EditText::parse).toList())));
    into.add(
        new Endpoint(
            HttpMethod.POST,
            "/api/what-if",
            "askWhatIf",
            summary,
            List.of(),
            WhatIfRequest.class,
            200,
            WhatIfView.class,
            request -> whatIf(request, request.body(WhatIfRequest.class))));
  }

  private WhatIfView whatIf(ApiRequest request, WhatIfRequest asked) {
    List<String> edits = asked.edits() == null ? List.of() : asked.edits();
    return queries.whatIf(
        new WindowRequest(asked.from(), asked.to(), asked.range()).resolve(request.now()),
        new ServiceOperation(
            new ServiceName(given("service", asked.service())),
            new OperationName(given("operation", asked.operation()))),
        edits.stream().map(EditText::parse).toList());
  }

  private static String given(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw ApiRequest.invalid(field, value, "a name");
    }
    return value;
  }

  private void rest(List<Endpoint> into) {
    into.add(
        Endpoint.get(
            "/api/diagnosis",
            "diagnosis",
            "Which nodes probably caused an incident, with evidence and counter-evidence",
            window(
                ApiParameter.text(
                    "target", "The node that suffers; all of the system when absent", "checkout"),
                ApiParameter.choice(
                        "metric", "What got worse", "latency", "errors", "availability", "requests")
                    .mustBeGiven(),
                ApiParameter.text("statistic", "p95 or average; either when absent", "p95"),
                ApiParameter.text(
                    "baselineFrom",
                    "When all was well, in the forms of from; chosen when absent",
                    ""),
                ApiParameter.text("baselineTo", "And until when", "")),
            DiagnosisView.class,
            request -> queries.diagnosis(diagnosis(request))));
    into.add(
        Endpoint.get(
            "/api/telemetry-quality",
            "telemetryQuality",
            "What each service sends, what is missing and how to add it",
            window(),
            TelemetryQualityView.class,
            request -> queries.telemetryQuality(request.window())));
    into.add(
        Endpoint.get(
            "/api/system",
            "system",
            "Headroom about itself: ingest, queues, journal, caps, disk",
            List.of(),
            SystemView.class,
            _ -> queries.system()));
    into.add(
        Endpoint.get(
            "/api/changes",
            "changes",
            "Deploys, first sights of versions and other changes, newest first",
            window(SERVICE),
            ChangesView.class,
            request -> queries.changes(request.window(), request.service())));
    into.add(
        new Endpoint(
            HttpMethod.POST,
            "/api/changes",
            "recordChange",
            "Tell Headroom about a change, e.g. from a deploy pipeline",
            List.of(),
            ChangeRequest.class,
            201,
            ChangeView.class,
            request -> ChangeView.of(changes.record(request.body(ChangeRequest.class)).change())));
    into.add(
        Endpoint.get(
            "/api/catalog",
            "catalog",
            "Components, owners and domains as declared, against what telemetry shows",
            window(),
            CatalogView.class,
            request -> queries.catalog(request.window())));
  }
}
