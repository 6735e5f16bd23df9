package dev.headroom.store.embedded.journal;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;

/// How the journal uses disk and memory.
///
/// @param segmentBytes a file that has grown to this size is followed by a new one; on a disk of
///   less than 64 times that, earlier
/// @param sync when written records are forced to the disk
/// @param waitingBytes payload bytes that may wait in memory; more is refused at once
/// @param replayBacklogBytes bytes that may be taken in while a replay still runs
/// @param reserveBytes space on the disk that the journal leaves free, so that what it holds can
///   still be folded into the store (and the journal be shortened) when the disk is full; never
///   more than a twentieth of the disk
public record JournalSettings(
    long segmentBytes,
    SyncPolicy sync,
    long waitingBytes,
    long replayBacklogBytes,
    long reserveBytes) {

  /// Files of 64 MiB, durable before acknowledged, 64 MiB waiting, 256 MiB left free.
  public static final JournalSettings DEFAULT =
      new JournalSettings(64 << 20, new SyncPolicy.Always(), 64 << 20, 256 << 20, 256 << 20);

  public JournalSettings {
    positive("segmentBytes", segmentBytes);
    positive("waitingBytes", waitingBytes);
    positive("replayBacklogBytes", replayBacklogBytes);
    if (segmentBytes > 1 << 30) {
      throw new HeadroomException(
          ErrorCode.INVALID, "segmentBytes " + segmentBytes + "; expected at most 1 GiB");
    }
    if (reserveBytes < 0) {
      throw new HeadroomException(
          ErrorCode.INVALID, "reserveBytes " + reserveBytes + "; expected 0 or more");
    }
  }

  private static void positive(String field, long value) {
    if (value <= 0) {
      throw new HeadroomException(
          ErrorCode.INVALID, field + " " + value + "; expected more than 0");
    }
  }

  /// The same settings with another sync policy.
  public JournalSettings withSync(SyncPolicy policy) {
    return new JournalSettings(
        segmentBytes, policy, waitingBytes, replayBacklogBytes, reserveBytes);
  }
}
