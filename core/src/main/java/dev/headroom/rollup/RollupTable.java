package dev.headroom.rollup;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was counted since the last [#drain], by key number and minute: open addressing over longs.
/// Not thread-safe; the drained rows are handed over for good.
public final class RollupTable implements RollupSink {
  private static final long HASH = 0x9E3779B97F4A7C15L;
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final int SMALLEST = 256;

  private long[] slots = new long[SMALLEST];
  private @Nullable Rollup[] values = new Rollup[SMALLEST];
  private int size;
  private int drains;

  /// The rollup of a key in the minute that holds the moment; made now if there is none.
  ///
  /// @param key a number of the [KeyTable]
  /// @param timeNanos nanoseconds since the epoch
  public Rollup atTime(int key, long timeNanos) {
    return atMinute(key, minute(timeNanos));
  }

  /// The minute that holds the moment, since the epoch.
  static int minute(long timeNanos) {
    return (int) Math.floorDiv(timeNanos, MINUTE_NANOS);
  }

  @Override
  public Rollup at(int key, long minute) {
    return atMinute(key, (int) Math.floorDiv(minute, 60L));
  }

  /// The same with the minute as [#minute] gives it.
  Rollup atMinute(int key, int minute) {
    long slotKey = (long) key << 32 | (minute & 0xffff_ffffL);
    int slot = slot(slotKey);
    Rollup known = values[slot];
    return known != null ? known : add(slotKey);
  }

  private int slot(long slotKey) {
    int mask = slots.length - 1;
    long mixed = slotKey * HASH;
    int slot = (int) (mixed ^ (mixed >>> 32)) & mask;
    while (values[slot] != null && slots[slot] != slotKey) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private Rollup add(long slotKey) {
    if (++size * 2 > slots.length) {
      grow();
    }
    Rollup fresh = new Rollup();
    int slot = slot(slotKey);
    slots[slot] = slotKey;
    values[slot] = fresh;
    return fresh;
  }

  private void grow() {
    long[] oldSlots = slots;
    @Nullable Rollup[] oldValues = values;
    slots = new long[oldSlots.length * 2];
    values = new Rollup[slots.length];
    for (int i = 0; i < oldSlots.length; i++) {
      if (oldValues[i] != null) {
        int slot = slot(oldSlots[i]);
        slots[slot] = oldSlots[i];
        values[slot] = oldValues[i];
      }
    }
  }

  /// How often rows were handed over; those had before are no more to be added to.
  int drains() {
    return drains;
  }

  /// How many rows wait.
  public int size() {
    return size;
  }

  /// Hands over all rows, in no particular order, and starts anew.
  public List<RollupRow> drain() {
    List<RollupRow> rows = new ArrayList<>(size);
    for (int i = 0; i < slots.length; i++) {
      Rollup value = values[i];
      if (value != null) {
        rows.add(new RollupRow((int) (slots[i] >>> 32), (int) slots[i] * 60L, value));
      }
    }
    int fitting = Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, size)) * 4);
    slots = new long[fitting];
    values = new Rollup[fitting];
    size = 0;
    drains++;
    return rows;
  }
}
