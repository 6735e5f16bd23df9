package dev.headroom.server.web;

import dev.headroom.query.DiagnosisSearch;
import dev.headroom.query.Queries;
import gg.jte.generated.precompiled.Templates;
import gg.jte.models.runtime.JteModel;

/// Changes, diagnosis of incidents, catalogue, telemetry quality, and Headroom about itself.
/// Thread-safe.
final class OrderPages {
  private final Queries queries;
  private final Templates templates;

  OrderPages(Queries queries, Templates templates) {
    this.queries = queries;
    this.templates = templates;
  }

  JteModel changes(PageRequest request) {
    return templates.changes(
        request.context("Changes", "changes"),
        queries.changes(request.window(), request.service("service")));
  }

  JteModel catalog(PageRequest request) {
    return templates.catalog(
        request.context("Catalogue", "catalog"), queries.catalog(request.window()));
  }

  JteModel incident(PageRequest request) {
    String target = request.param("target");
    String metric = request.param("metric");
    DiagnosisSearch search =
        new DiagnosisSearch(
            target.isEmpty() ? null : target,
            DiagnosisSearch.metric(metric.isEmpty() ? "latency" : metric),
            request.param("statistic"),
            request.window(),
            null);
    return templates.incident(request.context("Incident", "incident"), queries.diagnosis(search));
  }

  JteModel quality(PageRequest request) {
    return templates.quality(
        request.context("Telemetry quality", "quality"),
        queries.telemetryQuality(request.window()));
  }

  JteModel system(PageRequest request) {
    return templates.system(request.context("System", "system"), queries.system());
  }
}
