package dev.headroom.engine;

import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.StoredTrace;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// A mark in the stream that all workers pass: what they hand over at it covers the journal up to
/// the same position. Thread-safe.
final class Barrier {
  private final boolean saving;
  private final boolean flushing;
  private final int workers;
  private final AtomicInteger arrived = new AtomicInteger();
  private final ConcurrentLinkedQueue<Part> parts = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<List<Part>> complete = new CompletableFuture<>();
  private volatile long position;
  private volatile long clockNanos;

  /// What one worker hands over.
  ///
  /// @param openFrom the oldest journal position its open traces need; [Long#MAX_VALUE] for none
  /// @param knownFrom the oldest journal position its knowledge of duplicates came from;
  ///   [Long#MAX_VALUE] for none
  /// @param states its fold state by name; empty unless the barrier saves
  record Part(
      List<RollupRow> rollups,
      List<StoredTrace> traces,
      List<LogRow> logs,
      long openFrom,
      long knownFrom,
      List<State> states) {}

  record State(String name, int number, byte[] bytes) {}

  /// @param saving whether workers add their fold state, for a commit
  /// @param flushing whether all open traces are closed first
  Barrier(int workers, boolean saving, boolean flushing) {
    this.workers = workers;
    this.saving = saving;
    this.flushing = flushing;
  }

  boolean saving() {
    return saving;
  }

  boolean flushing() {
    return flushing;
  }

  void placedAt(long journalPosition, long clock) {
    position = journalPosition;
    clockNanos = clock;
  }

  long position() {
    return position;
  }

  long clockNanos() {
    return clockNanos;
  }

  void arrive(Part part) {
    parts.add(part);
    if (arrived.incrementAndGet() == workers) {
      complete.complete(List.copyOf(parts));
    }
  }

  /// Ends the wait when a worker broke.
  void fail(Throwable cause) {
    complete.completeExceptionally(cause);
  }

  /// Completes when all workers have arrived.
  CompletableFuture<List<Part>> complete() {
    return complete;
  }
}
