package dev.headroom.engine.slo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Has objectives evaluated at its start, and then when a minute is complete. An evaluation that
/// fails is told and tried again with the next minute; it ends nothing.
public final class SloClock implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
  private static final long CLOSE_SECONDS = 30;

  private final SloEvaluator evaluator;
  private final InstantSource clock;
  private final Consumer<RuntimeException> failed;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable String failure;
  private volatile @Nullable Instant failedAt;

  /// @param failed told of every evaluation that fails
  public SloClock(SloEvaluator evaluator, InstantSource clock, Consumer<RuntimeException> failed) {
    this.evaluator = evaluator;
    this.clock = clock;
    this.failed = failed;
    this.thread = Thread.ofPlatform().name("slo-clock").daemon().unstarted(this::run);
  }

  /// Begins. To be called once at most.
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      Duration pause = Duration.ZERO;
      while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = look() ? LOOK_EVERY : AFTER_FAILURE;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean look() {
    try {
      if (evaluator.evaluate(clock.instant())) {
        failure = null;
      }
      return true;
    } catch (RuntimeException e) {
      failure = String.valueOf(e.getMessage());
      failedAt = clock.instant();
      failed.accept(e);
      return false;
    }
  }

  /// Why the last evaluation failed; null when it went well.
  public @Nullable String failure() {
    return failure;
  }

  /// When an evaluation failed last; null for never.
  public @Nullable Instant failedAt() {
    return failedAt;
  }

  /// Lets an evaluation in progress end.
  @Override
  public void close() {
    stopping.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
