package dev.headroom.testkit.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of what a service does for a request. Times are means in milliseconds; `cv` is the
/// coefficient of variation of a lognormal distribution. Told apart by identity.
sealed interface Step {

  /// Uses a core.
  record Cpu(double ms, double cv) implements Step {}

  /// One after the other, until one fails.
  record Sequence(List<Step> steps) implements Step {
    public Sequence {
      steps = List.copyOf(steps);
    }
  }

  /// All at once, each on a thread of its own; fails when one fails.
  record Parallel(List<Step> steps) implements Step {
    public Parallel {
      steps = List.copyOf(steps);
    }
  }

  /// Again and again, `least` to `most` times, evenly.
  record Repeat(int least, int most, Step step) implements Step {}

  /// With that probability.
  record Maybe(double share, Step step) implements Step {}

  /// A database statement over a connection of the pool named like the database.
  ///
  /// @param text with `?` for literals
  /// @param growth how many times slower at the end of the simulation than at its start, linearly
  /// @param literal what stands for `?`
  record Query(
      String database,
      String text,
      double ms,
      double cv,
      double growth,
      int rowsLeast,
      int rowsMost,
      Literal literal)
      implements Step {}

  /// What a statement's literals are.
  enum Literal {
    /// Another one each time.
    FRESH,
    /// The same throughout a trace.
    OF_TRACE
  }

  /// Holds one connection of the pool while the body works.
  record Transaction(String database, Step body) implements Step {}

  /// Asks a cache, and does the other thing when it does not know; then tells the cache.
  record Cached(Command get, double hitRate, Step otherwise, Command set) implements Step {}

  /// One command to a cache.
  ///
  /// @param text with `?` for what differs
  record Command(String cache, String text, double ms) implements Step {}

  /// Calls another service.
  ///
  /// @param service its name
  /// @param endpoint e.g. `GET /products/{id}`
  /// @param attempts at most, above 1 with retries
  record Call(String service, String endpoint, int attempts) implements Step {}

  /// Calls a host that sends no telemetry.
  ///
  /// @param slowFrom nanoseconds since the epoch from when on it takes `slowMs`; null for never
  record External(
      String host, String path, double ms, double cv, @Nullable Long slowFrom, double slowMs)
      implements Step {}

  /// Sends a message and goes on.
  record Publish(String topic, String service, String endpoint) implements Step {}

  /// Works alone on the replica: whoever else wants the lock waits.
  record Locked(String lock, double ms, double cv) implements Step {}
}
