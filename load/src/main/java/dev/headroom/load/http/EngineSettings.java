package dev.headroom.load.http;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the engine goes about it.
///
/// @param threads event loops, each with connections of its own
/// @param connections most connections at a time; with HTTP/1.1 also the most requests in flight
/// @param timeout from sending a request to the end of its answer, and the longest that one waits
///   for a connection
/// @param trust PEM certificates to trust instead of those of the JDK
/// @param insecure whether certificates are not checked at all
public record EngineSettings(
    int threads,
    int connections,
    Duration timeout,
    Protocol protocol,
    @Nullable Path trust,
    boolean insecure) {

  /// Longest time to connect, TLS included.
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  public EngineSettings {
    if (threads < 1 || threads > 256) {
      throw wrong("threads", threads, "1 to 256");
    }
    if (connections < threads || connections > 100_000) {
      throw wrong("connections", connections, threads + " (one per thread) to 100000");
    }
    if (!timeout.isPositive()) {
      throw wrong("timeout", timeout, "more than no time, e.g. 10s");
    }
  }

  /// What suits most: half the cores, 512 connections, 10 s.
  public static EngineSettings usual() {
    return new EngineSettings(
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
        512,
        Duration.ofSeconds(10),
        Protocol.AUTO,
        null,
        false);
  }

  private static HeadroomException wrong(String field, Object value, String expected) {
    return new HeadroomException(
        ErrorCode.INVALID, field + " is '" + value + "'; expected " + expected);
  }
}
