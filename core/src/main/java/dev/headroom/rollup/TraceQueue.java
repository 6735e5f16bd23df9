package dev.headroom.rollup;

import java.util.Arrays;

/// A queue of small numbers in which any member can be taken out at once: a doubly linked list in
/// two arrays. Not thread-safe.
final class TraceQueue {
  private int[] before;
  private int[] after;
  private int first = -1;
  private int last = -1;

  TraceQueue(int capacity) {
    before = new int[capacity];
    after = new int[capacity];
  }

  /// Puts a number that is not in the queue at its end.
  void append(int number) {
    if (number >= after.length) {
      int grown = Math.max(number + 1, after.length * 2);
      before = Arrays.copyOf(before, grown);
      after = Arrays.copyOf(after, grown);
    }
    before[number] = last;
    after[number] = -1;
    if (last < 0) {
      first = number;
    } else {
      after[last] = number;
    }
    last = number;
  }

  /// Takes out a number that is in the queue.
  void remove(int number) {
    if (before[number] < 0) {
      first = after[number];
    } else {
      after[before[number]] = after[number];
    }
    if (after[number] < 0) {
      last = before[number];
    } else {
      before[after[number]] = before[number];
    }
  }

  boolean isEmpty() {
    return first < 0;
  }

  /// The number longest in the queue; -1 when it is empty.
  int first() {
    return first;
  }

  /// The number behind this one; -1 behind the last.
  int after(int number) {
    return after[number];
  }
}
