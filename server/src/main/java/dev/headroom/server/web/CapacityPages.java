package dev.headroom.server.web;

import dev.headroom.control.CapacityTestControl;
import dev.headroom.query.CapacityQueries;
import dev.headroom.query.CapacitySearch;
import dev.headroom.query.view.CapacityTestView;
import dev.headroom.server.web.Forms.Form;
import dev.headroom.server.web.PageContext.Crumb;
import gg.jte.generated.precompiled.Templates;
import gg.jte.models.runtime.JteModel;

/// What load tests found out, and one of them. Thread-safe.
final class CapacityPages {
  private final CapacityQueries queries;
  private final CapacityTestControl control;
  private final Templates templates;

  CapacityPages(CapacityQueries queries, CapacityTestControl control, Templates templates) {
    this.queries = queries;
    this.control = control;
    this.templates = templates;
  }

  JteModel capacity(PageRequest request) {
    String environment = request.param("environment");
    return templates.capacity(
        request.context("Capacity", "capacity"),
        queries.capacity(
            new CapacitySearch(
                request.service("service"),
                request.operation("operation"),
                environment.isEmpty() ? null : environment),
            request.page()));
  }

  JteModel test(PageRequest request) {
    CapacityTestView view = queries.test(request.required("id"));
    return templates.capacityTest(
        request.context(
            CapacityText.subject(view.test()), "capacity", new Crumb("Capacity", "/capacity")),
        view);
  }

  String delete(Form form) {
    control.delete(form.required("id"));
    return "/capacity";
  }
}
