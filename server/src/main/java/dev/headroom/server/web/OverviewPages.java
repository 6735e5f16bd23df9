package dev.headroom.server.web;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.query.FindingQueries;
import dev.headroom.query.FindingSearch;
import dev.headroom.query.FixQueries;
import dev.headroom.query.Page;
import dev.headroom.query.Queries;
import dev.headroom.query.SloQueries;
import dev.headroom.query.view.MapView;
import dev.headroom.query.view.RouteView;
import dev.headroom.query.view.SlosView;
import dev.headroom.server.web.PageContext.Crumb;
import gg.jte.generated.precompiled.Templates;
import gg.jte.models.runtime.JteModel;
import java.util.HashMap;
import java.util.Map;

/// Limits, map, services, one service, one route. Thread-safe.
final class OverviewPages {
  private static final int TOP_FIXES = 3;
  private static final int MOST_OBJECTIVES = 1_000;

  private final Queries queries;
  private final SloQueries slos;
  private final FindingQueries findings;
  private final FixQueries fixes;
  private final Templates templates;

  OverviewPages(
      Queries queries,
      SloQueries slos,
      FindingQueries findings,
      FixQueries fixes,
      Templates templates) {
    this.queries = queries;
    this.slos = slos;
    this.findings = findings;
    this.fixes = fixes;
    this.templates = templates;
  }

  JteModel limits(PageRequest request) {
    return templates.limits(
        request.context("Limits", "limits"),
        queries.limits(request.window(), request.page()),
        budgets(),
        fixes.top(TOP_FIXES));
  }

  /// The worst state of each service's objectives; services without any are left out.
  private Map<String, String> budgets() {
    Map<String, String> worst = new HashMap<>();
    for (SlosView.Row row : slos.slos(new Page("", true, "", null, MOST_OBJECTIVES)).slos()) {
      worst.merge(
          row.service(),
          row.budget().state(),
          (a, b) -> SloText.STATES.indexOf(a) <= SloText.STATES.indexOf(b) ? a : b);
    }
    return worst;
  }

  JteModel map(PageRequest request) {
    MapView view = queries.map(request.window());
    String focus = request.param("focus");
    MapView shown = focus.isEmpty() ? view : MapFocus.on(view, focus);
    return templates.map(
        request.context("Map", "map"),
        shown,
        MapDrawing.of(shown, request.param("colour")),
        focus,
        view.nodes().stream().map(MapView.Node::id).toList());
  }

  JteModel services(PageRequest request) {
    return templates.services(
        request.context("Services", "services"),
        queries.services(request.window(), request.page()));
  }

  JteModel service(PageRequest request) {
    ServiceName name = request.requiredService("name");
    PageContext context = request.context(name.value(), "services");
    return templates.service(
        request.context(name.value(), "services", new Crumb("Services", context.href("/services"))),
        queries.service(request.window(), name),
        findings.about(FindingSearch.of(name)));
  }

  JteModel route(PageRequest request) {
    ServiceName service = request.requiredService("service");
    OperationName operation = request.requiredOperation("operation");
    PageContext context = request.context(operation.value(), "limits");
    RouteView view = queries.route(request.window(), service, operation);
    return templates.route(
        request.context(
            operation.value(),
            "limits",
            new Crumb("Limits", context.href("/")),
            new Crumb(service.value(), context.href("/service", "name", service.value()))),
        view,
        WhatIfForm.of(request, view),
        findings.about(FindingSearch.of(service, operation)));
  }
}
