package dev.headroom.server.notify;

import static dev.headroom.testkit.store.AlertSamples.NOON;
import static dev.headroom.testkit.store.AlertSamples.firing;
import static dev.headroom.testkit.store.AlertSamples.in;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.alert.Alert;
import dev.headroom.alert.Alert.State;
import dev.headroom.alert.Notice;
import dev.headroom.alert.NotificationTarget;
import dev.headroom.alert.NotificationTarget.Kind;
import dev.headroom.alert.Routing;
import dev.headroom.control.AlertControl;
import dev.headroom.control.AlertControl.Judged;
import dev.headroom.server.api.Json;
import dev.headroom.store.Outbox;
import dev.headroom.store.memory.MemoryAlerts;
import dev.headroom.store.memory.MemorySilences;
import dev.headroom.testkit.ManualClock;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Delivery on a manual clock: nothing is lost, changes of one alert keep their order, and what
/// cannot be told is seen.
final class TargetWorkerTest {
  private static final JsonMapper TREE = new JsonMapper();

  private final FakeReceiver receiver = new FakeReceiver();
  private final HttpSender http = new HttpSender(Duration.ofSeconds(5));
  private final ManualClock clock = new ManualClock(NOON);
  private final MemoryAlerts store = new MemoryAlerts();
  private final AlertControl control =
      new AlertControl(
          store, new MemorySilences(), () -> new Routing(Map.of(), List.of("t")), clock);

  @AfterEach
  void close() {
    http.close();
    receiver.close();
  }

  private TargetWorker worker(Kind kind, Outbox outbox, long seed) {
    Json json = new Json();
    Secrets secrets = new Secrets(_ -> "");
    AlertmanagerClient alertmanager = new AlertmanagerClient(http, secrets, json);
    return new TargetWorker(
        new NotificationTarget("t", kind, receiver.url("/"), "", Map.of(), ""),
        outbox,
        control,
        new Delivery(
            http,
            secrets,
            new Mailer(SmtpSettings.NONE, Duration.ofSeconds(1), _ -> ""),
            alertmanager,
            json,
            clock),
        alertmanager,
        clock,
        new Random(seed));
  }

  private void record(Alert alert) {
    control.record(List.of(new Judged(alert, List.of())), Map.of());
  }

  private static JsonNode body(FakeReceiver.Got got) {
    try {
      return TREE.readTree(got.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(got.body(), e);
    }
  }

  @Test
  void retriesUntilTheTargetTakesIt() throws Exception {
    List<Integer> answers = new ArrayList<>(List.of(500, 503, 429, 500, 200));
    receiver.answer(_ -> answers.removeFirst());
    record(firing("a", "A"));
    TargetWorker worker = worker(Kind.WEBHOOK, store, 1);

    worker.round();
    worker.round();
    assertThat(receiver.got()).as("the second round waits").hasSize(1);
    assertThat(store.standings().get("t").lastError()).startsWith("answered 500");
    while (!answers.isEmpty()) {
      clock.advance(Duration.ofSeconds(1));
      worker.round();
    }

    assertThat(store.standings().get("t").waiting()).isZero();
    assertThat(Duration.between(NOON, clock.instant()).toSeconds())
        .as("half to all of 1 + 2 + 4 + 8 s, rounded up to whole seconds")
        .isBetween(8L, 19L);
  }

  @ParameterizedTest
  @CsvSource({"60, 60", "999999, 300", "soon, 1"})
  void aTargetThatAsksToBeLeftAloneIsForAsLongAsIsSafe(String asked, int seconds) throws Exception {
    receiver.answer(_ -> 503);
    receiver.retryAfter(asked);
    record(firing("a", "A"));
    TargetWorker worker = worker(Kind.WEBHOOK, store, 1);
    worker.round();
    clock.advance(Duration.ofSeconds(seconds).minusMillis(seconds == 1 ? 600 : 1));
    worker.round();
    assertThat(receiver.got()).hasSize(1);
    clock.advance(Duration.ofMillis(600));
    worker.round();
    assertThat(receiver.got()).hasSize(2);
  }

  @Test
  void whatIsRefusedDoesNotHoldUpOtherAlerts() throws Exception {
    receiver.answer(got -> got.body().contains("\"name\":\"A\"") ? 400 : 200);
    record(firing("a", "A"));
    record(firing("b", "B"));
    TargetWorker worker = worker(Kind.WEBHOOK, store, 1);
    for (int i = 0; i < TargetWorker.FAILING_AFTER + 1; i++) {
      worker.round();
      clock.advance(Duration.ofMinutes(5));
    }

    assertThat(receiver.got()).filteredOn(g -> g.body().contains("\"name\":\"B\"")).hasSize(1);
    Outbox.Standing standing = store.standings().get("t");
    assertThat(standing.failing()).isEqualTo(1);
    assertThat(standing.lastError()).contains("400");
    assertThat(standing.dropped()).isZero();

    clock.advance(TargetWorker.MAX_AGE);
    worker.round();
    assertThat(store.standings().get("t"))
        .satisfies(after -> {
          assertThat(after.waiting()).isZero();
          assertThat(after.dropped()).isEqualTo(1);
          assertThat(after.lastError()).startsWith("given up: answered 400");
        });
  }

  @Test
  void alertmanagersAreToldAgainBeforeTheEnd() throws Exception {
    TargetWorker worker = worker(Kind.ALERTMANAGER, store, 1);
    record(firing("a", "A"));
    for (int second = 0; second < 180; second++) {
      worker.round();
      clock.advance(Duration.ofSeconds(1));
    }
    List<FakeReceiver.Got> got = receiver.got();
    assertThat(got).as("the change, and every minute from the first round on").hasSize(4);
    assertThat(body(got.getLast()).path(0).path("endsAt").asText())
        .isEqualTo("2026-03-01T12:06:00Z");

    record(in(firing("a", "A"), State.RESOLVED, clock.instant()));
    worker.round();
    clock.advance(Duration.ofMinutes(2));
    worker.round();
    assertThat(receiver.got()).hasSize(5);
    assertThat(body(receiver.got().getLast()).path(0).path("endsAt").asText())
        .isEqualTo("2026-03-01T12:03:00Z");
  }

  /// What a crash between the answer and the mark leaves: the mark is missing.
  private static final class Crash extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;
  }

  /// Dies now and then before it marks a notice as told.
  private static final class CrashingOutbox implements Outbox {
    private final Outbox whole;
    private final Random random;

    CrashingOutbox(Outbox whole, Random random) {
      this.whole = whole;
      this.random = random;
    }

    @Override
    public List<Notice> due(String target, Instant now, int limit) {
      return whole.due(target, now, limit);
    }

    @Override
    public Set<String> waiting(String target) {
      return whole.waiting(target);
    }

    @Override
    public void delivered(Notice notice, Instant at) {
      if (random.nextInt(5) == 0) {
        throw new Crash();
      }
      whole.delivered(notice, at);
    }

    @Override
    public void failed(Notice notice, Instant at) {
      whole.failed(notice, at);
    }

    @Override
    public void noted(String target, String error, Instant at) {
      whole.noted(target, error, at);
    }

    @Override
    public Map<String, Standing> standings() {
      return whole.standings();
    }

    @Override
    public int forgetDropped(Instant before) {
      return whole.forgetDropped(before);
    }
  }

  @Test
  void underFaultsEveryChangeArrivesAndInOrder() throws Exception {
    for (long seed = 1; seed <= 10; seed++) {
      simulate(seed);
    }
  }

  private void simulate(long seed) throws InterruptedException {
    Random random = new Random(seed);
    int before = receiver.got().size();
    Map<String, List<String>> taken = new HashMap<>();
    receiver.answer(got -> {
      JsonNode alert = body(got);
      int luck = random.nextInt(10);
      if (luck >= 3) {
        // Taken; with bad luck the answer gets lost, which the sender cannot tell.
        taken
            .computeIfAbsent(alert.path("id").asText(), _ -> new ArrayList<>())
            .add(got.header("webhook-id") + " " + alert.path("state").asText());
      }
      return luck < 2 ? 500 : luck < 3 ? 404 : luck < 4 ? 502 : 200;
    });
    Map<String, List<String>> wanted = new HashMap<>();
    Outbox crashing = new CrashingOutbox(store, random);
    TargetWorker worker = worker(Kind.WEBHOOK, crashing, seed);
    for (int step = 0; step < 4_000 && (step < 60 || waiting() > 0); step++) {
      if (step < 60) {
        change(seed, random, wanted);
      }
      try {
        worker.round();
      } catch (Crash _) {
        worker = worker(Kind.WEBHOOK, crashing, seed + step);
      }
      clock.advance(Duration.ofSeconds(random.nextInt(60)));
    }

    assertThat(waiting()).as("seed %d: all is told", seed).isZero();
    wanted.forEach((id, states) ->
        assertThat(distinctStates(taken.getOrDefault(id, List.of())))
            .as("seed %d: the changes of %s, in order", Long.valueOf(seed), id)
            .isEqualTo(states));
    assertThat(receiver.got().size()).isGreaterThan(before);
  }

  private long waiting() {
    Outbox.Standing standing = store.standings().get("t");
    return standing == null ? 0 : standing.waiting();
  }

  private void change(long seed, Random random, Map<String, List<String>> wanted) {
    String id = "s" + seed + "-" + random.nextInt(4);
    List<String> states = wanted.computeIfAbsent(id, _ -> new ArrayList<>());
    if (!states.isEmpty() && states.getLast().equals("resolved")) {
      return;
    }
    State next =
        states.isEmpty()
            ? State.FIRING
            : switch (random.nextInt(6)) {
              case 0 -> State.RESOLVED;
              case 1, 2 -> State.FROZEN;
              default -> State.FIRING;
            };
    record(in(firing(id, "N" + id), next, clock.instant()));
    String word = next.name().toLowerCase(Locale.ROOT);
    if (states.isEmpty() || !states.getLast().equals(word)) {
      states.add(word);
    }
  }

  /// Repetitions of one notice count once; a repetition after a later one would show here.
  private static List<String> distinctStates(List<String> notices) {
    return new LinkedHashSet<>(notices)
        .stream().map(notice -> notice.substring(notice.indexOf(' ') + 1)).toList();
  }
}
