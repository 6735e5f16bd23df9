package dev.headroom.testkit.store;

import dev.headroom.alert.Alert;
import dev.headroom.alert.KeptAlert;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Alerts for tests.
public final class AlertSamples {
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private AlertSamples() {}

  /// A firing alert of the service `checkout`, owned by `shop`.
  public static Alert firing(String id, String name) {
    return new Alert(
        id,
        Alert.Source.HEADROOM,
        Alert.State.FIRING,
        "page",
        Map.of("alertname", name, "severity", "page", "service", "checkout", "owner", "shop"),
        Map.of("summary", "the budget of \"" + name + "\" burns ü\n", "runbook", "https://r/1"),
        NOON,
        NOON,
        null,
        null,
        "https://headroom.example/alerts/" + id);
  }

  /// The same alert in another state; resolved ones end at that moment.
  public static Alert in(Alert alert, Alert.State state, Instant at) {
    return new Alert(
        alert.id(),
        alert.source(),
        state,
        alert.severity(),
        alert.labels(),
        alert.annotations(),
        alert.startsAt(),
        at,
        state == Alert.State.RESOLVED ? at : null,
        alert.lead(),
        alert.link());
  }

  /// The same alert, nested under another.
  public static Alert under(Alert alert, String lead) {
    return new Alert(
        alert.id(),
        alert.source(),
        alert.state(),
        alert.severity(),
        alert.labels(),
        alert.annotations(),
        alert.startsAt(),
        alert.changedAt(),
        alert.endsAt(),
        lead,
        alert.link());
  }

  /// As it is given to a store.
  public static KeptAlert kept(Alert alert, String... targets) {
    return new KeptAlert(0, alert, List.of(targets), Map.of());
  }
}
