package dev.headroom.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.alert.Alert;
import dev.headroom.alert.Alert.Source;
import dev.headroom.alert.Alert.State;
import dev.headroom.alert.Notice;
import dev.headroom.alert.Routing;
import dev.headroom.alert.Silence;
import dev.headroom.catalog.Catalog;
import dev.headroom.catalog.Entity;
import dev.headroom.catalog.EntityRef;
import dev.headroom.catalog.Metadata;
import dev.headroom.control.AlertControl.Judged;
import dev.headroom.control.AlertControl.Received;
import dev.headroom.store.memory.MemoryAlerts;
import dev.headroom.store.memory.MemorySilences;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AlertControlTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private Instant now = NOON;
  private final MemoryAlerts store = new MemoryAlerts();
  private final MemorySilences silences = new MemorySilences();
  private final AlertControl control =
      new AlertControl(store, silences, () -> new Routing(Map.of(), List.of("x")), () -> now);
  private final SilenceControl silencing =
      new SilenceControl(silences, SilenceMirror.NONE, () -> now);

  private static Alert alert(String id, State state, @Nullable String lead) {
    return new Alert(
        id,
        Source.HEADROOM,
        state,
        "page",
        Map.of("alertname", "Burn-" + id, "service", "cart"),
        Map.of("summary", "burns"),
        NOON,
        NOON,
        state == State.RESOLVED ? NOON : null,
        lead,
        "");
  }

  private void record(Alert... alerts) {
    List<Judged> judged = new ArrayList<>();
    for (Alert alert : alerts) {
      judged.add(new Judged(alert, List.of()));
    }
    control.record(judged, Map.of());
  }

  private List<String> told() {
    List<String> told = new ArrayList<>();
    for (Notice notice : store.due("x", now, 100)) {
      told.add(notice.alert().id() + " " + notice.alert().state());
      store.delivered(notice, now);
    }
    return told;
  }

  @Test
  void tellsChangesOnceAndKeepsMachines() {
    control.record(
        List.of(new Judged(alert("a", State.FIRING, null), List.of())),
        Map.of("m", new byte[] {7}));
    record(alert("a", State.FIRING, null));
    assertThat(told()).containsExactly("a FIRING");
    assertThat(store.machine("m")).contains(new byte[] {7});
    assertThat(control.standing("x")).hasSize(1);

    record(alert("a", State.RESOLVED, null));
    record(alert("a", State.RESOLVED, null));
    control.catchUp();
    assertThat(told()).containsExactly("a RESOLVED");
    assertThat(control.standing("x")).isEmpty();
  }

  @Test
  void onlyLeadsAreToldWithTheirSymptoms() {
    record(alert("a", State.FIRING, null), alert("b", State.FIRING, "a"));

    assertThat(store.due("x", now, 9))
        .singleElement()
        .satisfies(notice ->
            assertThat(notice.alert().annotation(Alert.SYMPTOMS_ANNOTATION))
                .isEqualTo("cart: burns"));
    record(alert("b", State.FIRING, null));
    assertThat(told()).containsExactly("a FIRING", "b FIRING");
  }

  @Test
  void whatASilenceHeldBackIsToldWhenItEnds() {
    Silence silence =
        silencing.create(
            new SilenceRequest(null, List.of("service=cart"), null, null, 10, "ann", "moving"));
    record(alert("a", State.FIRING, null), alert("b", State.FIRING, null));
    assertThat(told()).isEmpty();
    record(alert("b", State.RESOLVED, null));

    now = NOON.plus(Duration.ofMinutes(5));
    assertThat(silencing.expire(silence.id()).to()).isEqualTo(now);
    control.catchUp();

    assertThat(told()).containsExactly("a FIRING");
  }

  @Test
  void alertsWithoutTargetAreUnrouted() {
    AlertControl lonely = new AlertControl(store, silences, () -> Routing.NONE, () -> now);
    lonely.record(List.of(new Judged(alert("a", State.FIRING, null), List.of())), Map.of());

    assertThat(store.alert("a").orElseThrow().unrouted()).isTrue();
    assertThat(store.standings()).isEmpty();

    record(alert("a", State.FIRING, null));
    assertThat(told()).as("a target that comes later is told").containsExactly("a FIRING");
  }

  private Alert foreign(String id, State state, Map<String, String> annotations) {
    return new Alert(
        id,
        Source.ALERTMANAGER,
        state,
        "page",
        Map.of("alertname", "Disk"),
        annotations,
        NOON,
        now,
        state == State.RESOLVED ? now : null,
        null,
        "");
  }

  @Test
  void alertsOfOthersAreKeptOnceAndNeverTold() {
    assertThat(control.receive(List.of(foreign("f", State.FIRING, Map.of()))))
        .isEqualTo(new Received(1, 0, 0));
    now = now.plusSeconds(60);
    assertThat(control.receive(List.of(foreign("f", State.FIRING, Map.of()))))
        .isEqualTo(new Received(0, 1, 0));
    assertThat(control.receive(List.of(foreign("f", State.RESOLVED, Map.of()))))
        .isEqualTo(new Received(1, 0, 0));
    now = now.minusSeconds(60);
    assertThat(control.receive(List.of(foreign("f", State.FIRING, Map.of()))))
        .as("older than what is known")
        .isEqualTo(new Received(0, 1, 0));
    assertThat(store.standings()).isEmpty();
  }

  @Test
  void itsOwnAlertsAreRecognisedWhenTheyComeBack() {
    record(alert("a", State.FIRING, null));
    Map<String, String> own = Map.of(Alert.ID_ANNOTATION, "a");
    Map<String, String> ofAnother = Map.of(Alert.ID_ANNOTATION, "zz");

    assertThat(
            control.receive(
                List.of(foreign("f", State.FIRING, own), foreign("g", State.FIRING, ofAnother))))
        .isEqualTo(new Received(1, 0, 1));
    assertThat(store.alert("f")).isEmpty();
  }

  @Test
  void alertsOfOthersThatFallSilentAreTakenAsOver() {
    control.receive(List.of(foreign("f", State.FIRING, Map.of())));
    now = now.plus(AlertControl.FOREIGN_SILENT).plusSeconds(1);
    control.catchUp();

    Alert over = store.alert("f").orElseThrow().alert();
    assertThat(over.state()).isEqualTo(State.RESOLVED);
    assertThat(over.annotation("headroom_note")).contains("7 days");
  }

  @Test
  void tooManyAlertsOfOthersAreRefused() {
    List<Alert> many = new ArrayList<>();
    for (int i = 0; i <= AlertControl.MAX_FOREIGN; i++) {
      many.add(foreign("f" + i, State.FIRING, Map.of()));
    }
    assertThatThrownBy(() -> control.receive(many)).hasMessageContaining("at most 10000");
    assertThat(store.active()).isEmpty();
  }

  @Test
  void badSilencesAreRefusedByField() {
    refused("matchers are 0", List.of(), 5, "ann", "why");
    refused("matcher 'x'", List.of("x"), 5, "ann", "why");
    refused("minutes '0'", List.of("a=b"), 0, "ann", "why");
    refused("to or minutes is missing", List.of("a=b"), null, "ann", "why");
    refused("who is missing", List.of("a=b"), 5, " ", "why");
    refused("why is missing", List.of("a=b"), 5, "ann", null);
    refused("at most 366 days", List.of("a=b"), 600_000, "ann", "why");
    assertThatThrownBy(() -> silencing.expire("nobody")).hasMessageContaining("of no silence");
  }

  private void refused(
      String part,
      List<String> matchers,
      @Nullable Integer minutes,
      String who,
      @Nullable String why) {
    assertThatThrownBy(() ->
            silencing.create(new SilenceRequest(null, matchers, null, null, minutes, who, why)))
        .hasMessageContaining(part);
  }

  @Test
  void groupsNameTheirTargetsInTheCatalogue() {
    Entity.Group group =
        new Entity.Group(
            new Metadata(
                EntityRef.parse("shop", "group"),
                "",
                "",
                Map.of(CatalogRouting.NOTIFY_ANNOTATION, "chat, mail,"),
                List.of(),
                "groups.yaml"),
            "team",
            null,
            List.of());

    Routing routing = CatalogRouting.of(new Catalog(List.of(group), List.of()), List.of("usual"));

    assertThat(routing.byOwner()).containsExactly(Map.entry("shop", List.of("chat", "mail")));
    assertThat(routing.usual()).containsExactly("usual");
  }
}
