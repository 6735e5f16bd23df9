package dev.headroom.store.memory;

import dev.headroom.alert.Alert;
import dev.headroom.alert.KeptAlert;
import dev.headroom.alert.Notice;
import dev.headroom.store.AlertCommit;
import dev.headroom.store.AlertSearch;
import dev.headroom.store.AlertStore;
import dev.headroom.store.Outbox;
import dev.headroom.store.Pages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Alerts and outbox on the heap; gone with the process.
public final class MemoryAlerts implements AlertStore, Outbox {
  private static final Comparator<KeptAlert> NEWEST =
      Comparator.<KeptAlert>comparingLong(kept -> Pages.nanos(kept.alert().startsAt()))
          .thenComparingLong(KeptAlert::sequence)
          .reversed();

  private final Map<String, KeptAlert> alerts = new LinkedHashMap<>();
  private final Map<String, byte[]> machines = new TreeMap<>();
  private final Map<Long, Notice> notices = new TreeMap<>();
  private final Map<String, Outcome> outcomes = new HashMap<>();
  private long lastAlert;
  private long lastNotice;

  private record Outcome(@Nullable Instant success, String error, @Nullable Instant errorAt) {
    static final Outcome NONE = new Outcome(null, "", null);
  }

  @Override
  public synchronized void commit(AlertCommit commit) {
    for (KeptAlert kept : commit.alerts()) {
      KeptAlert known = alerts.get(kept.alert().id());
      long sequence = known == null ? ++lastAlert : known.sequence();
      alerts.put(
          kept.alert().id(), new KeptAlert(sequence, kept.alert(), kept.targets(), kept.told()));
    }
    commit
        .machines()
        .forEach((name, state) -> {
          if (state.length == 0) {
            machines.remove(name);
          } else {
            machines.put(name, state.clone());
          }
        });
    for (Notice notice : commit.notices()) {
      long sequence = ++lastNotice;
      notices.put(sequence, numbered(notice, sequence));
    }
  }

  private static Notice numbered(Notice notice, long sequence) {
    return new Notice(
        sequence,
        notice.target(),
        notice.alert(),
        notice.createdAt(),
        notice.attempts(),
        notice.nextAttempt(),
        notice.lastError(),
        notice.state());
  }

  @Override
  public synchronized Optional<KeptAlert> alert(String id) {
    return Optional.ofNullable(alerts.get(id));
  }

  @Override
  public synchronized List<KeptAlert> active() {
    return alerts.values().stream()
        .filter(kept -> kept.alert().state() != Alert.State.RESOLVED)
        .sorted(NEWEST.reversed())
        .toList();
  }

  @Override
  public synchronized List<KeptAlert> alerts(AlertSearch search) {
    return alerts.values().stream()
        .filter(kept -> passes(kept, search))
        .sorted(NEWEST)
        .limit(search.limit())
        .toList();
  }

  private static boolean passes(KeptAlert kept, AlertSearch search) {
    Alert alert = kept.alert();
    long start = Pages.nanos(alert.startsAt());
    AlertSearch.Place before = search.before();
    return (search.state() == null || search.state() == alert.state())
        && (search.source() == null || search.source() == alert.source())
        && (search.severity() == null || search.severity().equals(alert.severity()))
        && (search.service() == null || search.service().equals(alert.label("service")))
        && (search.owner() == null || search.owner().equals(alert.label("owner")))
        && start < Pages.nanos(search.window().to())
        && (alert.endsAt() == null || !alert.endsAt().isBefore(search.window().from()))
        && (before == null
            || start < before.startNanos()
            || (start == before.startNanos() && kept.sequence() < before.sequence()));
  }

  @Override
  public synchronized Map<String, byte[]> machines() {
    Map<String, byte[]> copy = new TreeMap<>();
    machines.forEach((name, state) -> copy.put(name, state.clone()));
    return copy;
  }

  @Override
  public synchronized int forget(Instant before) {
    int size = alerts.size();
    alerts
        .values()
        .removeIf(kept ->
            kept.alert().state() == Alert.State.RESOLVED
                && kept.alert().changedAt().isBefore(before));
    return size - alerts.size();
  }

  @Override
  public synchronized List<Notice> due(String target, Instant now, int limit) {
    Set<String> seen = new HashSet<>();
    List<Notice> due = new ArrayList<>();
    for (Notice notice : notices.values()) {
      if (notice.target().equals(target)
          && notice.state() != Notice.State.DROPPED
          && seen.add(notice.alert().fingerprint())
          && !notice.nextAttempt().isAfter(now)
          && due.size() < limit) {
        due.add(notice);
      }
    }
    return due;
  }

  @Override
  public synchronized Set<String> waiting(String target) {
    Set<String> waiting = new HashSet<>();
    for (Notice notice : notices.values()) {
      if (notice.target().equals(target) && notice.state() != Notice.State.DROPPED) {
        waiting.add(notice.alert().fingerprint());
      }
    }
    return waiting;
  }

  @Override
  public synchronized void delivered(Notice notice, Instant at) {
    notices.remove(notice.sequence());
    noted(notice.target(), "", at);
  }

  @Override
  public synchronized void failed(Notice notice, Instant at) {
    notices.replace(notice.sequence(), notice);
    noted(notice.target(), notice.lastError(), at);
  }

  @Override
  public synchronized void noted(String target, String error, Instant at) {
    Outcome last = outcomes.getOrDefault(target, Outcome.NONE);
    outcomes.put(
        target,
        error.isEmpty()
            ? new Outcome(at, last.error(), last.errorAt())
            : new Outcome(last.success(), error, at));
  }

  @Override
  public synchronized Map<String, Standing> standings() {
    Set<String> names = new HashSet<>(outcomes.keySet());
    notices.values().forEach(notice -> names.add(notice.target()));
    Map<String, Standing> standings = new TreeMap<>();
    names.forEach(name -> standings.put(name, standing(name)));
    return standings;
  }

  private Standing standing(String target) {
    List<Notice> all =
        notices.values().stream().filter(notice -> notice.target().equals(target)).toList();
    List<Notice> waiting =
        all.stream().filter(notice -> notice.state() != Notice.State.DROPPED).toList();
    Outcome outcome = outcomes.getOrDefault(target, Outcome.NONE);
    return new Standing(
        waiting.size(),
        waiting.stream().filter(notice -> notice.state() == Notice.State.FAILING).count(),
        all.size() - waiting.size(),
        waiting.stream().map(Notice::createdAt).min(Comparator.naturalOrder()).orElse(null),
        outcome.success(),
        outcome.error(),
        outcome.errorAt());
  }

  @Override
  public synchronized int forgetDropped(Instant before) {
    int size = notices.size();
    notices
        .values()
        .removeIf(notice ->
            notice.state() == Notice.State.DROPPED && notice.createdAt().isBefore(before));
    return size - notices.size();
  }
}
