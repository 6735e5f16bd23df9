package dev.headroom.server.notify;

import static dev.headroom.testkit.store.AlertSamples.NOON;
import static dev.headroom.testkit.store.AlertSamples.firing;
import static dev.headroom.testkit.store.AlertSamples.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.alert.Alert;
import dev.headroom.alert.Notice;
import dev.headroom.alert.NotificationTarget;
import dev.headroom.alert.NotificationTarget.Kind;
import dev.headroom.server.api.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeliveryTest {
  private static final JsonMapper TREE = new JsonMapper();
  private static final String SECRET = "correct horse";

  private final FakeReceiver receiver = new FakeReceiver();
  private final HttpSender http = new HttpSender(Duration.ofMillis(500));
  private final Secrets secrets =
      new Secrets(name ->
          switch (name) {
            case "HOOK_SECRET" -> SECRET;
            case "HOOK_STANDARD" -> "whsec_" + base64(SECRET);
            default -> "";
          });
  private final Json json = new Json();
  private final Delivery delivery =
      new Delivery(
          http,
          secrets,
          new Mailer(SmtpSettings.NONE, Duration.ofSeconds(1), _ -> ""),
          new AlertmanagerClient(http, secrets, json),
          json,
          () -> NOON);

  @AfterEach
  void close() {
    http.close();
    receiver.close();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private NotificationTarget target(Kind kind, String path, String secretEnv, String... options) {
    return new NotificationTarget(
        "t",
        kind,
        receiver.url(path),
        secretEnv,
        options.length == 0 ? Map.of() : Map.of(options[0], options[1]),
        "");
  }

  private static Notice notice(Alert alert) {
    Notice fresh = Notice.of("t", alert, NOON);
    return new Notice(
        42, "t", alert, NOON, 0, fresh.nextAttempt(), fresh.lastError(), fresh.state());
  }

  private static byte[] hash(String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void webhooksAreSignedTwice() throws Exception {
    delivery.deliver(target(Kind.WEBHOOK, "/hook", "HOOK_SECRET"), notice(firing("a", "Burn")));
    delivery.deliver(target(Kind.WEBHOOK, "/hook", "HOOK_STANDARD"), notice(firing("a", "Burn")));

    FakeReceiver.Got got = receiver.got().getFirst();
    String seconds = Long.toString(NOON.getEpochSecond());
    assertThat(got.header("X-Headroom-Signature"))
        .isEqualTo(
            "t=" + seconds + ",v1=" + HexFormat.of().formatHex(hash(seconds + "." + got.body())));
    String standard =
        "v1," + Base64.getEncoder().encodeToString(hash("a.42." + seconds + "." + got.body()));
    assertThat(got.header("webhook-id")).isEqualTo("a.42");
    assertThat(got.header("webhook-timestamp")).isEqualTo(seconds);
    assertThat(got.header("webhook-signature")).isEqualTo(standard);
    assertThat(receiver.got().getLast().header("webhook-signature")).isEqualTo(standard);
    JsonNode body = TREE.readTree(got.body());
    assertThat(body.path("state").asText()).isEqualTo("firing");
    assertThat(body.path("labels").path("service").asText()).isEqualTo("checkout");
    assertThat(body.path("endsAt").isNull()).isTrue();
  }

  @Test
  void cloudEventsAreStructured() throws Exception {
    Alert alert = in(firing("a", "Burn"), Alert.State.RESOLVED, NOON.plusSeconds(5));
    delivery.deliver(target(Kind.CLOUDEVENTS, "/", "", "source", "/prod"), notice(alert));

    FakeReceiver.Got got = receiver.got().getFirst();
    assertThat(got.header("Content-Type")).startsWith("application/cloudevents+json");
    JsonNode event = TREE.readTree(got.body());
    assertThat(event.path("specversion").asText()).isEqualTo("1.0");
    assertThat(event.path("id").asText()).isEqualTo("a.42");
    assertThat(event.path("source").asText()).isEqualTo("/prod");
    assertThat(event.path("type").asText()).isEqualTo("dev.headroom.alert.resolved");
    assertThat(event.path("subject").asText()).isEqualTo("checkout/Burn");
    assertThat(event.path("time").asText()).isEqualTo("2026-03-01T12:00:05Z");
    assertThat(event.path("data").path("endsAt").asText()).isEqualTo("2026-03-01T12:00:05Z");
  }

  @Test
  void alertmanagersAreToldAhead() throws Exception {
    Alert odd =
        new Alert(
            "a",
            Alert.Source.HEADROOM,
            Alert.State.FROZEN,
            "page",
            Map.of("alert-name", "x", "9lives", "y", "empty", ""),
            Map.of(),
            NOON.minusSeconds(9),
            NOON,
            null,
            null,
            "");
    delivery.deliver(target(Kind.ALERTMANAGER, "/am/", "HOOK_SECRET"), notice(odd));

    FakeReceiver.Got got = receiver.got().getFirst();
    assertThat(got.path()).isEqualTo("/am/api/v2/alerts");
    assertThat(got.header("Authorization")).isEqualTo("Bearer " + SECRET);
    JsonNode posted = TREE.readTree(got.body()).path(0);
    assertThat(posted.path("labels").properties().stream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrder("alert_name", "_9lives", "alertname", "severity");
    assertThat(posted.path("startsAt").asText()).isEqualTo("2026-03-01T11:59:51Z");
    assertThat(posted.path("endsAt").asText()).isEqualTo("2026-03-01T12:04:00Z");
    assertThat(posted.path("annotations").path("headroom_state").asText()).startsWith("frozen");
    assertThat(posted.has("generatorURL")).isFalse();

    delivery.deliver(
        target(Kind.ALERTMANAGER, "", "HOOK_SECRET", "auth", "basic"), notice(firing("a", "B")));
    assertThat(receiver.got().getLast().header("Authorization"))
        .isEqualTo("Basic " + base64(SECRET));
  }

  private void fails(NotificationTarget target, boolean down, String part) {
    assertThatThrownBy(() -> delivery.deliver(target, notice(firing("a", "Burn"))))
        .isInstanceOfSatisfying(
            DeliveryException.class, e -> assertThat(e.targetDown()).isEqualTo(down))
        .hasMessageContaining(part)
        .hasMessageNotContaining(SECRET)
        .hasMessageNotContaining("/hook");
  }

  @Test
  void failuresSayWhy() {
    NotificationTarget hook = target(Kind.WEBHOOK, "/hook", "HOOK_SECRET");
    receiver.answer(_ -> 400);
    fails(hook, false, "answered 400: {\"said\":400}");
    receiver.answer(_ -> 503);
    fails(hook, true, "answered 503");
    receiver.answer(_ -> 302);
    fails(hook, false, "redirect");
    assertThat(receiver.got()).noneMatch(got -> got.path().equals("/elsewhere"));
    receiver.answer(_ -> 0);
    fails(hook, true, "no answer within 500 ms");
    fails(target(Kind.WEBHOOK, "/hook", "UNSET"), true, "'UNSET' is not set");
    fails(
        new NotificationTarget("t", Kind.WEBHOOK, "http://127.0.0.1:1/hook", "", Map.of(), ""),
        true,
        "cannot be reached");
  }
}
