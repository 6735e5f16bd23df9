package dev.headroom.server.api;

import com.linecorp.armeria.common.HttpMethod;
import dev.headroom.alert.Alert;
import dev.headroom.base.TimeWindow;
import dev.headroom.control.SilenceRequest;
import dev.headroom.query.AlertQueries;
import dev.headroom.query.view.AlertDetailView;
import dev.headroom.query.view.AlertsView;
import dev.headroom.query.view.NotificationTargetsView;
import dev.headroom.query.view.SilenceView;
import dev.headroom.query.view.SilencesView;
import dev.headroom.query.view.TargetTestView;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The part of the table of endpoints that is about alerts, silences and targets.
final class AlertEndpoints {
  private final Alerting alerting;
  private final InstantSource clock;

  AlertEndpoints(Alerting alerting, InstantSource clock) {
    this.alerting = alerting;
    this.clock = clock;
  }

  /// What may be said with a test; nothing has to be.
  ///
  /// @param note ignored; for those who read the access log
  record TargetTestRequest(@Nullable String note) {}

  List<Endpoint> all(List<ApiParameter> window) {
    List<Endpoint> all = new ArrayList<>();
    alerts(all, window);
    silences(all);
    targets(all);
    return all;
  }

  private void alerts(List<Endpoint> into, List<ApiParameter> window) {
    List<ApiParameter> parameters = new ArrayList<>(window);
    parameters.add(
        ApiParameter.choice(
            "state", "Only alerts in this state", "pending", "firing", "frozen", "resolved"));
    parameters.add(ApiParameter.text("service", "Only of this service", "checkout"));
    parameters.add(ApiParameter.text("severity", "Only of this severity", "page"));
    parameters.add(ApiParameter.text("owner", "Only of this owner", "shop"));
    parameters.add(
        ApiParameter.choice("source", "Only found by", "headroom", "alertmanager", "cloudevents"));
    parameters.add(ApiParameter.text("cursor", "nextCursor of the page before", ""));
    parameters.add(
        ApiParameter.number("limit", "Rows per page, 1 to 1000; 100 when absent", "100"));
    into.add(
        Endpoint.get(
            "/api/alerts",
            "alerts",
            "Alerts that lasted at some moment of the window, newest first",
            parameters,
            AlertsView.class,
            request -> alerting.queries().alerts(search(request))));
    into.add(
        Endpoint.get(
            "/api/alerts/{id}",
            "alert",
            "One alert with those it is told with",
            List.of(ApiParameter.path("id", "Id of the alert", "slo-checkout-1")),
            AlertDetailView.class,
            request -> alerting.queries().alert(request.text("id"))));
  }

  private static AlertQueries.Search search(ApiRequest request) {
    TimeWindow window = request.window();
    String state = request.given("state");
    String source = request.given("source");
    return new AlertQueries.Search(
        window,
        state == null ? null : Alert.State.valueOf(state.toUpperCase(Locale.ROOT)),
        source == null ? null : Alert.Source.valueOf(source.toUpperCase(Locale.ROOT)),
        request.given("severity"),
        request.given("service"),
        request.given("owner"),
        request.given("cursor"),
        request.limit());
  }

  private void silences(List<Endpoint> into) {
    into.add(
        Endpoint.get(
            "/api/silences",
            "silences",
            "Silences made here and read from Alertmanagers",
            List.of(),
            SilencesView.class,
            _ -> alerting.queries().silences()));
    into.add(
        new Endpoint(
            HttpMethod.POST,
            "/api/silences",
            "createSilence",
            "Keep alerts from being told for a while",
            List.of(),
            SilenceRequest.class,
            201,
            SilenceView.class,
            request ->
                SilenceView.of(
                    alerting.silences().create(request.body(SilenceRequest.class)),
                    clock.instant(),
                    0)));
    into.add(
        new Endpoint(
            HttpMethod.DELETE,
            "/api/silences/{id}",
            "expireSilence",
            "End a silence now",
            List.of(ApiParameter.path("id", "Id of the silence", "maintenance-1")),
            null,
            200,
            SilenceView.class,
            request ->
                SilenceView.of(
                    alerting.silences().expire(request.text("id")), clock.instant(), 0)));
  }

  private void targets(List<Endpoint> into) {
    into.add(
        Endpoint.get(
            "/api/notification-targets",
            "notificationTargets",
            "Where alerts are told, and how the deliveries go",
            List.of(),
            NotificationTargetsView.class,
            _ -> alerting.queries().targets()));
    into.add(
        new Endpoint(
            HttpMethod.POST,
            "/api/notification-targets/{name}/test",
            "testNotificationTarget",
            "Send a test notification and wait for the answer",
            List.of(ApiParameter.path("name", "Name of the target", "alertmanager")),
            TargetTestRequest.class,
            200,
            TargetTestView.class,
            request -> {
              var _ = request.body(TargetTestRequest.class);
              String name = request.text("name");
              return new TargetTestView(name, alerting.tester().test(name));
            }));
  }
}
