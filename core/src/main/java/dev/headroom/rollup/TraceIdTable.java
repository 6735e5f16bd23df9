package dev.headroom.rollup;

import java.util.Arrays;

/// A map from trace ids to small numbers: open addressing, removal without tombstones. The ids are
/// kept by number. Not thread-safe.
final class TraceIdTable {
  /// Both halves of the id of each number.
  private long[] ids;

  private int[] slots;
  private int size;

  /// @param numbers how many numbers are expected; it grows beyond
  TraceIdTable(int numbers) {
    ids = new long[2 * numbers];
    slots = new int[Integer.highestOneBit(Math.max(4, numbers)) * 4];
  }

  /// The number of the id, -1 when it has none.
  int get(long traceHi, long traceLo) {
    return slots[slot(traceHi, traceLo)] - 1;
  }

  private int slot(long traceHi, long traceLo) {
    int mask = slots.length - 1;
    int slot = home(traceHi, traceLo);
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      if (ids[2 * number + 1] == traceLo && ids[2 * number] == traceHi) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int home(long traceHi, long traceLo) {
    return (int) Mix.of(traceHi, traceLo) & (slots.length - 1);
  }

  /// Gives an id that is not in the table a number that no other id has.
  void put(long traceHi, long traceLo, int number) {
    if (2 * number >= ids.length) {
      ids = Arrays.copyOf(ids, 2 * Math.max(number + 1, ids.length));
    }
    ids[2 * number] = traceHi;
    ids[2 * number + 1] = traceLo;
    if (++size * 2 > slots.length) {
      grow();
    }
    slots[slot(traceHi, traceLo)] = number + 1;
  }

  private void grow() {
    int[] old = slots;
    slots = new int[old.length * 2];
    for (int value : old) {
      if (value != 0) {
        slots[slot(hi(value - 1), lo(value - 1))] = value;
      }
    }
  }

  /// Takes the id out, if it is in.
  void remove(long traceHi, long traceLo) {
    int gap = slot(traceHi, traceLo);
    if (slots[gap] == 0) {
      return;
    }
    size--;
    int mask = slots.length - 1;
    int at = gap;
    while (true) {
      at = (at + 1) & mask;
      if (slots[at] == 0) {
        slots[gap] = 0;
        return;
      }
      int number = slots[at] - 1;
      int home = home(hi(number), lo(number));
      // An entry may fill the gap unless its home lies between the gap and where it is.
      if (((at - home) & mask) >= ((at - gap) & mask)) {
        slots[gap] = slots[at];
        gap = at;
      }
    }
  }

  long hi(int number) {
    return ids[2 * number];
  }

  long lo(int number) {
    return ids[2 * number + 1];
  }

  int size() {
    return size;
  }
}
