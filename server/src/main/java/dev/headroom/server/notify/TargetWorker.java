package dev.headroom.server.notify;

import dev.headroom.alert.Alert;
import dev.headroom.alert.Notice;
import dev.headroom.alert.NotificationTarget;
import dev.headroom.control.AlertControl;
import dev.headroom.store.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells one target what the outbox holds for it, and keeps an Alertmanager informed. One thread.
///
/// A notice is taken out of the outbox after the target took it; a crash in between tells it twice.
final class TargetWorker {
  /// After so many attempts a notice counts as failing.
  static final int FAILING_AFTER = 8;

  /// After so long a notice that was never taken is dropped.
  static final Duration MAX_AGE = Duration.ofDays(3);

  /// How often alerts that last are told to an Alertmanager.
  static final Duration RESEND = Duration.ofMinutes(1);

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final int BATCH = 100;
  private static final Logger log = LoggerFactory.getLogger(TargetWorker.class);

  private final NotificationTarget target;
  private final Outbox outbox;
  private final AlertControl alerts;
  private final Delivery delivery;
  private final AlertmanagerClient alertmanager;
  private final InstantSource clock;
  private final RandomGenerator random;
  private int failuresInARow;
  private Instant pausedUntil = Instant.MIN;
  private Instant resendAt = Instant.MIN;

  TargetWorker(
      NotificationTarget target,
      Outbox outbox,
      AlertControl alerts,
      Delivery delivery,
      AlertmanagerClient alertmanager,
      InstantSource clock,
      RandomGenerator random) {
    this.target = target;
    this.outbox = outbox;
    this.alerts = alerts;
    this.delivery = delivery;
    this.alertmanager = alertmanager;
    this.clock = clock;
    this.random = random;
  }

  /// Tells what is due now, and returns when nothing is or the target is down.
  void round() throws InterruptedException {
    Instant now = clock.instant();
    if (now.isBefore(pausedUntil)) {
      return;
    }
    List<Notice> due = outbox.due(target.name(), now, BATCH);
    while (!due.isEmpty()) {
      for (Notice notice : due) {
        if (!tell(notice)) {
          return;
        }
      }
      due = outbox.due(target.name(), clock.instant(), BATCH);
    }
    if (target.kind() == NotificationTarget.Kind.ALERTMANAGER && !now.isBefore(resendAt)) {
      resend(now);
    }
  }

  /// @return whether the target is up
  private boolean tell(Notice notice) throws InterruptedException {
    Instant now = clock.instant();
    if (isTooOld(notice, now)) {
      drop(outbox, notice, now, notice.lastError());
      return true;
    }
    try {
      delivery.deliver(target, notice);
    } catch (DeliveryException e) {
      return failed(notice, e);
    }
    failuresInARow = 0;
    outbox.delivered(notice, clock.instant());
    return true;
  }

  static boolean isTooOld(Notice notice, Instant now) {
    return notice.createdAt().plus(MAX_AGE).isBefore(now);
  }

  /// Gives a notice up, which is logged and stays visible.
  static void drop(Outbox outbox, Notice notice, Instant now, String why) {
    log.error(
        "alert {} ({}) could not be told to '{}' for {} days and is given up: {}",
        notice.alert().id(),
        notice.alert().state(),
        notice.target(),
        MAX_AGE.toDays(),
        why);
    outbox.failed(again(notice, now, "given up: " + why, Notice.State.DROPPED), now);
  }

  private boolean failed(Notice notice, DeliveryException failure) {
    Instant now = clock.instant();
    int attempts = notice.attempts() + 1;
    Notice.State state = attempts >= FAILING_AFTER ? Notice.State.FAILING : Notice.State.WAITING;
    if (attempts == 1 || attempts == FAILING_AFTER) {
      log.warn(
          "alert {} ({}) could not be told to '{}', attempt {}: {}",
          notice.alert().id(),
          notice.alert().state(),
          target.name(),
          attempts,
          failure.reason());
    }
    Duration wait = Backoff.after(attempts, LONGEST_WAIT, random);
    Instant next = now.plus(longer(wait, asked(failure)));
    outbox.failed(again(notice, next, failure.reason(), state), now);
    if (failure.targetDown()) {
      pause(now, failure);
    }
    return !failure.targetDown();
  }

  private static Notice again(Notice notice, Instant next, String error, Notice.State state) {
    return new Notice(
        notice.sequence(),
        notice.target(),
        notice.alert(),
        notice.createdAt(),
        notice.attempts() + 1,
        next,
        error,
        state);
  }

  private void pause(Instant now, DeliveryException failure) {
    failuresInARow++;
    Duration wait = Backoff.after(failuresInARow, LONGEST_PAUSE, random);
    pausedUntil = now.plus(longer(wait, asked(failure)));
  }

  /// What the target asks for, within our own bound: no answer may silence alerts for long.
  private static Duration asked(DeliveryException failure) {
    Duration asked = failure.retryAfter();
    return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /// Alertmanager takes an alert as resolved that is not told again before its end.
  private void resend(Instant now) throws InterruptedException {
    Set<String> waiting = outbox.waiting(target.name());
    List<Alert> standing =
        alerts.standing(target.name()).stream()
            .filter(alert -> !waiting.contains(alert.fingerprint()))
            .toList();
    try {
      for (int from = 0; from < standing.size(); from += BATCH) {
        alertmanager.postAlerts(
            target, standing.subList(from, Math.min(standing.size(), from + BATCH)), now);
      }
      resendAt = now.plus(RESEND);
      if (!standing.isEmpty()) {
        failuresInARow = 0;
        outbox.noted(target.name(), "", clock.instant());
      }
    } catch (DeliveryException e) {
      outbox.noted(target.name(), e.reason(), clock.instant());
      pause(clock.instant(), e);
    }
  }
}
