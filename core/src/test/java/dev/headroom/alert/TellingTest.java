package dev.headroom.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.alert.Alert.Source;
import dev.headroom.alert.Alert.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TellingTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static Alert alert(State state, @Nullable String lead) {
    return new Alert(
        "a",
        Source.HEADROOM,
        state,
        "page",
        Map.of("alertname", "Burn", "owner", "shop"),
        Map.of(),
        NOON,
        NOON,
        state == State.RESOLVED ? NOON : null,
        lead,
        "");
  }

  private static KeptAlert kept(State state, @Nullable String lead, Map<String, State> told) {
    return new KeptAlert(1, alert(state, lead), List.of("x"), told);
  }

  @Test
  void tellsEachStateOnce() {
    KeptAlert now = kept(State.PENDING, null, Map.of());
    assertThat(Telling.due(now, false)).isEmpty();
    for (State state : List.of(State.FIRING, State.FROZEN, State.FIRING, State.RESOLVED)) {
      now = kept(state, null, now.told());
      assertThat(Telling.due(now, false)).as(state.name()).containsExactly("x");
      now = Telling.told(now, List.of("x"));
      assertThat(Telling.due(now, false)).isEmpty();
    }
  }

  @Test
  void anEndWithoutABeginningIsNotTold() {
    assertThat(Telling.due(kept(State.RESOLVED, null, Map.of()), false)).isEmpty();
  }

  @Test
  void silencesAndLeadsHoldBackBeginningsButNotEnds() {
    Map<String, State> firing = Map.of("x", State.FIRING);

    assertThat(Telling.due(kept(State.FIRING, null, Map.of()), true)).isEmpty();
    assertThat(Telling.due(kept(State.FIRING, "b", Map.of()), false)).isEmpty();
    assertThat(Telling.due(kept(State.FROZEN, null, firing), true)).isEmpty();
    assertThat(Telling.due(kept(State.RESOLVED, null, firing), true)).containsExactly("x");
    assertThat(Telling.due(kept(State.RESOLVED, "b", firing), false)).containsExactly("x");
  }

  @Test
  void aTargetThatLeftTheRouteIsToldTheEnd() {
    assertThat(Telling.due(kept(State.RESOLVED, null, Map.of("old", State.FIRING)), false))
        .containsExactly("old");
    assertThat(Telling.due(kept(State.FIRING, null, Map.of("old", State.FIRING)), false))
        .containsExactly("x");
  }

  @Test
  void listsWhatNestsUnderIt() {
    List<Alert> symptoms = new ArrayList<>();
    for (int i = 10; i < 35; i++) {
      symptoms.add(
          new Alert(
              "s" + i,
              Source.HEADROOM,
              State.FIRING,
              "page",
              Map.of("alertname", "N" + i, "service", "web"),
              Map.of(),
              NOON,
              NOON,
              null,
              "a",
              ""));
    }

    Alert told = Telling.payload(alert(State.FIRING, null), symptoms);

    assertThat(told.annotation(Alert.ID_ANNOTATION)).isEqualTo("a");
    assertThat(told.annotation(Alert.SYMPTOMS_ANNOTATION))
        .startsWith("web: N10\nweb: N11\n")
        .endsWith("web: N29\nand 5 more");
    assertThat(told.fingerprint()).isEqualTo(alert(State.RESOLVED, "b").fingerprint());
  }

  @Test
  void routesByOwnListThenOwnerThenUsual() {
    Routing routing = new Routing(Map.of("shop", List.of("shop-chat")), List.of("all"));
    Alert ownerless =
        new Alert(
            "b", Source.HEADROOM, State.FIRING, "", Map.of(), Map.of(), NOON, NOON, null, null, "");

    assertThat(routing.targets(List.of("own"), alert(State.FIRING, null))).containsExactly("own");
    assertThat(routing.targets(List.of(), alert(State.FIRING, null))).containsExactly("shop-chat");
    assertThat(routing.targets(List.of(), ownerless)).containsExactly("all");
    assertThat(new KeptAlert(1, ownerless, List.of(), Map.of()).unrouted()).isTrue();
  }

  @Test
  void aSilenceMustNotFitEverything() {
    assertThatThrownBy(() ->
            new Silence(
                "s",
                List.of(Matcher.parse("service=~.*")),
                NOON,
                NOON.plusSeconds(1),
                "ann",
                "why",
                NOON,
                ""))
        .hasMessageContaining("fit every alert");
  }

  @Test
  void addressesHoldNoPasswordsAndAreShownWithoutPaths() {
    NotificationTarget hook =
        new NotificationTarget(
            "h",
            NotificationTarget.Kind.WEBHOOK,
            "https://hooks.example/T0/secret",
            "",
            Map.of(),
            "");

    assertThat(hook.shownAddress()).isEqualTo("https://hooks.example/…");
    assertThatThrownBy(() ->
            new NotificationTarget(
                "h",
                NotificationTarget.Kind.ALERTMANAGER,
                "http://ann:topsecret@am:9093",
                "",
                Map.of(),
                ""))
        .hasMessageContaining("without user and password")
        .hasMessageNotContaining("topsecret");
  }
}
