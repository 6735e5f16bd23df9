package dev.headroom.server.web;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.control.FixControl;
import dev.headroom.control.FixControl.By;
import dev.headroom.control.Terms;
import dev.headroom.plan.Standing;
import dev.headroom.query.FixQueries;
import dev.headroom.query.WindowRequest;
import dev.headroom.query.view.FixView;
import dev.headroom.query.view.ProofView;
import dev.headroom.server.web.Forms.Form;
import dev.headroom.server.web.PageContext.Crumb;
import gg.jte.generated.precompiled.Templates;
import gg.jte.models.runtime.JteModel;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What to fix next, proofs, how good predictions were, and the forms about them. Thread-safe.
final class FixPages {
  private final FixQueries queries;
  private final FixControl control;
  private final InstantSource clock;
  private final Templates templates;

  FixPages(FixQueries queries, FixControl control, InstantSource clock, Templates templates) {
    this.queries = queries;
    this.control = control;
    this.clock = clock;
    this.templates = templates;
  }

  JteModel fixes(PageRequest request) {
    return templates.fixes(
        request.context("Fix next", "fixes"),
        queries.fixes(
            new FixQueries.Search(
                request.service("service"),
                given(request.param("owner")),
                state(request.param("state")))));
  }

  private static @Nullable String given(String value) {
    return value.isEmpty() ? null : value;
  }

  private static Standing.@Nullable State state(String text) {
    return switch (text) {
      case "" -> Standing.State.OPEN;
      case "any" -> null;
      default ->
          Arrays.stream(Standing.State.values())
              .filter(each -> each.name().equalsIgnoreCase(text))
              .findFirst()
              .orElseThrow(() ->
                  new HeadroomException(
                      ErrorCode.INVALID,
                      "state '"
                          + text
                          + "' is unknown; expected open, accepted, dismissed or any"));
    };
  }

  JteModel fix(PageRequest request) {
    FixView view = queries.fix(request.required("id"));
    PageContext context = request.context("Proposal", "fixes");
    return templates.fix(
        request.context("Proposal", "fixes", new Crumb("Fix next", context.href("/fixes"))), view);
  }

  JteModel proofs(PageRequest request) {
    return templates.proofs(request.context("Proof", "proofs"), queries.proofs());
  }

  JteModel proof(PageRequest request) {
    ProofView view = queries.proof(request.required("id"));
    PageContext context = request.context("Proof", "proofs");
    return templates.proof(
        request.context("One proof", "proofs", new Crumb("Proof", context.href("/proofs"))), view);
  }

  JteModel calibration(PageRequest request) {
    PageContext context = request.context("Calibration", "proofs");
    return templates.calibration(
        request.context("Calibration", "proofs", new Crumb("Proof", context.href("/proofs"))),
        queries.calibration());
  }

  String accept(Form form) {
    Terms terms =
        new Terms(
            form.given("metric"),
            null,
            null,
            form.given("minimumPercent") == null ? null : number(form, "minimumPercent") / 100,
            form.given("windowHours") == null
                ? null
                : (int) Math.round(number(form, "windowHours") * 60));
    return "/proof?id=" + PageContext.encoded(control.accept(by(form), terms).id());
  }

  String dismiss(Form form) {
    @Nullable Integer days =
        form.given("days") == null ? null : (int) Math.round(number(form, "days"));
    var _ = control.dismiss(by(form), days);
    return "/fixes";
  }

  String reopen(Form form) {
    var _ = control.reopen(by(form));
    return page(form);
  }

  String assign(Form form) {
    var _ = control.assign(by(form), form.text("assignee"));
    return page(form);
  }

  String ticket(Form form) {
    var _ = control.ticket(by(form), form.text("url"));
    return page(form);
  }

  private static String page(Form form) {
    return "/fix?id=" + PageContext.encoded(form.required("id"));
  }

  String changed(Form form) {
    String text = form.text("at");
    return "/proof?id="
        + PageContext.encoded(
            control
                .changed(
                    form.required("id"),
                    text.isEmpty() ? null : WindowRequest.moment("at", text, clock.instant()),
                    form.required("who"))
                .id());
  }

  private static By by(Form form) {
    return new By(
        form.required("id"),
        Math.round(number(form, "revision")),
        form.required("who"),
        form.text("why"));
  }

  private static double number(Form form, String field) {
    String text = form.required(field);
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, field + " '" + text + "' is no number; expected e.g. 24", e);
    }
    throw new HeadroomException(
        ErrorCode.INVALID, field + " '" + text + "' is not finite; expected e.g. 24");
  }
}
