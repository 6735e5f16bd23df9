package dev.headroom.server.web;

import dev.headroom.base.TraceId;
import dev.headroom.query.LogSearch;
import dev.headroom.query.MetricSearch;
import dev.headroom.query.Queries;
import dev.headroom.server.web.PageContext.Crumb;
import gg.jte.generated.precompiled.Templates;
import gg.jte.models.runtime.JteModel;
import java.util.Map;

/// Logs, their templates, and metrics. Thread-safe.
final class SignalPages {
  private static final int SERIES = 24;

  private final Queries queries;
  private final Templates templates;

  SignalPages(Queries queries, Templates templates) {
    this.queries = queries;
    this.templates = templates;
  }

  JteModel logs(PageRequest request) {
    String trace = request.param("trace");
    LogSearch search =
        new LogSearch(
            request.window(),
            request.service("service"),
            (int) request.number("severity", 0, 0, 24),
            request.param("text"),
            trace.isEmpty() ? null : TraceId.parse(trace),
            (int) request.number("template", 0, 0, Integer.MAX_VALUE),
            request.cursor(),
            request.limit(100));
    return templates.logs(request.context("Logs", "logs"), queries.logs(search));
  }

  JteModel templates(PageRequest request) {
    PageContext context = request.context("Log templates", "logs");
    return templates.logTemplates(
        request.context("Templates", "logs", new Crumb("Logs", context.href("/logs"))),
        queries.templates(request.window(), request.service("service"), request.page()));
  }

  JteModel metrics(PageRequest request) {
    return templates.metrics(
        request.context("Metrics", "metrics"),
        queries.metrics(request.window(), request.service("service"), request.page()));
  }

  JteModel series(PageRequest request) {
    String metric = request.required("name");
    PageContext context = request.context(metric, "metrics");
    return templates.series(
        request.context(metric, "metrics", new Crumb("Metrics", context.href("/metrics/browse"))),
        queries.metric(
            new MetricSearch(
                request.window(),
                metric,
                request.service("service"),
                request.param("instance"),
                Map.of(),
                request.limit(SERIES))));
  }
}
