package dev.headroom.server.web;

import dev.headroom.alert.Alert;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.control.SilenceControl;
import dev.headroom.control.SilenceRequest;
import dev.headroom.query.AlertQueries;
import dev.headroom.query.view.AlertDetailView;
import dev.headroom.server.web.Forms.Form;
import dev.headroom.server.web.PageContext.Crumb;
import gg.jte.generated.precompiled.Templates;
import gg.jte.models.runtime.JteModel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Alerts, one of them, and the forms about silences. Thread-safe.
final class AlertPages {
  private final AlertQueries queries;
  private final SilenceControl silences;
  private final Templates templates;

  AlertPages(AlertQueries queries, SilenceControl silences, Templates templates) {
    this.queries = queries;
    this.silences = silences;
    this.templates = templates;
  }

  JteModel alerts(PageRequest request) {
    return templates.alerts(
        request.context("Alerts", "alerts"),
        queries.alerts(
            new AlertQueries.Search(
                request.window(),
                state(request.param("state")),
                null,
                given(request.param("severity")),
                given(request.param("service")),
                given(request.param("owner")),
                request.cursor(),
                request.limit(100))),
        queries.silences(),
        queries.targets());
  }

  private static @Nullable String given(String value) {
    return value.isEmpty() ? null : value;
  }

  private static Alert.@Nullable State state(String text) {
    if (text.isEmpty()) {
      return null;
    }
    return Arrays.stream(Alert.State.values())
        .filter(state -> state.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() ->
            new HeadroomException(
                ErrorCode.INVALID,
                "state '"
                    + text
                    + "' is unknown; expected "
                    + Arrays.toString(Alert.State.values()).toLowerCase(Locale.ROOT)));
  }

  JteModel alert(PageRequest request) {
    AlertDetailView view = queries.alert(request.required("id"));
    PageContext context = request.context(view.alert().name(), "alerts");
    return templates.alert(
        request.context(
            view.alert().name(), "alerts", new Crumb("Alerts", context.href("/alerts"))),
        view);
  }

  String silence(Form form) {
    List<String> matchers =
        Arrays.stream(form.required("matchers").split(",", -1))
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .toList();
    var _ =
        silences.create(
            new SilenceRequest(
                null,
                matchers,
                null,
                null,
                minutes(form.required("minutes")),
                form.required("who"),
                form.required("why")));
    return "/alerts";
  }

  private static int minutes(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "minutes '" + text + "' is no number; expected e.g. 60", e);
    }
  }

  String expire(Form form) {
    var _ = silences.expire(form.required("id"));
    return "/alerts";
  }
}
