package dev.headroom.rollup;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;

/// Remembers the spans that came lately, so that redelivered ones are not counted again: 64-bit
/// hashes of trace and span id in two generations. When the younger generation is full it becomes
/// the older one and the former older one is forgotten; so between one and two generations of spans
/// are known at any time.
///
/// Two different spans are taken for one with a probability of about 10⁻¹³ each. 32 to 64 bytes a
/// span of a generation. Not thread-safe.
public final class Deduplicator {
  private final int generationSize;

  /// Both generations side by side, so that one look finds both: the younger one at slot * 2 +
  /// `young`, the older one next to it.
  private final long[] table;

  private int young;
  private int count;
  private long youngFrom = Long.MAX_VALUE;
  private long oldFrom = Long.MAX_VALUE;
  private long duplicates;

  /// @param generationSize spans per generation
  public Deduplicator(int generationSize) {
    if (generationSize < 1 || generationSize > 1 << 27) {
      throw new HeadroomException(
          ErrorCode.INVALID, "generationSize " + generationSize + "; expected 1 to 2^27");
    }
    this.generationSize = generationSize;
    table = new long[2 * Integer.highestOneBit(Math.max(8, 4 * generationSize - 1))];
  }

  /// Whether the span was not seen before; it is from now on.
  ///
  /// @param journalPosition of the batch that brought it; never below that of an earlier call
  public boolean fresh(long traceHi, long traceLo, long spanId, long journalPosition) {
    long hash = hash(traceHi, traceLo, spanId);
    int slot = slot(young, hash);
    if (table[slot] == hash || table[slot(1 - young, hash)] == hash) {
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
    table[slot] = hash;
    return true;
  }

  private void turn() {
    young = 1 - young;
    for (int slot = young; slot < table.length; slot += 2) {
      table[slot] = 0;
    }
    oldFrom = youngFrom;
    count = 0;
  }

  private static long hash(long traceHi, long traceLo, long spanId) {
    long mixed = Mix.of(Mix.of(traceHi ^ Mix.of(traceLo)) ^ spanId);
    return mixed == 0 ? 1 : mixed;
  }

  private int slot(int generation, long hash) {
    int mask = table.length - 1;
    int slot = ((int) hash << 1 | generation) & mask;
    while (table[slot] != 0 && table[slot] != hash) {
      slot = (slot + 2) & mask;
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
