package dev.headroom.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TrafficGeneratorTest {
  private static final int ARRIVALS = 600;

  @Test
  void arrivalsGoOnWithoutAnswersUntilTheBoundAndAreThenCountedAsDropped() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch allArrived = new CountDownLatch(1);
    AtomicInteger arrived = new AtomicInteger();
    ShopRequest request = new ShopRequest("GET", "/", Tenant.all().getFirst(), "globex-1");
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    HttpServer silent = silentServer(threads, release);
    try (TrafficGenerator generator =
        new TrafficGenerator(
            URI.create("http://127.0.0.1:" + silent.getAddress().getPort()),
            () -> {
              if (arrived.incrementAndGet() <= ARRIVALS) {
                return Duration.ZERO;
              }
              allArrived.countDown();
              return Duration.ofDays(1);
            },
            () -> request,
            HttpClient.newHttpClient())) {
      generator.start();

      assertThat(allArrived.await(30, TimeUnit.SECONDS)).isTrue();

      TrafficCounts counts = generator.counts();
      assertThat(counts.sent()).isEqualTo(512);
      assertThat(counts.dropped()).isEqualTo(ARRIVALS - 512);
      assertThat(counts.answered()).isZero();
    } finally {
      release.countDown();
      silent.stop(0);
      threads.shutdownNow();
    }
  }

  private static HttpServer silentServer(ExecutorService threads, CountDownLatch release)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    return server;
  }
}
