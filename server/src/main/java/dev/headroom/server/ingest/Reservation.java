package dev.headroom.server.ingest;

import java.util.concurrent.atomic.AtomicLong;

/// What one request holds of the [ByteBudget]; grows with the request and is given back once.
///
/// Thread-safe: a request that times out is released by another thread than the one that reads it.
final class Reservation implements AutoCloseable {
  private static final long CLOSED = Long.MIN_VALUE;

  private final ByteBudget budget;
  private final AtomicLong held = new AtomicLong();

  Reservation(ByteBudget budget) {
    this.budget = budget;
  }

  /// Takes more, or refuses the request as overload.
  void grow(long bytes) {
    if (!budget.tryReserve(bytes)) {
      throw new RefusedException(
          RefusalReason.OVERLOADED,
          "the receiver holds " + budget.used() + " bytes that are not yet durable; retry later",
          Receiver.RETRY_AFTER);
    }
    long before = held.getAndUpdate(now -> now == CLOSED ? CLOSED : now + bytes);
    if (before == CLOSED) {
      budget.release(bytes);
    }
  }

  /// Gives everything back; later calls do nothing.
  @Override
  public void close() {
    long before = held.getAndSet(CLOSED);
    if (before != CLOSED) {
      budget.release(before);
    }
  }
}
