package dev.headroom.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.TimeWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A few exporters, half over gRPC and half over HTTP, that send at once what they can.
final class Senders implements AutoCloseable {
  private static final long PAUSE_NANOS = 2_000_000;

  private final AtomicReference<@Nullable ServerProcess> server = new AtomicReference<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final Instant start = Instant.now();
  private final List<Load> loads = new ArrayList<>();
  private final List<Sender> senders = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /// @param padding characters of ballast on each trace
  Senders(int count, int padding) {
    for (int i = 0; i < count; i++) {
      Load load = new Load(i, start.getEpochSecond() * 1_000_000_000L, padding);
      Sender sender = new Sender(load, i % 2 == 0, server, running::get);
      loads.add(load);
      senders.add(sender);
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .uncaughtExceptionHandler((_, e) -> failure.compareAndSet(null, e))
              .start(sender));
    }
  }

  /// From now on they send there; null for a server that is down.
  void to(@Nullable ServerProcess process) {
    server.set(process);
  }

  /// Waits until so many traces were acknowledged in all.
  void awaitTraces(long count) {
    while (traces() < count) {
      assertThat(failure.get()).isNull();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /// Waits until so many requests were refused in all, to be sent again.
  void awaitRefused(long count) {
    while (sum(sender -> sender.refused.get()) < count) {
      assertThat(failure.get()).isNull();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /// Lets them finish what they are at, until it is acknowledged.
  void stop() throws InterruptedException {
    running.set(false);
    for (Thread thread : threads) {
      thread.join(60_000);
      assertThat(thread.isAlive()).as("every request was acknowledged in the end").isFalse();
    }
    assertThat(failure.get()).isNull();
  }

  /// Traces acknowledged so far.
  long traces() {
    return loads.stream().mapToLong(Load::traces).sum();
  }

  /// Attempts that were not acknowledged.
  long repeated() {
    return sum(sender -> sender.repeated.get());
  }

  /// Attempts that were refused with a retryable answer.
  long refused() {
    return sum(sender -> sender.refused.get());
  }

  private long sum(ToLongFunction<Sender> of) {
    return senders.stream().mapToLong(of).sum();
  }

  private double total(ToDoubleFunction<Load> of) {
    return loads.stream().mapToDouble(of).sum();
  }

  /// In which all telemetry lies.
  TimeWindow window() {
    return new TimeWindow(start.minusSeconds(3_600), start.plusSeconds(7_200));
  }

  /// Compares what is stored with what was acknowledged.
  void check(StoredTotals stored, String what) {
    double traces = traces();
    assertThat(stored.operations())
        .as("spans, %s", what)
        .isEqualTo(Map.of("web GET /cart", traces, "web GET", traces, "stock GET /stock", traces));
    assertThat(stored.routes()).as("routes, %s", what).isEqualTo(Map.of("web GET /cart", traces));
    assertThat(stored.counter()).as("counter, %s", what).isEqualTo(total(Load::total));
    assertThat(stored.records())
        .as("records, %s", what)
        .isEqualTo((long) total(Load::records))
        .isEqualTo(stored.distinctRecords());
  }

  @Override
  public void close() {
    running.set(false);
    server.set(null);
    // A request that will never be acknowledged: the threads are daemons and end with the tests.
  }
}
