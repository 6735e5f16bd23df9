package dev.headroom.rollup;

import java.util.Arrays;

/// A map from any long to a positive int, open addressing, grows by doubling. Not thread-safe.
public final class LongIntMap {
  private static final long HASH = 0x9E3779B97F4A7C15L;

  private long[] keys;
  private int[] values;
  private int size;

  public LongIntMap(int expected) {
    int capacity = Integer.highestOneBit(Math.max(8, expected)) * 4;
    keys = new long[capacity];
    values = new int[capacity];
  }

  private int slot(long key) {
    long mixed = key * HASH;
    int slot = (int) (mixed ^ (mixed >>> 32)) & (keys.length - 1);
    while (values[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  /// The value, 0 when there is none.
  public int get(long key) {
    return values[slot(key)];
  }

  /// @param value above 0
  public void put(long key, int value) {
    int slot = slot(key);
    if (values[slot] == 0 && ++size * 2 > keys.length) {
      grow();
      slot = slot(key);
    }
    keys[slot] = key;
    values[slot] = value;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new int[oldValues.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }

  int size() {
    return size;
  }

  /// Forgets all entries and keeps the room.
  public void clear() {
    if (size > 0) {
      Arrays.fill(values, 0);
      size = 0;
    }
  }
}
