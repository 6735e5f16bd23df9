package dev.headroom.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.alert.Alert;
import dev.headroom.base.ErrorCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads alerts of other systems. What a text may hold is bounded; unknown fields are left alone,
/// as both standards demand. Stateless.
final class ForeignAlerts {
  static final int MAX_ALERTS = 1_000;
  private static final int MAX_PAIRS = 64;
  private static final int MAX_NAME = 256;
  private static final int MAX_VALUE = 8_192;
  private static final int MAX_SHOWN = 200;

  private ForeignAlerts() {}

  /// Alertmanager's webhook, format version 4.
  static List<Alert> ofAlertmanager(JsonNode body, Instant now) {
    if (!body.isObject()) {
      throw invalid("", "the body", "a JSON object of Alertmanager's webhook");
    }
    String version = body.path("version").asText();
    if (!version.equals("4")) {
      throw invalid("version", version, "'4', the format of Alertmanager 0.16 and newer");
    }
    JsonNode all = body.path("alerts");
    if (!all.isArray() || all.size() > MAX_ALERTS) {
      throw invalid("alerts", Integer.toString(all.size()), "a list of at most " + MAX_ALERTS);
    }
    List<Alert> alerts = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      alerts.add(ofAlertmanager(all.get(i), "alerts[" + i + "].", now));
    }
    return alerts;
  }

  private static Alert ofAlertmanager(JsonNode node, String path, Instant now) {
    Map<String, String> labels = texts(node, path, "labels");
    if (labels.isEmpty()) {
      throw invalid(path + "labels", "", "at least one label");
    }
    Instant start = time(node, path, "startsAt", now);
    String status = text(node, path, "status");
    boolean over =
        switch (status) {
          case "firing" -> false;
          case "resolved" -> true;
          default -> throw invalid(path + "status", status, "firing or resolved");
        };
    Alert alert =
        alert(
            Alert.Source.ALERTMANAGER,
            "new",
            over ? Alert.State.RESOLVED : Alert.State.FIRING,
            labels,
            texts(node, path, "annotations"),
            new Times(start, now, over ? time(node, path, "endsAt", now) : null),
            text(node, path, "generatorURL"));
    String fingerprint = text(node, path, "fingerprint");
    return named(
        alert,
        "am-"
            + (fingerprint.matches("[0-9a-fA-F]{1,64}") ? fingerprint : alert.fingerprint())
            + "-"
            + start.toEpochMilli());
  }

  /// One CloudEvent, in either mode.
  ///
  /// @param attributes its context attributes
  /// @param path of the event in the body, for errors
  static Alert ofCloudEvent(
      Map<String, String> attributes, JsonNode data, String path, Instant now) {
    need(attributes, path, "id");
    String source = need(attributes, path, "source");
    String type = need(attributes, path, "type");
    if (!need(attributes, path, "specversion").equals("1.0")) {
      throw invalid(path + "specversion", attributes.getOrDefault("specversion", ""), "1.0");
    }
    if (!data.isObject()) {
      throw invalid(path + "data", "", "a JSON object");
    }
    Map<String, String> labels = new TreeMap<>(texts(data, path + "data.", "labels"));
    String subject = attributes.getOrDefault("subject", "");
    labels.putIfAbsent("alertname", subject.isEmpty() ? type : subject);
    labels.putIfAbsent("source", source);
    Alert.State state = state(type, data, path);
    Instant at = parsed(path + "time", attributes.getOrDefault("time", ""), now);
    boolean over = state == Alert.State.RESOLVED;
    String link = text(data, path + "data.", "link");
    Alert alert =
        alert(
            Alert.Source.CLOUDEVENTS,
            "new",
            state,
            labels,
            annotations(data, path),
            new Times(
                time(data, path + "data.", "startsAt", at),
                at,
                over ? time(data, path + "data.", "endsAt", at) : null),
            link.isEmpty() ? text(data, path + "data.", "generatorURL") : link);
    return named(alert, "ce-" + identity(source, subject, data, path, alert));
  }

  private static Map<String, String> annotations(JsonNode data, String path) {
    Map<String, String> annotations = new TreeMap<>(texts(data, path + "data.", "annotations"));
    for (String name : List.of("summary", "description")) {
      String text = text(data, path + "data.", name);
      if (!text.isEmpty()) {
        annotations.putIfAbsent(name, text);
      }
    }
    return annotations;
  }

  // The beginning of an alert is part of who it is only where the sender tells it.
  private static String identity(
      String source, String subject, JsonNode data, String path, Alert alert) {
    String id = text(data, path + "data.", "id");
    String start = text(data, path + "data.", "startsAt");
    String what = id.isEmpty() ? subject + "\n" + alert.fingerprint() + "\n" + start : id;
    return alert(
            Alert.Source.CLOUDEVENTS,
            "hash",
            Alert.State.FIRING,
            Map.of("source", source, "what", what),
            Map.of(),
            new Times(Instant.EPOCH, Instant.EPOCH, null),
            "")
        .fingerprint();
  }

  private static Alert.State state(String type, JsonNode data, String path) {
    String told = text(data, path + "data.", "state");
    String status = told.isEmpty() ? text(data, path + "data.", "status") : told;
    String last = type.substring(type.lastIndexOf('.') + 1);
    String word = (status.isEmpty() ? last : status).toLowerCase(Locale.ROOT);
    return switch (word) {
      case "pending" -> Alert.State.PENDING;
      case "firing", "triggered", "alerting", "open", "opened" -> Alert.State.FIRING;
      case "frozen" -> Alert.State.FROZEN;
      case "resolved", "ok", "closed" -> Alert.State.RESOLVED;
      default ->
          throw invalid(
              path + "type",
              type,
              "a last part, or data.state or data.status, of pending, firing, frozen, resolved");
    };
  }

  private record Times(Instant start, Instant change, @Nullable Instant end) {}

  private static Alert alert(
      Alert.Source source,
      String id,
      Alert.State state,
      Map<String, String> labels,
      Map<String, String> annotations,
      Times times,
      String link) {
    boolean web = link.toLowerCase(Locale.ROOT).matches("https?://\\S+");
    return new Alert(
        id,
        source,
        state,
        labels.getOrDefault("severity", ""),
        labels,
        annotations,
        times.start(),
        times.change(),
        times.end(),
        null,
        web ? link : "");
  }

  private static Alert named(Alert alert, String id) {
    return new Alert(
        id,
        alert.source(),
        alert.state(),
        alert.severity(),
        alert.labels(),
        alert.annotations(),
        alert.startsAt(),
        alert.changedAt(),
        alert.endsAt(),
        null,
        alert.link());
  }

  private static String need(Map<String, String> attributes, String path, String name) {
    String value = attributes.getOrDefault(name, "");
    if (value.isEmpty() || value.length() > MAX_VALUE) {
      throw invalid(path + name, "", "a text of at most " + MAX_VALUE + " characters");
    }
    return value;
  }

  private static Map<String, String> texts(JsonNode node, String path, String field) {
    JsonNode map = node.path(field);
    if (map.isMissingNode() || map.isNull()) {
      return Map.of();
    }
    if (!map.isObject() || map.size() > MAX_PAIRS) {
      throw invalid(path + field, "", "an object of at most " + MAX_PAIRS + " texts");
    }
    Map<String, String> texts = new TreeMap<>();
    map.properties()
        .forEach(entry -> {
          String name = entry.getKey();
          if (name.isEmpty() || name.length() > MAX_NAME || !entry.getValue().isValueNode()) {
            throw invalid(
                path + field + "." + name, "", "a text under a name of at most 256 characters");
          }
          texts.put(name, bounded(path + field + "." + name, entry.getValue().asText()));
        });
    return texts;
  }

  private static String text(JsonNode node, String path, String field) {
    return bounded(path + field, node.path(field).asText(""));
  }

  private static String bounded(String field, String text) {
    if (text.length() > MAX_VALUE) {
      throw invalid(field, text.length() + " characters", "at most " + MAX_VALUE);
    }
    return text;
  }

  private static Instant time(JsonNode node, String path, String field, Instant usual) {
    return parsed(path + field, text(node, path, field), usual);
  }

  private static Instant parsed(String field, String text, Instant usual) {
    if (text.isEmpty()) {
      return usual;
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      // Alertmanager writes the year 1 for a time that is not set.
      return time.isBefore(Instant.EPOCH) ? usual : time;
    } catch (DateTimeException e) {
      throw invalid(field, text, "a time like 2026-01-31T12:00:00Z");
    }
  }

  static ApiProblem invalid(String field, String value, String expected) {
    String shown = value.substring(0, Math.min(MAX_SHOWN, value.length()));
    return new ApiProblem(
        ErrorCode.INVALID,
        (field.isEmpty() ? value : field + (shown.isEmpty() ? "" : " '" + shown + "'"))
            + " is not valid; expected "
            + expected,
        field.isEmpty() ? null : field,
        shown.isEmpty() ? null : shown,
        expected);
  }
}
