package dev.headroom.testkit.store;

import static dev.headroom.testkit.store.AlertSamples.NOON;
import static dev.headroom.testkit.store.AlertSamples.firing;
import static dev.headroom.testkit.store.AlertSamples.in;
import static dev.headroom.testkit.store.AlertSamples.kept;
import static dev.headroom.testkit.store.AlertSamples.under;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.alert.Alert;
import dev.headroom.alert.KeptAlert;
import dev.headroom.alert.Notice;
import dev.headroom.base.TimeWindow;
import dev.headroom.store.AlertCommit;
import dev.headroom.store.AlertSearch;
import dev.headroom.store.AlertStore;
import dev.headroom.store.Outbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [AlertStore] and its [Outbox] do; a test class implements it to run it for one
/// engine.
public interface AlertStoreContract {
  TimeWindow HOUR = new TimeWindow(NOON.minusSeconds(1_800), NOON.plusSeconds(1_800));

  /// Both faces of one store.
  record Stores(AlertStore alerts, Outbox outbox) {}

  /// Opens the stores of a directory, which may have been used before.
  Stores openAlerts(Path directory);

  private static AlertCommit commit(List<KeptAlert> alerts, Notice... notices) {
    return new AlertCommit(alerts, Map.of(), List.of(notices));
  }

  private static AlertSearch search(
      Alert.@Nullable State state, @Nullable String service, AlertSearch.@Nullable Place before) {
    return new AlertSearch(HOUR, state, null, null, service, null, before, 2);
  }

  private static Outbox.Standing standing(Outbox outbox, String target) {
    return outbox.standings().getOrDefault(target, Outbox.Standing.NONE);
  }

  private static List<String> ids(List<KeptAlert> alerts) {
    return alerts.stream().map(kept -> kept.alert().id()).toList();
  }

  @Test
  default void keepsAllOfAnAlert(@TempDir Path directory) {
    Stores stores = openAlerts(directory);
    Alert resolved = in(firing("a", "Burn"), Alert.State.RESOLVED, NOON.plusNanos(1));
    Alert nested = under(firing("b", "Burn2"), "a");
    KeptAlert told = new KeptAlert(0, nested, List.of("x", "y"), Map.of("x", Alert.State.FIRING));

    stores.alerts().commit(commit(List.of(kept(resolved, "x"), told)));

    assertThat(stores.alerts().alert("a").orElseThrow().alert()).isEqualTo(resolved);
    KeptAlert found = stores.alerts().alert("b").orElseThrow();
    assertThat(found.alert()).isEqualTo(nested);
    assertThat(found.targets()).containsExactly("x", "y");
    assertThat(found.told()).isEqualTo(told.told());
    assertThat(stores.alerts().alert("c")).isEmpty();
    assertThat(ids(stores.alerts().active())).containsExactly("b");
  }

  @Test
  default void replacesWhatItKnowsAndKeepsItsPlace(@TempDir Path directory) {
    Stores stores = openAlerts(directory);
    stores.alerts().commit(commit(List.of(kept(firing("a", "A")), kept(firing("b", "B")))));
    long sequence = stores.alerts().alert("a").orElseThrow().sequence();

    Alert changed = in(firing("a", "A"), Alert.State.FROZEN, NOON.plusSeconds(60));
    stores.alerts().commit(commit(List.of(kept(changed))));

    assertThat(stores.alerts().alert("a").orElseThrow().sequence()).isEqualTo(sequence);
    assertThat(stores.alerts().alert("a").orElseThrow().alert()).isEqualTo(changed);
    assertThat(ids(stores.alerts().active())).containsExactly("a", "b");
  }

  @Test
  default void findsByWindowStateAndServiceInPages(@TempDir Path directory) {
    AlertStore alerts = openAlerts(directory).alerts();
    Alert longAgo = in(firing("old", "Old"), Alert.State.RESOLVED, HOUR.from().minusNanos(1));
    alerts.commit(
        commit(
            List.of(
                kept(
                    new Alert(
                        "old",
                        longAgo.source(),
                        longAgo.state(),
                        "page",
                        longAgo.labels(),
                        Map.of(),
                        NOON.minusSeconds(9_000),
                        longAgo.changedAt(),
                        longAgo.endsAt(),
                        null,
                        "")),
                kept(firing("a", "A")),
                kept(in(firing("b", "B"), Alert.State.RESOLVED, NOON.plusSeconds(5))),
                kept(firing("c", "C")))));

    List<KeptAlert> first = alerts.alerts(search(null, "checkout", null));
    assertThat(ids(first)).containsExactly("c", "b");
    AlertSearch.Place place =
        new AlertSearch.Place(NOON.getEpochSecond() * 1_000_000_000L, first.getLast().sequence());
    assertThat(ids(alerts.alerts(search(null, "checkout", place)))).containsExactly("a");
    assertThat(ids(alerts.alerts(search(Alert.State.RESOLVED, null, null)))).containsExactly("b");
    assertThat(alerts.alerts(search(null, "cart", null))).isEmpty();
  }

  @Test
  default void remembersMachinesUntilTheyAreEmptied(@TempDir Path directory) {
    AlertStore alerts = openAlerts(directory).alerts();
    byte[] state = "state".getBytes(StandardCharsets.UTF_8);
    alerts.commit(new AlertCommit(List.of(), Map.of("m", state, "n", state), List.of()));
    alerts.commit(new AlertCommit(List.of(), Map.of("n", new byte[0]), List.of()));

    assertThat(alerts.machines()).containsOnlyKeys("m");
    assertThat(alerts.machine("m").orElseThrow()).isEqualTo(state);
  }

  @Test
  default void forgetsOnlyWhatIsOver(@TempDir Path directory) {
    AlertStore alerts = openAlerts(directory).alerts();
    alerts.commit(
        commit(
            List.of(
                kept(firing("a", "A")), kept(in(firing("b", "B"), Alert.State.RESOLVED, NOON)))));

    assertThat(alerts.forget(NOON)).isZero();
    assertThat(alerts.forget(NOON.plusSeconds(1))).isEqualTo(1);
    assertThat(alerts.alert("a")).isPresent();
  }

  @Test
  default void handsOutOneNoticePerAlertInOrder(@TempDir Path directory) {
    Stores stores = openAlerts(directory);
    Outbox outbox = stores.outbox();
    Alert a = firing("a", "A");
    Alert b = firing("b", "B");
    stores
        .alerts()
        .commit(
            commit(
                List.of(),
                Notice.of("x", a, NOON),
                Notice.of("y", a, NOON),
                Notice.of("x", in(a, Alert.State.RESOLVED, NOON), NOON),
                Notice.of("x", b, NOON)));

    assertThat(outbox.due("x", NOON.minusNanos(1), 10)).isEmpty();
    List<Notice> due = outbox.due("x", NOON, 10);
    assertThat(due).extracting(Notice::alert).containsExactly(a, b);
    assertThat(outbox.waiting("x")).containsExactlyInAnyOrder(a.fingerprint(), b.fingerprint());

    outbox.delivered(due.getFirst(), NOON.plusSeconds(1));
    assertThat(outbox.due("x", NOON, 10))
        .extracting(notice -> notice.alert().state())
        .containsExactly(Alert.State.RESOLVED, Alert.State.FIRING);
    assertThat(outbox.due("x", NOON, 1)).hasSize(1);
    assertThat(standing(outbox, "x"))
        .isEqualTo(new Outbox.Standing(2, 0, 0, NOON, NOON.plusSeconds(1), "", null));
    assertThat(standing(outbox, "y").waiting()).isEqualTo(1);
  }

  @Test
  default void whatFailedBlocksItsOwnAlertOnly(@TempDir Path directory) {
    Stores stores = openAlerts(directory);
    Outbox outbox = stores.outbox();
    Alert a = firing("a", "A");
    stores
        .alerts()
        .commit(
            commit(
                List.of(),
                Notice.of("x", a, NOON),
                Notice.of("x", in(a, Alert.State.RESOLVED, NOON), NOON),
                Notice.of("x", firing("b", "B"), NOON)));
    Notice first = outbox.due("x", NOON, 1).getFirst();
    outbox.failed(again(first, Notice.State.FAILING, NOON.plusSeconds(30)), NOON.plusSeconds(2));

    assertThat(outbox.due("x", NOON.plusSeconds(29), 10))
        .extracting(notice -> notice.alert().id())
        .containsExactly("b");
    assertThat(outbox.due("x", NOON.plusSeconds(30), 10)).hasSize(2);
    assertThat(outbox.due("x", NOON.plusSeconds(30), 10).getFirst().attempts()).isEqualTo(1);
    Outbox.Standing standing = standing(outbox, "x");
    assertThat(standing)
        .isEqualTo(new Outbox.Standing(3, 1, 0, NOON, null, "refused", NOON.plusSeconds(2)));

    outbox.failed(again(first, Notice.State.DROPPED, NOON), NOON.plusSeconds(3));
    assertThat(standing(outbox, "x").dropped()).isEqualTo(1);
    assertThat(outbox.due("x", NOON, 10))
        .extracting(notice -> notice.alert().state())
        .containsExactly(Alert.State.RESOLVED, Alert.State.FIRING);
    assertThat(outbox.forgetDropped(NOON)).isZero();
    assertThat(outbox.forgetDropped(NOON.plusNanos(1))).isEqualTo(1);
  }

  private static Notice again(Notice notice, Notice.State state, Instant next) {
    return new Notice(
        notice.sequence(),
        notice.target(),
        notice.alert(),
        notice.createdAt(),
        notice.attempts() + 1,
        next,
        "refused",
        state);
  }

  @Test
  default void sequencesAreNeverUsedAgain(@TempDir Path directory) {
    Stores stores = openAlerts(directory);
    List<Long> seen = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Instant at = NOON.plus(Duration.ofMinutes(i));
      stores.alerts().commit(commit(List.of(), Notice.of("x", firing("a", "A"), at)));
      Notice notice = stores.outbox().due("x", at, 1).getFirst();
      seen.add(notice.sequence());
      stores.outbox().delivered(notice, at);
    }
    assertThat(seen).isSorted().doesNotHaveDuplicates();
  }
}
