package dev.headroom.server.notify;

import dev.headroom.alert.Notice;
import java.time.Instant;

/// An event of CloudEvents 1.0 in its structured form.
record CloudEvent(
    String specversion,
    String id,
    String source,
    String type,
    String subject,
    Instant time,
    String datacontenttype,
    AlertBody data) {

  /// @param source the URI-reference that names this Headroom
  static CloudEvent of(Notice notice, String source) {
    String service = notice.alert().label("service");
    String name = notice.alert().label("alertname");
    return new CloudEvent(
        "1.0",
        AlertBody.noticeId(notice),
        source,
        "dev.headroom.alert." + AlertBody.state(notice.alert()),
        service.isEmpty() ? name : service + "/" + name,
        notice.alert().changedAt(),
        "application/json",
        AlertBody.of(notice.alert()));
  }
}
