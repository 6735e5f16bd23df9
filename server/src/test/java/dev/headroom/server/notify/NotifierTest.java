package dev.headroom.server.notify;

import static dev.headroom.testkit.store.AlertSamples.NOON;
import static dev.headroom.testkit.store.AlertSamples.firing;
import static dev.headroom.testkit.store.AlertSamples.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.alert.Alert;
import dev.headroom.alert.Notice;
import dev.headroom.alert.NotificationTarget;
import dev.headroom.alert.NotificationTarget.Kind;
import dev.headroom.alert.Routing;
import dev.headroom.alert.Silence;
import dev.headroom.control.AlertControl;
import dev.headroom.control.AlertControl.Judged;
import dev.headroom.store.AlertCommit;
import dev.headroom.store.memory.MemoryAlerts;
import dev.headroom.store.memory.MemorySilences;
import dev.headroom.testkit.ManualClock;
import dev.headroom.testkit.store.SilenceStoreContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The threads of a running notifier: targets come, change and go.
final class NotifierTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final FakeReceiver receiver = new FakeReceiver();
  private final ManualClock clock = new ManualClock(NOON);
  private final MemoryAlerts store = new MemoryAlerts();
  private final MemorySilences silences = new MemorySilences();
  private final AlertControl control =
      new AlertControl(store, silences, () -> new Routing(Map.of(), List.of("t")), clock);
  private volatile List<NotificationTarget> targets = List.of();
  private Notifier notifier = start();

  private Notifier start() {
    return Notifier.start(
        new Notifier.Parts(
            control, store, store, silences, () -> targets, SmtpSettings.NONE, _ -> "", clock));
  }

  @AfterEach
  void close() {
    notifier.close();
    receiver.close();
  }

  private NotificationTarget target(String path) {
    return new NotificationTarget("t", Kind.WEBHOOK, receiver.url(path), "", Map.of(), "");
  }

  private static void await(String what, BooleanSupplier wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private void record(Alert alert) {
    control.record(List.of(new Judged(alert, List.of())), Map.of());
  }

  private List<String> paths() {
    return receiver.got().stream().map(FakeReceiver.Got::path).toList();
  }

  @Test
  void targetsComeChangeAndOutliveARestart() {
    record(firing("a", "A"));
    targets = List.of(target("/one"));
    await("the target that came is told", this::nothingWaits);
    assertThat(paths()).containsExactly("/one");

    targets = List.of(target("/two"));
    record(in(firing("a", "A"), Alert.State.FROZEN, NOON));
    await("the change is told to the old or the new address", this::nothingWaits);

    notifier.close();
    record(in(firing("a", "A"), Alert.State.RESOLVED, NOON));
    assertThat(nothingWaits()).isFalse();
    notifier = start();
    await("what changed meanwhile is told", this::nothingWaits);
    // Whoever is replaced between the answer and its mark leaves the notice to be told once more.
    assertThat(paths()).hasSizeBetween(3, 4).last().isEqualTo("/two");
    assertThat(receiver.got().getLast().body()).contains("\"state\":\"resolved\"");
  }

  private boolean nothingWaits() {
    return store.standings().get("t").waiting() == 0;
  }

  @Test
  void aHangingTargetDoesNotHoldUpTheStop() {
    receiver.answer(_ -> 0);
    targets = List.of(target("/"));
    record(firing("a", "A"));
    await("the request is on its way", () -> paths().size() == 1);

    notifier.close();

    assertThat(store.standings().get("t").waiting()).isEqualTo(1);
  }

  @Test
  void whatWaitsForATargetThatIsGoneIsGivenUpInTheEnd() {
    notifier.close();
    Silence theirs = SilenceStoreContract.silence("gone:1", NOON.plusSeconds(999_999), "gone");
    silences.put(theirs);
    store.commit(
        new AlertCommit(List.of(), Map.of(), List.of(Notice.of("gone", firing("a", "A"), NOON))));
    clock.advance(TargetWorker.MAX_AGE.plusSeconds(1));
    notifier = start();

    await("it is dropped", () -> store.standings().get("gone").dropped() == 1);
    await("its silences are too", () -> silences.silences(NOON).isEmpty());
    assertThat(store.standings().get("gone").lastError()).contains("is not configured");
  }

  @Test
  void testsTellHowItWent() {
    targets = List.of(target("/"));

    assertThat(notifier.test("t")).contains("took the test notification");
    assertThat(receiver.got().getLast().body()).contains("nothing is wrong");
    receiver.answer(_ -> 403);
    assertThatThrownBy(() -> notifier.test("t")).hasMessageContaining("'t' answered 403");
    assertThatThrownBy(() -> notifier.test("u")).hasMessageContaining("expected one of t");
  }
}
