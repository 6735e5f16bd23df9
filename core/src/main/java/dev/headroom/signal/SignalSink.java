package dev.headroom.signal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// The port that takes telemetry in.
///
/// Thread-safe and never blocking: a full queue answers [Receipt.Overloaded] at once.
public interface SignalSink {

  /// Takes one OTLP export request (`Export…ServiceRequest`, protobuf, uncompressed). The future
  /// completes once the request is durable, or refused. The sink owns the array from now on.
  CompletableFuture<Receipt> accept(SignalType signal, byte[] request);

  /// What became of a request.
  sealed interface Receipt {

    /// Durable. Rejected items (counted, with the reason of the first) will never be accepted and
    /// must not be sent again.
    ///
    /// @param accepted spans, data points or log records taken
    /// @param rejected how many were not
    /// @param message why, empty when nothing was rejected
    record Accepted(int accepted, int rejected, String message) implements Receipt {}

    /// Not a valid request; sending it again is useless.
    record Malformed(String message) implements Receipt {}

    /// Not taken; the same request may be sent again after the delay.
    record Overloaded(Duration retryAfter, String message) implements Receipt {}

    /// Not taken for want of disk space or a broken disk; may be sent again after the delay.
    record Unavailable(Duration retryAfter, String message) implements Receipt {}
  }
}
