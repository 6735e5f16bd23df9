package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.alert.Alert;
import dev.headroom.alert.Alert.State;
import dev.headroom.alert.Routing;
import dev.headroom.app.serve.Setting;
import dev.headroom.control.AlertControl;
import dev.headroom.store.embedded.SqliteControlStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Alerts and silences between a whole Headroom and a real Alertmanager.
@ExtendWith(NeedsAlertmanager.class)
final class AlertmanagerE2eTest {
  private static final String ALERTS = "/api/v2/alerts";
  private static final String SILENCES = "/api/v2/silences";

  @TempDir private Path directory;
  @TempDir private Path data;

  private final Instant start = Instant.now();
  private volatile Duration ahead = Duration.ZERO;
  private @Nullable RunningAlertmanager alertmanager;
  private @Nullable RunningHeadroom headroom;

  @BeforeEach
  void run() throws Exception {
    alertmanager = RunningAlertmanager.start(directory);
    startHeadroom();
  }

  private void startHeadroom() {
    headroom =
        RunningHeadroom.start(
            data, Map.of(Setting.ALERTMANAGER_URL, alertmanager().address().toString()), this::now);
  }

  @AfterEach
  void stop() {
    if (headroom != null) {
      headroom.close();
    }
    if (alertmanager != null) {
      alertmanager.close();
    }
  }

  private RunningAlertmanager alertmanager() {
    if (alertmanager == null) {
      throw new IllegalStateException("there is no Alertmanager");
    }
    return alertmanager;
  }

  private RunningHeadroom headroom() {
    if (headroom == null) {
      throw new IllegalStateException("there is no Headroom");
    }
    return headroom;
  }

  /// Headroom's time, which the test can move on.
  private Instant now() {
    return Instant.now().plus(ahead);
  }

  /// What an evaluation does, through the store that Headroom has open too.
  private void evaluation(State state) {
    Alert alert =
        new Alert(
            "burn-1",
            Alert.Source.HEADROOM,
            state,
            "page",
            Map.of(
                "alertname", "BudgetBurn",
                "severity", "page",
                "service", "checkout",
                "slo", "checkout-availability",
                "owner", "shop"),
            Map.of("summary", "gone in 2 h", "runbook", "https://runbooks.example/burn"),
            start,
            now(),
            state == State.RESOLVED ? now() : null,
            null,
            "https://headroom.example/alerts/burn-1");
    try (SqliteControlStore store = SqliteControlStore.open(data)) {
      new AlertControl(
              store.alerts(),
              store.silences(),
              () -> new Routing(Map.of(), List.of("alertmanager")),
              this::now)
          .record(List.of(new AlertControl.Judged(alert, List.of())), Map.of());
    }
  }

  private static Instant end(JsonNode alerts) {
    return Instant.parse(alerts.path(0).path("endsAt").asText());
  }

  @Test
  void anAlertAppearsStaysAndEndsAcrossARestart() throws Exception {
    evaluation(State.FIRING);
    JsonNode shown = alertmanager().await(ALERTS, alerts -> !alerts.isEmpty());
    assertThat(shown).hasSize(1);
    assertThat(shown.path(0).path("labels").path("slo").asText())
        .isEqualTo("checkout-availability");
    assertThat(shown.path(0).path("annotations").path("runbook").asText())
        .isEqualTo("https://runbooks.example/burn");
    assertThat(end(shown)).isAfter(Instant.now().plusSeconds(180));

    ahead = Duration.ofSeconds(61);
    Instant first = end(shown);
    alertmanager().await(ALERTS, alerts -> end(alerts).isAfter(first.plusSeconds(59)));

    headroom().close();
    evaluation(State.FROZEN);
    startHeadroom();
    JsonNode frozen =
        alertmanager().await(ALERTS, a -> a.path(0).path("annotations").has("headroom_state"));
    assertThat(frozen).as("a restart doubles nothing").hasSize(1);

    headroom().close();
    // Alertmanager goes by its own clock: an end ahead of it would still be to come.
    ahead = Duration.ZERO;
    evaluation(State.RESOLVED);
    startHeadroom();
    alertmanager().await(ALERTS, JsonNode::isEmpty);
    headroom()
        .await(
            "/api/notification-targets",
            view ->
                view.path("targets").path(0).path("waiting").asInt(-1) == 0
                    && view.path("targets").path(0).path("health").asText().equals("OK"));
    assertThat(headroom().json("/api/alerts").path("alerts")).hasSize(1);
  }

  @Test
  void silencesGoBothWays() throws Exception {
    evaluation(State.FIRING);
    alertmanager().await(ALERTS, alerts -> !alerts.isEmpty());
    String server = headroom().pages().toString();
    Cli added =
        Cli.run(
            "silence",
            "add",
            "--server",
            server,
            "--for",
            "1h",
            "--why",
            "moving",
            "--who",
            "ann",
            "service=~check.*");
    assertThat(added.code()).as(added.err()).isZero();
    String id = added.out().substring(0, added.out().indexOf(' '));

    JsonNode there = alertmanager().await(SILENCES, silences -> silences.size() == 1).path(0);
    assertThat(there.path("comment").asText()).isEqualTo("moving [headroom:" + id + "]");
    alertmanager()
        .await(ALERTS, a -> a.path(0).path("status").path("state").asText().equals("suppressed"));

    assertThat(Cli.run("silence", "expire", "--server", server, id).code()).isZero();
    alertmanager()
        .await(SILENCES, s -> s.path(0).path("status").path("state").asText().equals("expired"));

    alertmanager()
        .exchange(
            "POST",
            SILENCES,
            """
            {"matchers":[{"name":"service","value":"checkout","isRegex":false,"isEqual":true}],
             "startsAt":"%s","endsAt":"%s","createdBy":"bob","comment":"theirs"}
            """
                .formatted(Instant.now(), Instant.now().plusSeconds(3_600)));
    ahead = Duration.ofSeconds(31);
    JsonNode muted =
        headroom().await("/api/alerts/burn-1", a -> !a.path("alert").path("silencedBy").isNull());
    String foreign = muted.path("alert").path("silencedBy").asText();
    assertThat(foreign).startsWith("alertmanager:");
    Cli listed = Cli.run("silence", "list", "--server", server);
    assertThat(listed.out()).contains("theirs").contains("bob").contains("OVER");

    Cli ended = Cli.run("silence", "expire", "--server", server, foreign);
    assertThat(ended.code()).as(ended.err()).isZero();
    alertmanager()
        .await(
            SILENCES,
            s -> s.findValuesAsText("state").stream().allMatch(state -> state.equals("expired")));
    alertmanager()
        .await(ALERTS, a -> a.path(0).path("status").path("state").asText().equals("active"));
  }

  @Test
  void aSilenceThatEndsThereEndsHere() throws Exception {
    Cli added =
        Cli.run(
            "silence",
            "add",
            "--server",
            headroom().pages().toString(),
            "--for",
            "1h",
            "--why",
            "moving",
            "--who",
            "ann",
            "service=checkout");
    assertThat(added.code()).as(added.err()).isZero();
    String there = alertmanager().await(SILENCES, s -> s.size() == 1).path(0).path("id").asText();

    alertmanager().exchange("DELETE", "/api/v2/silence/" + there, "");
    ahead = Duration.ofSeconds(31);

    headroom()
        .await(
            "/api/silences",
            view -> view.path("silences").path(0).path("state").asText().equals("OVER"));
    assertThat(alertmanager().json(SILENCES)).as("it is not made again").hasSize(1);
  }

  @Test
  void alertsComeBackOnceAndThoseOfOthersJoinTheList() throws Exception {
    alertmanager().sendTo(headroom().pages().resolve("/api/alerts/alertmanager"));
    evaluation(State.FIRING);
    alertmanager()
        .exchange(
            "POST",
            ALERTS,
            """
            [{"labels":{"alertname":"DiskFull","severity":"warning","service":"db"},
              "annotations":{"summary":"full soon"}}]
            """);

    JsonNode alerts =
        headroom().await("/api/alerts", view -> view.path("alerts").size() == 2).path("alerts");
    assertThat(alerts.findValuesAsText("source"))
        .containsExactlyInAnyOrder("HEADROOM", "ALERTMANAGER");
    alertmanager()
        .await(
            "/api/v2/alerts/groups",
            groups -> groups.findValuesAsText("alertname").contains("BudgetBurn"));
    alertmanager()
        .exchange(
            "POST",
            ALERTS,
            """
            [{"labels":{"alertname":"DiskFull","severity":"warning","service":"db"},
              "endsAt":"%s"}]
            """
                .formatted(Instant.now()));
    headroom()
        .await(
            "/api/alerts?source=alertmanager",
            view -> view.path("alerts").path(0).path("state").asText().equals("RESOLVED"));
    assertThat(headroom().json("/api/alerts").path("alerts")).hasSize(2);
    Cli listed = Cli.run("alerts", "--server", headroom().pages().toString(), "--state", "firing");
    assertThat(listed.out()).contains("BudgetBurn").contains("gone in 2 h");
  }
}
