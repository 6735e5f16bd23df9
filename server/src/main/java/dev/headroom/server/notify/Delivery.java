package dev.headroom.server.notify;

import dev.headroom.alert.Notice;
import dev.headroom.alert.NotificationTarget;
import dev.headroom.server.api.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tells one notice to one target, in the target's own form. Thread-safe.
final class Delivery {
  private final HttpSender http;
  private final Secrets secrets;
  private final Mailer mailer;
  private final AlertmanagerClient alertmanager;
  private final Json json;
  private final InstantSource clock;

  Delivery(
      HttpSender http,
      Secrets secrets,
      Mailer mailer,
      AlertmanagerClient alertmanager,
      Json json,
      InstantSource clock) {
    this.http = http;
    this.secrets = secrets;
    this.mailer = mailer;
    this.alertmanager = alertmanager;
    this.json = json;
    this.clock = clock;
  }

  /// Returns when the target has taken it.
  void deliver(NotificationTarget target, Notice notice)
      throws DeliveryException, InterruptedException {
    switch (target.kind()) {
      case ALERTMANAGER ->
          alertmanager.postAlerts(target, List.of(notice.alert()), clock.instant());
      case CLOUDEVENTS ->
          post(
              target,
              notice,
              "application/cloudevents+json",
              json.write(CloudEvent.of(notice, target.option("source", "/headroom"))));
      case WEBHOOK ->
          post(target, notice, "application/json", json.write(AlertBody.of(notice.alert())));
      case EMAIL -> mailer.send(target, AlertBody.noticeId(notice), notice.alert());
    }
  }

  private void post(NotificationTarget target, Notice notice, String type, byte[] body)
      throws DeliveryException, InterruptedException {
    Instant now = clock.instant();
    // Header values are printable ASCII; ids of alerts need not be.
    String id = AlertBody.noticeId(notice).replaceAll("[^\\x21-\\x7e]", "_");
    Map<String, String> headers = new LinkedHashMap<>(secrets.signatures(target, id, now, body));
    headers.put("Content-Type", type + "; charset=utf-8");
    var _ = http.send("POST", target.address(), headers, body);
  }
}
