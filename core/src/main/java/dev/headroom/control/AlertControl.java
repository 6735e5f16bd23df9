package dev.headroom.control;

import dev.headroom.alert.Alert;
import dev.headroom.alert.Alert.State;
import dev.headroom.alert.KeptAlert;
import dev.headroom.alert.Notice;
import dev.headroom.alert.Routing;
import dev.headroom.alert.Silence;
import dev.headroom.alert.Telling;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.store.AlertCommit;
import dev.headroom.store.AlertStore;
import dev.headroom.store.SilenceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/// Takes what evaluations and other systems say about alerts, keeps it, and puts into the outbox
/// what has to be told. Thread-safe; durable when a call returns.
public final class AlertControl {
  /// Alerts of other systems that may last at the same time.
  public static final int MAX_FOREIGN = 10_000;

  /// An alert of another system that was not heard of for so long is taken to be over.
  public static final Duration FOREIGN_SILENT = Duration.ofDays(7);

  private static final Duration REPEAT_KEPT = Duration.ofHours(1);

  private static final KeptAlert NEVER =
      new KeptAlert(
          0,
          new Alert(
              "never",
              Alert.Source.HEADROOM,
              State.PENDING,
              "",
              Map.of(),
              Map.of(),
              Instant.EPOCH,
              Instant.EPOCH,
              null,
              null,
              ""),
          List.of(),
          Map.of());

  private final AlertStore alerts;
  private final SilenceStore silences;
  private final Supplier<Routing> routing;
  private final InstantSource clock;

  public AlertControl(
      AlertStore alerts, SilenceStore silences, Supplier<Routing> routing, InstantSource clock) {
    this.alerts = alerts;
    this.silences = silences;
    this.routing = routing;
    this.clock = clock;
  }

  /// What an evaluation says about one alert.
  ///
  /// @param targets names of the targets that the alert's own policy names; empty for the owner's
  ///   or the usual ones
  public record Judged(Alert alert, List<String> targets) {
    public Judged {
      targets = List.copyOf(targets);
    }
  }

  /// What became of alerts that another system sent.
  ///
  /// @param kept new or changed
  /// @param unchanged known already, or older than what is known
  /// @param own sent by this Headroom in the first place
  public record Received(int kept, int unchanged, int own) {}

  /// Keeps one evaluation whole: its alerts, what its machines remember, and the notices that it
  /// causes, in one transaction. Alerts that are left out stay as they are, so one that ended has
  /// to be given as resolved.
  ///
  /// @param machines by name; an empty value forgets the machine
  public synchronized void record(List<Judged> judged, Map<String, byte[]> machines) {
    Routing routes = routing.get();
    Map<String, KeptAlert> known = activeById();
    Map<String, KeptAlert> changed = new LinkedHashMap<>();
    for (Judged each : judged) {
      KeptAlert before = known(known, each.alert().id());
      KeptAlert now =
          new KeptAlert(
              before.sequence(),
              each.alert(),
              routes.targets(each.targets(), each.alert()),
              before.told());
      if (!now.equals(before)) {
        changed.put(each.alert().id(), now);
      }
    }
    commit(known, changed, machines);
  }

  /// Tells what could not be told before: beginnings that a silence held back which is over now.
  public synchronized void catchUp() {
    Map<String, KeptAlert> known = activeById();
    Map<String, KeptAlert> changed = new LinkedHashMap<>();
    Instant silent = clock.instant().minus(FOREIGN_SILENT);
    for (KeptAlert kept : known.values()) {
      Alert alert = kept.alert();
      if (alert.source() != Alert.Source.HEADROOM && alert.changedAt().isBefore(silent)) {
        changed.put(alert.id(), new KeptAlert(kept.sequence(), over(alert), List.of(), Map.of()));
      }
    }
    commit(known, changed, Map.of());
  }

  private Alert over(Alert alert) {
    Instant now = clock.instant();
    return new Alert(
            alert.id(),
            alert.source(),
            State.RESOLVED,
            alert.severity(),
            alert.labels(),
            alert.annotations(),
            alert.startsAt(),
            now,
            now,
            alert.lead(),
            alert.link())
        .withAnnotation(
            "headroom_note",
            "not heard of for " + FOREIGN_SILENT.toDays() + " days; taken as over");
  }

  private Map<String, KeptAlert> activeById() {
    Map<String, KeptAlert> byId = new LinkedHashMap<>();
    alerts.active().forEach(kept -> byId.put(kept.alert().id(), kept));
    return byId;
  }

  private KeptAlert known(Map<String, KeptAlert> active, String id) {
    KeptAlert found = active.get(id);
    return found != null ? found : alerts.alert(id).orElse(NEVER);
  }

  private void commit(
      Map<String, KeptAlert> known, Map<String, KeptAlert> changed, Map<String, byte[]> machines) {
    Instant now = clock.instant();
    List<Silence> silencing = silences.silences(now);
    known.putAll(changed);
    Map<String, List<Alert>> symptoms = symptoms(known.values());
    List<Notice> notices = new ArrayList<>();
    for (KeptAlert kept : List.copyOf(known.values())) {
      Alert alert = kept.alert();
      List<String> due = Telling.due(kept, Telling.muting(alert, silencing, now) != null);
      if (!due.isEmpty()) {
        Alert payload = Telling.payload(alert, symptoms.getOrDefault(alert.id(), List.of()));
        due.forEach(target -> notices.add(Notice.of(target, payload, now)));
        changed.put(alert.id(), Telling.told(kept, due));
      }
    }
    if (!changed.isEmpty() || !machines.isEmpty()) {
      alerts.commit(new AlertCommit(List.copyOf(changed.values()), machines, notices));
    }
  }

  private static Map<String, List<Alert>> symptoms(Iterable<KeptAlert> all) {
    Map<String, List<Alert>> symptoms = new LinkedHashMap<>();
    for (KeptAlert kept : all) {
      String lead = kept.alert().lead();
      if (lead != null && kept.alert().active()) {
        symptoms.computeIfAbsent(lead, _ -> new ArrayList<>()).add(kept.alert());
      }
    }
    return symptoms;
  }

  /// The alerts that the target was told of and that still last, as they stand now.
  public List<Alert> standing(String target) {
    List<KeptAlert> active = alerts.active();
    Map<String, List<Alert>> symptoms = symptoms(active);
    List<Alert> standing = new ArrayList<>();
    for (KeptAlert kept : active) {
      Alert alert = kept.alert();
      State told = kept.told().get(target);
      if (alert.active() && (told == State.FIRING || told == State.FROZEN)) {
        standing.add(Telling.payload(alert, symptoms.getOrDefault(alert.id(), List.of())));
      }
    }
    return standing;
  }

  /// Keeps alerts of other systems; they are shown and never told on. The same alert may come any
  /// number of times; one that was told by this Headroom and comes back is recognised by its id.
  ///
  /// @throws HeadroomException with [ErrorCode#OVERLOADED] when more than [#MAX_FOREIGN] would last
  public synchronized Received receive(List<Alert> sent) {
    Map<String, KeptAlert> changed = new LinkedHashMap<>();
    Set<String> foreign = new LinkedHashSet<>();
    for (KeptAlert kept : alerts.active()) {
      if (kept.alert().source() != Alert.Source.HEADROOM) {
        foreign.add(kept.alert().id());
      }
    }
    int unchanged = 0;
    int own = 0;
    for (Alert alert : sent) {
      KeptAlert before =
          changed.containsKey(alert.id())
              ? changed.get(alert.id())
              : alerts.alert(alert.id()).orElse(NEVER);
      if (isOwn(alert)) {
        own++;
      } else if (before.alert().changedAt().isAfter(alert.changedAt())) {
        unchanged++;
      } else if (isRepeated(before.alert(), alert)) {
        unchanged++;
      } else {
        changed.put(alert.id(), new KeptAlert(before.sequence(), alert, List.of(), Map.of()));
        if (alert.state() != State.RESOLVED) {
          foreign.add(alert.id());
        }
      }
    }
    if (foreign.size() > MAX_FOREIGN) {
      throw new HeadroomException(
          ErrorCode.OVERLOADED,
          "alerts of other systems that last would be "
              + foreign.size()
              + "; expected at most "
              + MAX_FOREIGN);
    }
    if (!changed.isEmpty()) {
      alerts.commit(new AlertCommit(List.copyOf(changed.values()), Map.of(), List.of()));
    }
    return new Received(changed.size(), unchanged, own);
  }

  // A repetition is kept now and then, so that it shows that the alert still lasts.
  private static boolean isRepeated(Alert before, Alert now) {
    return before.changedAt().plus(REPEAT_KEPT).isAfter(now.changedAt())
        && before.state() == now.state()
        && before.labels().equals(now.labels())
        && before.annotations().equals(now.annotations())
        && before.startsAt().equals(now.startsAt())
        && (now.state() == State.RESOLVED || Objects.equals(before.endsAt(), now.endsAt()));
  }

  private boolean isOwn(Alert alert) {
    String id = alert.annotation(Alert.ID_ANNOTATION);
    return !id.isEmpty()
        && alerts
            .alert(id)
            .filter(kept -> kept.alert().source() == Alert.Source.HEADROOM)
            .isPresent();
  }
}
