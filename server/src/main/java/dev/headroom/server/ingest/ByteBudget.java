package dev.headroom.server.ingest;

import java.util.concurrent.atomic.AtomicLong;

/// Bounds the bytes of all requests that are being received or wait to become durable.
///
/// Thread-safe, lock-free, never blocks.
final class ByteBudget {
  private final long capacity;
  private final AtomicLong used = new AtomicLong();

  ByteBudget(long capacity) {
    this.capacity = capacity;
  }

  /// Takes the bytes if they fit.
  boolean tryReserve(long bytes) {
    if (used.addAndGet(bytes) <= capacity) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  void release(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}
