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
  private boolean closed;

  private record Entry<T>(T item, int weight) {}

  WorkQueue(long capacity) {
    this.capacity = capacity;
  }

  /// Appends the item, waiting for room; after [#close] it is dropped.
  void put(T item, int itemWeight) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && weight > 0 && weight + itemWeight > capacity) {
        changed.await();
      }
      if (closed) {
        return;
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

  /// Forgets what waits and what still comes.
  void close() {
    lock.lock();
    try {
      closed = true;
      entries.clear();
      weight = 0;
      changed.signalAll();
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
