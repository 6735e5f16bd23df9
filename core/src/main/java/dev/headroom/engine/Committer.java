package dev.headroom.engine;

import dev.headroom.base.HeadroomException;
import dev.headroom.store.Journal;
import dev.headroom.store.layered.LayeredStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Commits what was frozen and maintains the store, one after the other on a thread of its own. A
/// failed commit is tried again after a pause; what it holds stays visible and in the journal.
final class Committer implements AutoCloseable {
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

  private final LayeredStore store;
  private final Journal journal;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("commits").daemon().factory());
  private volatile @Nullable CompletableFuture<Boolean> running;
  private volatile EngineStats.Commits stats = new EngineStats.Commits(0, 0, null, 0, null);
  private volatile @Nullable Instant failedAt;
  private volatile long committedPosition;

  /// @param nanos a monotonic clock, for durations
  Committer(
      LayeredStore store, Journal journal, InstantSource clock, LongSupplier nanos, long position) {
    this.store = store;
    this.journal = journal;
    this.clock = clock;
    this.nanos = nanos;
    this.committedPosition = position;
  }

  /// Whether a commit may be started now.
  boolean idle() {
    CompletableFuture<Boolean> now = running;
    Instant failed = failedAt;
    return (now == null || now.isDone())
        && (failed == null || !clock.instant().isBefore(failed.plus(PAUSE_AFTER_FAILURE)));
  }

  /// Commits what was frozen; completes with whether that went well.
  ///
  /// @param position up to which the journal is covered by it
  CompletableFuture<Boolean> commit(long position) {
    CompletableFuture<Boolean> started =
        CompletableFuture.supplyAsync(() -> attempt(position), thread);
    running = started;
    return started;
  }

  private boolean attempt(long position) {
    long began = nanos.getAsLong();
    try {
      OptionalLong replayFrom = store.commitFrozen();
      committedPosition = Math.max(committedPosition, position);
      replayFrom.ifPresent(journal::truncateBefore);
      failedAt = null;
      stats =
          new EngineStats.Commits(
              stats.count() + 1,
              stats.failures(),
              clock.instant(),
              nanos.getAsLong() - began,
              null);
      return true;
    } catch (RuntimeException e) {
      failedAt = clock.instant();
      fail(reason(e));
      return false;
    }
  }

  /// Merges and drops old data, after the commits started before. When it fails, old data stays a
  /// little longer: the failure is shown, and the next round tries again.
  void maintain() {
    thread.execute(() -> {
      try {
        store.maintain(clock.instant());
      } catch (RuntimeException e) {
        fail("maintenance: " + reason(e));
      }
    });
  }

  private static String reason(RuntimeException e) {
    return e instanceof HeadroomException ? String.valueOf(e.getMessage()) : e.toString();
  }

  private void fail(String why) {
    stats =
        new EngineStats.Commits(
            stats.count(), stats.failures() + 1, stats.lastAt(), stats.lastNanos(), why);
  }

  long committedPosition() {
    return committedPosition;
  }

  EngineStats.Commits stats() {
    return stats;
  }

  /// Lets a commit in progress end.
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(60, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException _) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
