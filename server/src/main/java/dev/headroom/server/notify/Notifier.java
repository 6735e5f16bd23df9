package dev.headroom.server.notify;

import dev.headroom.alert.Alert;
import dev.headroom.alert.Notice;
import dev.headroom.alert.NotificationTarget;
import dev.headroom.alert.Silence;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.control.AlertControl;
import dev.headroom.control.SilenceMirror;
import dev.headroom.control.TargetTester;
import dev.headroom.server.api.Json;
import dev.headroom.store.AlertStore;
import dev.headroom.store.Outbox;
import dev.headroom.store.SilenceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells alerts: a thread for each target, which comes and goes with the target, and one that
/// watches the targets and tidies up. Thread-safe.
public final class Notifier implements TargetTester, SilenceMirror, AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration CATCH_UP = Duration.ofSeconds(5);
  private static final Duration SYNC = Duration.ofSeconds(30);
  private static final Duration TIDY = Duration.ofHours(1);
  private static final Duration KEEP_ALERTS = Duration.ofDays(400);
  private static final Duration KEEP_SILENCES = Duration.ofDays(30);
  private static final Duration KEEP_DROPPED = Duration.ofDays(30);
  private static final int MOST_GIVEN_UP = 1_000;
  private static final Duration EXCHANGE = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(Notifier.class);

  private final Parts parts;
  private final HttpSender http;
  private final AlertmanagerClient alertmanager;
  private final Delivery delivery;
  private final Map<NotificationTarget, Thread> threads = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread watcher;
  private long silenceChanges;
  private volatile boolean closed;

  /// What it works with.
  ///
  /// @param targets all that are configured; asked often
  /// @param environment the value of a variable, empty when it is not set
  public record Parts(
      AlertControl control,
      AlertStore alerts,
      Outbox outbox,
      SilenceStore silences,
      Supplier<List<NotificationTarget>> targets,
      SmtpSettings smtp,
      UnaryOperator<String> environment,
      InstantSource clock) {}

  private Notifier(Parts parts) {
    this.parts = parts;
    this.http = new HttpSender(EXCHANGE);
    Json json = new Json();
    Secrets secrets = new Secrets(parts.environment());
    this.alertmanager = new AlertmanagerClient(http, secrets, json);
    this.delivery =
        new Delivery(
            http,
            secrets,
            new Mailer(parts.smtp(), EXCHANGE, parts.environment()),
            alertmanager,
            json,
            parts.clock());
    this.watcher = Thread.ofVirtual().name("notify").unstarted(this::watch);
  }

  /// Starts to tell what the outbox holds.
  public static Notifier start(Parts parts) {
    Notifier notifier = new Notifier(parts);
    notifier.watcher.start();
    return notifier;
  }

  private void watch() {
    Instant tidyAt = Instant.MIN;
    Instant catchUpAt = Instant.MIN;
    while (!closed) {
      try {
        employ(Set.copyOf(parts.targets().get()));
        Instant now = parts.clock().instant();
        if (!now.isBefore(catchUpAt)) {
          catchUpAt = now.plus(CATCH_UP);
          parts.control().catchUp();
        }
        if (!now.isBefore(tidyAt)) {
          tidyAt = now.plus(TIDY);
          tidy(now);
        }
      } catch (RuntimeException e) {
        log.error("notifications: a look at targets and silences failed; it is tried again", e);
      }
      pause();
    }
  }

  private void tidy(Instant now) {
    Set<String> names =
        parts.targets().get().stream().map(NotificationTarget::name).collect(Collectors.toSet());
    parts.outbox().standings().keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(name -> giveUp(name, now));
    parts.silences().silences(now).stream()
        .map(Silence::origin)
        .filter(origin -> !origin.isEmpty() && !names.contains(origin))
        .distinct()
        .forEach(origin -> parts.silences().replaceForeign(origin, List.of()));
    int alerts = parts.alerts().forget(now.minus(KEEP_ALERTS));
    int silences = parts.silences().forget(now.minus(KEEP_SILENCES));
    int dropped = parts.outbox().forgetDropped(now.minus(KEEP_DROPPED));
    if (alerts + silences + dropped > 0) {
      log.info(
          "forgot {} old alerts, {} silences and {} dropped notices", alerts, silences, dropped);
    }
  }

  /// Nobody tells a target that is gone; what waits for it may wait for it to come back, but not
  /// for ever.
  private void giveUp(String target, Instant now) {
    for (Notice notice : parts.outbox().due(target, now, MOST_GIVEN_UP)) {
      if (TargetWorker.isTooOld(notice, now)) {
        TargetWorker.drop(parts.outbox(), notice, now, "the target is not configured");
      }
    }
  }

  private void employ(Set<NotificationTarget> wanted) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      Map<String, Thread> former = new HashMap<>();
      for (NotificationTarget gone : List.copyOf(threads.keySet())) {
        Thread thread = wanted.contains(gone) ? null : threads.remove(gone);
        if (thread != null) {
          thread.interrupt();
          former.put(gone.name(), thread);
        }
      }
      for (NotificationTarget target : wanted) {
        if (!threads.containsKey(target)) {
          Thread before = former.get(target.name());
          threads.put(
              target,
              Thread.ofVirtual()
                  .name("notify " + target.name())
                  .start(() -> serve(target, before)));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// @param before who served the target before it was changed; null for nobody. Two at a time
  ///   could tell changes of an alert in the wrong order
  private void serve(NotificationTarget target, @Nullable Thread before) {
    if (before != null && !ended(before)) {
      return;
    }
    TargetWorker worker =
        new TargetWorker(
            target,
            parts.outbox(),
            parts.control(),
            delivery,
            alertmanager,
            parts.clock(),
            RandomGenerator.getDefault());
    SilenceSync sync = new SilenceSync(target, parts.silences(), alertmanager, parts.clock());
    boolean mirrors = target.kind() == NotificationTarget.Kind.ALERTMANAGER;
    Instant syncAt = Instant.MIN;
    long seen = -1;
    while (!closed && !Thread.currentThread().isInterrupted()) {
      try {
        worker.round();
        Instant now = parts.clock().instant();
        long changes = silenceChanges();
        if (mirrors && (changes != seen || !now.isBefore(syncAt))) {
          seen = changes;
          syncAt = now.plus(SYNC);
          sync(target, sync);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        log.error("notifications for '{}' failed; they are tried again", target.name(), e);
      }
      pause();
    }
  }

  private static boolean ended(Thread thread) {
    try {
      thread.join();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void sync(NotificationTarget target, SilenceSync sync) throws InterruptedException {
    String error = "";
    try {
      sync.run();
    } catch (DeliveryException e) {
      error = "silences: " + e.reason();
    }
    parts.outbox().noted(target.name(), error, parts.clock().instant());
  }

  private long silenceChanges() {
    lock.lock();
    try {
      return silenceChanges;
    } finally {
      lock.unlock();
    }
  }

  private void pause() {
    lock.lock();
    try {
      long seen = silenceChanges;
      long left = LOOK.toNanos();
      while (!closed && silenceChanges == seen && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void changed() {
    lock.lock();
    try {
      silenceChanges++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void expireThere(Silence foreign) {
    NotificationTarget target = target(foreign.origin());
    String remoteId = foreign.id().substring(target.name().length() + 1);
    unreachable(target, () -> alertmanager.deleteSilence(target, remoteId));
  }

  @Override
  public String test(String name) {
    NotificationTarget target = target(name);
    Instant now = parts.clock().instant();
    Alert alert =
        new Alert(
            "test-" + now.toEpochMilli(),
            Alert.Source.HEADROOM,
            Alert.State.RESOLVED,
            "test",
            Map.of("alertname", "HeadroomTest", "severity", "test", "target", target.name()),
            Map.of("summary", "A test notification of Headroom; nothing is wrong."),
            now.minusSeconds(1),
            now,
            now,
            null,
            "");
    unreachable(target, () -> delivery.deliver(target, Notice.of(target.name(), alert, now)));
    return "the target '" + target.name() + "' took the test notification";
  }

  private NotificationTarget target(String name) {
    List<NotificationTarget> targets = parts.targets().get();
    return targets.stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new HeadroomException(
                ErrorCode.NOT_FOUND,
                "name '"
                    + name
                    + "' is of no notification target; expected one of "
                    + targets.stream()
                        .map(NotificationTarget::name)
                        .collect(Collectors.joining(", "))));
  }

  private interface Attempt {
    void run() throws DeliveryException, InterruptedException;
  }

  private static void unreachable(NotificationTarget target, Attempt attempt) {
    try {
      attempt.run();
    } catch (DeliveryException e) {
      throw new HeadroomException(
          ErrorCode.UNREACHABLE, "the target '" + target.name() + "' " + e.reason(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HeadroomException(
          ErrorCode.UNREACHABLE, "the target '" + target.name() + "' was not waited for", e);
    }
  }

  /// Stops telling; what was not told stays in the outbox.
  @Override
  public void close() {
    List<Thread> all;
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      all = List.copyOf(threads.values());
    } finally {
      lock.unlock();
    }
    all.forEach(Thread::interrupt);
    try {
      watcher.join();
      for (Thread thread : all) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
