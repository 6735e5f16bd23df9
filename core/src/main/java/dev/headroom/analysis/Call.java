package dev.headroom.analysis;

import dev.headroom.rollup.TraceSpan;
import org.jspecify.annotations.Nullable;

/// One call that left a service, or one statement that a database ran.
///
/// @param span the caller's
/// @param answer the callee's span, where it is seen
/// @param criticalNanos of the root's critical path that lie within the call, whoever owns them
/// @param failedBefore whether the call before it to the same callee had failed: it is an attempt
///   made again
public record Call(
    CallKey key,
    TraceSpan span,
    @Nullable TraceSpan answer,
    long criticalNanos,
    boolean failedBefore) {

  public long startNanos() {
    return span.startNanos();
  }

  public long endNanos() {
    return span.endNanos();
  }

  public long nanos() {
    return span.durationNanos();
  }

  /// What exactly was asked, the same text for the same question; empty when it cannot be told.
  public String question() {
    return Questions.of(this);
  }

  /// Whether it only reads, as far as can be told.
  public boolean reads() {
    return Questions.reads(this);
  }
}
