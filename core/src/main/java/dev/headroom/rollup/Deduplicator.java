package dev.headroom.rollup;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Arrays;

/// Remembers the spans that came lately, so that redelivered ones are not counted again: 64-bit
/// hashes of trace and span id in two generations. When the younger generation is full it becomes
/// the older one and the former older one is forgotten; so between one and two generations of spans
/// are known at any time.
///
/// Two different spans are taken for one with a probability of about 10⁻¹³ each. 16 to 32 bytes a
/// span. Not thread-safe.
public final class Deduplicator {
  private final int generationSize;
  private long[] young;
  private long[] old;
  private int count;
  private long youngFrom = Long.MAX_VALUE;
  private long oldFrom = Long.MAX_VALUE;
  private long duplicates;

  /// @param generationSize spans per generation
  public Deduplicator(int generationSize) {
    if (generationSize < 1 || generationSize > 1 << 28) {
      throw new HeadroomException(
          ErrorCode.INVALID, "generationSize " + generationSize + "; expected 1 to 2^28");
    }
    this.generationSize = generationSize;
    int capacity = Math.max(16, Integer.highestOneBit(generationSize) * 4);
    young = new long[capacity];
    old = new long[capacity];
  }

  /// Whether the span was not seen before; it is from now on.
  ///
  /// @param journalPosition of the batch that brought it; never below that of an earlier call
  public boolean fresh(long traceHi, long traceLo, long spanId, long journalPosition) {
    long hash = hash(traceHi, traceLo, spanId);
    int slot = slot(young, hash);
    if (young[slot] == hash || old[slot(old, hash)] == hash) {
      duplicates++;
      return false;
    }
    if (count == generationSize) {
      turn();
      slot = slot(young, hash);
    }
    if (count++ == 0) {
      youngFrom = journalPosition;
    }
    young[slot] = hash;
    return true;
  }

  private void turn() {
    long[] forgotten = old;
    old = young;
    oldFrom = youngFrom;
    Arrays.fill(forgotten, 0);
    young = forgotten;
    count = 0;
  }

  private static long hash(long traceHi, long traceLo, long spanId) {
    long mixed = Mix.of(Mix.of(traceHi ^ Mix.of(traceLo)) ^ spanId);
    return mixed == 0 ? 1 : mixed;
  }

  private static int slot(long[] table, long hash) {
    int mask = table.length - 1;
    int slot = (int) hash & mask;
    while (table[slot] != 0 && table[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /// The journal position of the oldest span that is surely still known: replaying from there
  /// restores what is known now. [Long#MAX_VALUE] when nothing was seen.
  public long oldestPosition() {
    return Math.min(oldFrom, youngFrom);
  }

  /// How many spans came again.
  public long duplicates() {
    return duplicates;
  }
}
