package dev.headroom.server.notify;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.alert.Alert;
import dev.headroom.alert.Matcher;
import dev.headroom.alert.NotificationTarget;
import dev.headroom.alert.Silence;
import dev.headroom.server.api.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Speaks the API v2 of Alertmanager. Thread-safe.
final class AlertmanagerClient {
  /// For how long an alert that lasts is told ahead; four resends may fail before it is taken as
  /// resolved.
  static final Duration TOLD_AHEAD = Duration.ofMinutes(4);

  private static final Logger log = LoggerFactory.getLogger(AlertmanagerClient.class);
  private static final byte[] NONE = {};
  private static final JsonMapper TREE = new JsonMapper();

  private final HttpSender http;
  private final Secrets secrets;
  private final Json json;

  AlertmanagerClient(HttpSender http, Secrets secrets, Json json) {
    this.http = http;
    this.secrets = secrets;
    this.json = json;
  }

  /// An alert as Alertmanager takes it.
  record Posted(
      Map<String, String> labels,
      Map<String, String> annotations,
      Instant startsAt,
      Instant endsAt,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String generatorURL) {

    static Posted of(Alert alert, Instant now) {
      Map<String, String> annotations = named(alert.annotations());
      if (alert.state() == Alert.State.FROZEN) {
        annotations.put("headroom_state", "frozen: too little is known to tell whether it lasts");
      }
      Map<String, String> labels = named(alert.labels());
      labels.putIfAbsent("alertname", "Headroom");
      if (!alert.severity().isEmpty()) {
        labels.putIfAbsent("severity", alert.severity());
      }
      Instant end = alert.endsAt();
      return new Posted(
          labels,
          annotations,
          alert.startsAt(),
          end == null ? now.plus(TOLD_AHEAD) : end,
          alert.link().isEmpty() ? null : alert.link());
    }

    /// Label names are letters, digits and `_`; values that are empty mean nothing.
    private static Map<String, String> named(Map<String, String> given) {
      Map<String, String> named = new TreeMap<>();
      given.forEach((name, value) -> {
        String clean = name.replaceAll("[^a-zA-Z0-9_]", "_");
        if (!clean.isEmpty() && !value.isEmpty()) {
          named.putIfAbsent(Character.isDigit(clean.charAt(0)) ? "_" + clean : clean, value);
        }
      });
      return named;
    }
  }

  private record PostedMatcher(String name, String value, boolean isRegex, boolean isEqual) {}

  private record PostedSilence(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String id,
      List<PostedMatcher> matchers,
      Instant startsAt,
      Instant endsAt,
      String createdBy,
      String comment) {}

  /// A silence as an Alertmanager has it.
  record Remote(
      String id,
      boolean over,
      List<Matcher> matchers,
      Instant from,
      Instant to,
      Instant changedAt,
      String who,
      String comment) {}

  void postAlerts(NotificationTarget target, List<Alert> alerts, Instant now)
      throws DeliveryException, InterruptedException {
    List<Posted> posted = alerts.stream().map(alert -> Posted.of(alert, now)).toList();
    var _ = call(target, "POST", "/api/v2/alerts", json.write(posted));
  }

  /// @param remoteId the id of the one to change; null for a new one
  /// @return the id that it has there
  String postSilence(
      NotificationTarget target, Silence silence, String comment, @Nullable String remoteId)
      throws DeliveryException, InterruptedException {
    List<PostedMatcher> matchers =
        silence.matchers().stream()
            .map(matcher ->
                new PostedMatcher(
                    matcher.name(),
                    matcher.value(),
                    matcher.operator().isPattern(),
                    matcher.operator().isPositive()))
            .toList();
    PostedSilence posted =
        new PostedSilence(remoteId, matchers, silence.from(), silence.to(), silence.who(), comment);
    String id =
        tree(call(target, "POST", "/api/v2/silences", json.write(posted)))
            .path("silenceID")
            .asText();
    if (id.isEmpty()) {
      throw new DeliveryException("answered without a silenceID; is it an Alertmanager?", true);
    }
    return id;
  }

  void deleteSilence(NotificationTarget target, String remoteId)
      throws DeliveryException, InterruptedException {
    var _ = call(target, "DELETE", "/api/v2/silence/" + remoteId, NONE);
  }

  /// All silences that it has; those that Headroom cannot express are left out.
  List<Remote> silences(NotificationTarget target) throws DeliveryException, InterruptedException {
    List<Remote> silences = new ArrayList<>();
    for (JsonNode node : tree(call(target, "GET", "/api/v2/silences", NONE))) {
      try {
        silences.add(remote(node));
      } catch (RuntimeException e) {
        // A matcher or time that no Alertmanager writes; it still silences there.
        log.warn("a silence of '{}' is left out: {}", target.name(), e.getMessage());
      }
    }
    return silences;
  }

  private static Remote remote(JsonNode node) {
    List<Matcher> matchers = new ArrayList<>();
    for (JsonNode matcher : node.path("matchers")) {
      matchers.add(
          new Matcher(
              matcher.path("name").asText(),
              Matcher.Operator.of(
                  matcher.path("isRegex").asBoolean(), matcher.path("isEqual").asBoolean(true)),
              matcher.path("value").asText()));
    }
    return new Remote(
        node.path("id").asText(),
        node.path("status").path("state").asText().equals("expired"),
        matchers,
        Instant.parse(node.path("startsAt").asText()),
        Instant.parse(node.path("endsAt").asText()),
        Instant.parse(node.path("updatedAt").asText()),
        node.path("createdBy").asText(),
        node.path("comment").asText());
  }

  private static JsonNode tree(String answer) throws DeliveryException {
    try {
      return TREE.readTree(answer);
    } catch (JsonProcessingException e) {
      throw new DeliveryException("answered no JSON; is it an Alertmanager?", true, e);
    }
  }

  private String call(NotificationTarget target, String method, String path, byte[] body)
      throws DeliveryException, InterruptedException {
    Map<String, String> headers = new LinkedHashMap<>(secrets.authorization(target));
    if (body.length > 0) {
      headers.put("Content-Type", "application/json");
    }
    return http.send(method, target.address().replaceAll("/+$", "") + path, headers, body);
  }
}
