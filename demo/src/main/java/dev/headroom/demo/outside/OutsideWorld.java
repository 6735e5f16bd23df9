package dev.headroom.demo.outside;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headroom.demo.trouble.Trouble;
import dev.headroom.demo.trouble.TroubleSwitches;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/// The payment provider and the mail courier, without any telemetry of their own.
public final class OutsideWorld implements AutoCloseable {
  private static final double DECLINED = 0.02;
  private static final double STUCK = 0.003;
  private static final Duration STUCK_FOR = Duration.ofSeconds(6);
  private static final double MEDIAN_MILLIS = 260;
  private static final double SLOW_MEDIAN_MILLIS = 1_800;
  private static final double SPREAD = 0.35;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final TroubleSwitches troubles;

  private OutsideWorld(HttpServer server, TroubleSwitches troubles) {
    this.server = server;
    this.troubles = troubles;
  }

  /// Starts answering on a free port of the loopback interface.
  public static OutsideWorld start(TroubleSwitches troubles) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    OutsideWorld world = new OutsideWorld(server, troubles);
    server.setExecutor(world.threads);
    server.createContext("/v1/charges", world::charge);
    server.createContext("/v3/messages", OutsideWorld::mail);
    server.start();
    return world;
  }

  /// The port.
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void charge(HttpExchange exchange) throws IOException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    double median = troubles.isOn(Trouble.SLOW_DEPENDENCY) ? SLOW_MEDIAN_MILLIS : MEDIAN_MILLIS;
    boolean stuck = random.nextDouble() < STUCK;
    pause(
        stuck
            ? STUCK_FOR
            : Duration.ofMillis((long) (median * Math.exp(SPREAD * random.nextGaussian()))));
    if (random.nextDouble() < DECLINED) {
      answer(exchange, 402, "insufficient funds");
    } else {
      answer(exchange, 200, "approved");
    }
  }

  private static void mail(HttpExchange exchange) throws IOException {
    pause(Duration.ofMillis(ThreadLocalRandom.current().nextLong(25, 70)));
    answer(exchange, 202, "queued");
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static void pause(Duration duration) throws IOException {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped while a request was open", e);
    }
  }
}
