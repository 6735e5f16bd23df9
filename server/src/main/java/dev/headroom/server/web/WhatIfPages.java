package dev.headroom.server.web;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Edit;
import dev.headroom.query.Queries;
import dev.headroom.query.view.WhatIfView;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.server.web.PageContext.Crumb;
import dev.headroom.whatif.EditText;
import gg.jte.generated.precompiled.Templates;
import gg.jte.models.runtime.JteModel;
import java.util.List;

/// How a route would behave under an edit. Thread-safe.
final class WhatIfPages {
  private final Queries queries;
  private final Templates templates;

  WhatIfPages(Queries queries, Templates templates) {
    this.queries = queries;
    this.templates = templates;
  }

  /// The edit is that of the form, or one written out in `edit`.
  JteModel whatIf(PageRequest request) {
    ServiceName service = request.requiredService("service");
    OperationName operation = request.requiredOperation("operation");
    PageContext plain = request.context("What if", "limits");
    PageContext context =
        request.context(
            "What if",
            "limits",
            new Crumb("Limits", plain.href("/")),
            new Crumb(service.value(), plain.href("/service", "name", service.value())),
            new Crumb(
                operation.value(),
                plain.href("/route", "service", service.value(), "operation", operation.value())));
    WhatIfForm form = WhatIfForm.of(request, queries.route(request.window(), service, operation));
    String written = request.param("edit");
    if (written.isEmpty() && !form.asked()) {
      return templates.whatIf(context, form, null, "Choose what is changed.");
    }
    try {
      Edit edit = written.isEmpty() ? form.edit() : EditText.parse(written);
      WhatIfView view =
          queries.whatIf(request.window(), new ServiceOperation(service, operation), List.of(edit));
      return templates.whatIf(context, form, view, null);
    } catch (HeadroomException e) {
      if (e.code() == ErrorCode.INTERNAL) {
        throw e;
      }
      return templates.whatIf(context, form, null, e.getMessage());
    }
  }
}
