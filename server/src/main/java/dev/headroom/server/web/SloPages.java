package dev.headroom.server.web;

import dev.headroom.query.SloQueries;
import dev.headroom.query.view.SloView;
import dev.headroom.server.web.PageContext.Crumb;
import dev.headroom.slo.SloName;
import gg.jte.generated.precompiled.Templates;
import gg.jte.models.runtime.JteModel;

/// Objectives, one of them, proposals, and what one would have done. Thread-safe.
final class SloPages {
  private final SloQueries queries;
  private final Templates templates;

  SloPages(SloQueries queries, Templates templates) {
    this.queries = queries;
    this.templates = templates;
  }

  JteModel slos(PageRequest request) {
    return templates.slos(request.context("SLOs", "slos"), queries.slos(request.page()));
  }

  JteModel slo(PageRequest request) {
    SloView view = queries.slo(new SloName(request.required("name")));
    PageContext context = request.context(view.title(), "slos");
    return templates.slo(
        request.context(view.title(), "slos", new Crumb("SLOs", context.href("/slos"))), view);
  }

  JteModel proposals(PageRequest request) {
    PageContext context = request.context("Proposals", "slos");
    return templates.proposals(
        request.context("Proposals", "slos", new Crumb("SLOs", context.href("/slos"))),
        queries.proposals(request.window(), request.service("service")));
  }

  JteModel simulation(PageRequest request) {
    SloName name = new SloName(request.required("name"));
    PageContext context = request.context("Simulation", "slos");
    return templates.simulation(
        request.context(
            "Simulation",
            "slos",
            new Crumb("SLOs", context.href("/slos")),
            new Crumb(name.value(), context.href("/slo", "name", name.value()))),
        queries.simulate(name, request.window()));
  }
}
