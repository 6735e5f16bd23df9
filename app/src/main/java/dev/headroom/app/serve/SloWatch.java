package dev.headroom.app.serve;

import dev.headroom.server.openslo.SloRegistry;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the registry look at its files every few seconds, whether or not anybody asks.
final class SloWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SloWatch.class);
  private static final int EVERY_SECONDS = 5;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("slo-files").daemon().factory());

  SloWatch(SloRegistry slos) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> look(slos), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  private static void look(SloRegistry slos) {
    try {
      slos.refresh();
    } catch (RuntimeException e) {
      log.error("could not look at the OpenSLO files", e);
    }
  }

  @Override
  public void close() {
    timer.close();
  }
}
