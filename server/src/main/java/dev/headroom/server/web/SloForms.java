package dev.headroom.server.web;

import dev.headroom.base.TimeWindow;
import dev.headroom.control.CorrectionControl;
import dev.headroom.control.ProposalAcceptor;
import dev.headroom.query.WindowRequest;
import dev.headroom.server.web.Forms.Form;
import dev.headroom.slo.SloName;
import java.time.InstantSource;

/// What the forms about objectives do. Thread-safe.
final class SloForms {
  private final CorrectionControl corrections;
  private final ProposalAcceptor acceptor;
  private final InstantSource clock;

  SloForms(CorrectionControl corrections, ProposalAcceptor acceptor, InstantSource clock) {
    this.corrections = corrections;
    this.acceptor = acceptor;
    this.clock = clock;
  }

  String correct(Form form) {
    SloName name = new SloName(form.required("name"));
    corrections.correct(name, window(form), form.required("reason"), form.required("who"));
    return page(name.value());
  }

  private TimeWindow window(Form form) {
    return new WindowRequest(form.required("from"), form.required("to"), null)
        .resolve(clock.instant());
  }

  String revoke(Form form) {
    SloName name = new SloName(form.required("name"));
    corrections.revoke(name, form.required("id"), "a reader of the pages");
    return page(name.value());
  }

  String accept(Form form) {
    String name = form.required("name");
    acceptor.accept(name, window(form), "a reader of the pages");
    return page(name);
  }

  private static String page(String name) {
    return "/slo?name=" + PageContext.encoded(name);
  }
}
