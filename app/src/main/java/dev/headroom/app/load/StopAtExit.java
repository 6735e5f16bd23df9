package dev.headroom.app.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Sees to it that a signal ends the process only after the load has been stopped and its result
/// told. Closed when it has been.
final class StopAtExit implements AutoCloseable {
  /// The longest that a stopped run may take to tell its result.
  private static final Duration TELLING = Duration.ofSeconds(10);

  private final CountDownLatch told = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "load-stop");
  private volatile @Nullable Runnable stopping;

  StopAtExit() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// What stops the load.
  void by(Runnable stop) {
    stopping = stop;
  }

  private void stop() {
    Runnable stop = stopping;
    if (stop == null) {
      return;
    }
    stop.run();
    try {
      boolean inTime = told.await(TELLING.toSeconds(), TimeUnit.SECONDS);
      if (!inTime) {
        System.err.println("headroom: the result could not be told in time");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    told.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process is ending, and the hook has just been let go.
    }
  }
}
