package dev.headroom.store;

import dev.headroom.signal.SignalType;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Port: the append-only log of accepted requests. A record is durable before its future completes
/// (unless fsync is configured off). Positions grow with every record and are never used twice; a
/// position names the first payload byte of a record.
///
/// After opening, records of an earlier life are handed to the reader in the background while new
/// ones are taken; a new record whose turn comes during this replay is read back from the log and
/// its future completes when it is durable, not when it is handed over.
///
/// Thread-safe.
public interface Journal extends AutoCloseable {

  /// Appends a record. Records are handed to the `reader` given at opening in the order of their
  /// positions, after they are durable and before the future completes, on one thread.
  ///
  /// The future fails with a [dev.headroom.base.HeadroomException]: `OVERLOADED` at once when too
  /// many bytes wait or the journal is closed, `STORAGE_FULL` when the disk is, `INTERNAL` when it
  /// does not work; nothing of the record is then kept.
  ///
  /// @param decoded handed through to the reader untouched; null during replay
  CompletableFuture<Long> append(SignalType signal, byte[] payload, @Nullable Object decoded);

  /// Runs an action on the reader's thread between two records; it is told the position up to which
  /// (exclusive) records have been handed over. After [#close] it is never run.
  void atBarrier(Barrier action);

  /// Fills the buffer with payload bytes at a position plus offset, as long as it has not been
  /// truncated.
  void read(long position, ByteBuffer into);

  /// Forgets records before the position (whole files at a time).
  void truncateBefore(long position);

  Stats stats();

  /// Stops taking records, finishes the waiting ones, closes the files. A replay that is not done
  /// is left.
  @Override
  void close();

  /// Opens a journal.
  interface Opener {
    /// @param replayFrom records from here on are handed to the reader first
    /// @param atLeast the position that was folded last: new records lie at or behind it even when
    ///   the log ends before
    Journal open(long replayFrom, long atLeast, Reader reader);
  }

  /// Takes records in order.
  interface Reader {
    /// @param position of the first payload byte
    /// @param next the position after this record
    /// @param clockNanos the journal's clock when the record came: nanoseconds since the epoch less
    ///   the time during which the journal was closed; it never goes back
    /// @param decoded what was given to [#append]; null on replay
    void accept(
        long position,
        long next,
        long clockNanos,
        SignalType signal,
        byte[] payload,
        @Nullable Object decoded);
  }

  /// What is run between two records.
  interface Barrier {
    /// @param position up to which (exclusive) records have been handed over
    /// @param clockNanos the journal's clock; during replay that of the last record handed over
    void reached(long position, long clockNanos);
  }

  /// @param bytes on disk
  /// @param waitingBytes accepted into memory, not yet durable and handed over
  /// @param head position after the last record
  /// @param tail position of the oldest record kept
  /// @param replayedBytes how much of the log was replayed since opening
  /// @param replayBytes how much there is to replay; equal to `replayedBytes` when it is done
  /// @param records appended since opening
  /// @param syncs how often the disk was asked to make records durable
  /// @param syncNanos how long that took in all
  /// @param damages stretches of the log that could not be read back and were left out
  record Stats(
      long bytes,
      long waitingBytes,
      long head,
      long tail,
      long replayedBytes,
      long replayBytes,
      long records,
      long syncs,
      long syncNanos,
      long damages) {}
}
