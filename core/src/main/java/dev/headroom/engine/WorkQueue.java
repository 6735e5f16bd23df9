package dev.headroom.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A queue that is full by the weight of what it holds, not by its number. Something heavier than
/// the whole queue is taken when the queue is empty, so that nothing waits for ever.
///
/// Thread-safe; first in, first out.
final class WorkQueue<T> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Entry<T>> entries = new ArrayDeque<>();
  private final long capacity;
  private long weight;

  private record Entry<T>(T item, int weight) {}

  WorkQueue(long capacity) {
    this.capacity = capacity;
  }

  /// Appends the item, waiting for room.
  void put(T item, int itemWeight) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (weight > 0 && weight + itemWeight > capacity) {
        changed.await();
      }
      entries.add(new Entry<>(item, itemWeight));
      weight += itemWeight;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Removes the oldest item, waiting for one.
  T take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Entry<T> first = entries.poll();
      while (first == null) {
        changed.await();
        first = entries.poll();
      }
      weight -= first.weight();
      changed.signalAll();
      return first.item();
    } finally {
      lock.unlock();
    }
  }

  /// The weight of what waits now.
  long depth() {
    lock.lock();
    try {
      return weight;
    } finally {
      lock.unlock();
    }
  }

  long capacity() {
    return capacity;
  }
}
