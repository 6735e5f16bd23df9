package dev.headroom.demo.traffic;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Sends requests at the times of an arrival process and never waits for answers to send the next.
///
/// The number of open requests is bounded; arrivals beyond the bound are counted as dropped.
public final class TrafficGenerator implements AutoCloseable {
  private static final int OPEN_REQUESTS_MAX = 512;
  private static final int SERVER_ERROR = 500;

  private final URI storefront;
  private final Supplier<Duration> arrivals;
  private final Supplier<ShopRequest> requests;
  private final HttpClient client;
  private final Semaphore open = new Semaphore(OPEN_REQUESTS_MAX);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private volatile boolean running = true;

  /// A generator for `storefront`; `arrivals` yields increasing times since the start.
  public TrafficGenerator(
      URI storefront,
      Supplier<Duration> arrivals,
      Supplier<ShopRequest> requests,
      HttpClient client) {
    this.storefront = storefront;
    this.arrivals = arrivals;
    this.requests = requests;
    this.client = client;
    this.thread = Thread.ofPlatform().name("demo-traffic").daemon().unstarted(this::run);
  }

  /// Starts sending.
  public void start() {
    thread.start();
  }

  /// The counts so far.
  public TrafficCounts counts() {
    return new TrafficCounts(sent.get(), answered.get(), failed.get(), dropped.get());
  }

  /// Stops sending; open requests are left to end by themselves.
  @Override
  public void close() {
    running = false;
    LockSupport.unpark(thread);
  }

  private void run() {
    long startNanos = System.nanoTime();
    while (running) {
      long dueNanos = startNanos + arrivals.get().toNanos();
      long aheadNanos;
      while (running && (aheadNanos = dueNanos - System.nanoTime()) > 0) {
        LockSupport.parkNanos(aheadNanos);
      }
      if (running) {
        send(requests.get());
      }
    }
  }

  private void send(ShopRequest request) {
    if (!open.tryAcquire()) {
      dropped.incrementAndGet();
      return;
    }
    sent.incrementAndGet();
    var _ =
        client
            .sendAsync(request.toHttp(storefront), HttpResponse.BodyHandlers.discarding())
            .whenComplete((response, failure) -> {
              open.release();
              boolean good = failure == null && response.statusCode() < SERVER_ERROR;
              (good ? answered : failed).incrementAndGet();
            });
  }
}
