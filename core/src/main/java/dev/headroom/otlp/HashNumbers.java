package dev.headroom.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A bounded cache from 64-bit content hashes to small numbers.
///
/// Two generations of at most half the capacity each: when the young one is full it becomes the old
/// one, and what is asked for again moves back. So a flood of unique contents costs memory for
/// `capacity` entries and no more, and pushes out only what is not used. Thread-safe; reads take no
/// lock.
final class HashNumbers {
  private final int perGeneration;
  private volatile Table young = new Table(256);
  private volatile Table old = new Table(1);

  HashNumbers(int capacity) {
    perGeneration = capacity / 2;
  }

  /// The number of the hash, -1 when it is not known (any more).
  int find(long hash) {
    int number = young.find(hash);
    if (number >= 0) {
      return number;
    }
    number = old.find(hash);
    if (number >= 0) {
      put(hash, number);
    }
    return number;
  }

  /// Remembers the number, not negative, of a hash.
  synchronized void put(long hash, int number) {
    Table table = young;
    if (table.find(hash) >= 0) {
      return;
    }
    if (table.size >= perGeneration) {
      old = table;
      table = new Table(256);
      young = table;
    } else if (table.size * 2 >= table.hashes.length) {
      table = table.doubled();
      young = table;
    }
    table.put(hash, number);
  }

  /// How many entries both generations hold.
  synchronized int size() {
    return young.size + old.size;
  }

  /// Open addressing. A cell's number is written before its hash is released, and neither changes
  /// afterwards, so that readers need no lock.
  private static final class Table {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    final long[] hashes;
    final int[] numbers;
    int size;

    Table(int cells) {
      hashes = new long[cells];
      numbers = new int[cells];
    }

    int find(long hash) {
      long wanted = hash == 0 ? 1 : hash;
      int mask = hashes.length - 1;
      int cell = (int) (wanted >>> 32) & mask;
      // A table is at most half full, except for the single empty cell of the first old one.
      while (true) {
        long there = (long) CELL.getAcquire(hashes, cell);
        if (there == wanted) {
          return numbers[cell];
        }
        if (there == 0) {
          return -1;
        }
        cell = (cell + 1) & mask;
      }
    }

    void put(long hash, int number) {
      long wanted = hash == 0 ? 1 : hash;
      int mask = hashes.length - 1;
      int cell = (int) (wanted >>> 32) & mask;
      while (hashes[cell] != 0) {
        cell = (cell + 1) & mask;
      }
      numbers[cell] = number;
      CELL.setRelease(hashes, cell, wanted);
      size++;
    }

    Table doubled() {
      Table doubled = new Table(hashes.length * 2);
      for (int cell = 0; cell < hashes.length; cell++) {
        if (hashes[cell] != 0) {
          doubled.put(hashes[cell], numbers[cell]);
        }
      }
      return doubled;
    }
  }
}
