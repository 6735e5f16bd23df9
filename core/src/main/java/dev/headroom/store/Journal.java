package dev.headroom.store;

import dev.headroom.signal.SignalType;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Port: the append-only log of accepted requests. A record is durable before its future completes
/// (unless fsync is configured off). Positions grow with every record; a position names the first
/// payload byte of a record.
///
/// Thread-safe.
public interface Journal extends AutoCloseable {

  /// Appends a record. Records are handed to the `reader` given at opening in the order of their
  /// positions, after they are durable and before the future completes, on one thread.
  ///
  /// The future fails with a [dev.headroom.base.HeadroomException]: `OVERLOADED` at once when too
  /// many bytes wait, `STORAGE_FULL` when the disk is.
  ///
  /// @param decoded handed through to the reader untouched; null during replay
  CompletableFuture<Long> append(SignalType signal, byte[] payload, @Nullable Object decoded);

  /// Runs an action on the reader's thread between two records; it is told the position up to which
  /// (exclusive) records have been handed over.
  void atBarrier(Barrier action);

  /// Reads payload bytes at a position plus offset, as long as it has not been truncated.
  void read(long position, ByteBuffer into);

  /// Forgets records before the position (whole files at a time).
  void truncateBefore(long position);

  Stats stats();

  /// Stops taking records, finishes the waiting ones, closes the files.
  @Override
  void close();

  /// Takes records in order.
  interface Reader {
    /// @param position of the first payload byte
    /// @param next the position after this record
    /// @param decoded what was given to [#append]; null on replay
    void accept(
        long position, long next, SignalType signal, byte[] payload, @Nullable Object decoded);
  }

  interface Barrier {
    void reached(long position);
  }

  /// @param bytes on disk
  /// @param waitingBytes accepted into memory, not yet durable
  /// @param head position after the last record
  /// @param tail position of the oldest record kept
  record Stats(long bytes, long waitingBytes, long head, long tail) {}
}
