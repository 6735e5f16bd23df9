package dev.headroom.server.notify;

import dev.headroom.alert.Alert;
import dev.headroom.alert.Notice;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What webhooks and CloudEvents say about an alert.
///
/// @param id of the alert; the same for all its changes
/// @param state `firing`, `frozen` or `resolved`
record AlertBody(
    String id,
    String state,
    String severity,
    String name,
    String service,
    String owner,
    String summary,
    Map<String, String> labels,
    Map<String, String> annotations,
    Instant startsAt,
    Instant changedAt,
    @Nullable Instant endsAt,
    String link) {

  static AlertBody of(Alert alert) {
    return new AlertBody(
        alert.id(),
        state(alert),
        alert.severity(),
        alert.label("alertname"),
        alert.label("service"),
        alert.label("owner"),
        alert.annotation("summary"),
        alert.labels(),
        alert.annotations(),
        alert.startsAt(),
        alert.changedAt(),
        alert.endsAt(),
        alert.link());
  }

  static String state(Alert alert) {
    return alert.state().name().toLowerCase(Locale.ROOT);
  }

  /// Unique for each change that is told; the same when it is sent again.
  static String noticeId(Notice notice) {
    return notice.alert().id() + "." + notice.sequence();
  }
}
