package dev.headroom.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/// Parts of the demo that have to be closed, in reverse order of opening. Thread safe.
///
/// A part added after the close is closed at once: a start that is cut short leaves nothing.
final class OpenParts implements AutoCloseable {
  private final Deque<Part> parts = new ArrayDeque<>();
  private boolean closed;

  <T extends Part> T add(T part) {
    synchronized (this) {
      if (!closed) {
        parts.push(part);
        return part;
      }
    }
    part.close();
    throw new IllegalStateException("the demo was stopped while it was starting");
  }

  @Override
  public void close() {
    while (true) {
      Part next;
      synchronized (this) {
        closed = true;
        if (parts.isEmpty()) {
          return;
        }
        next = parts.pop();
      }
      next.close();
    }
  }

  /// Something to close that throws nothing.
  @FunctionalInterface
  interface Part extends AutoCloseable {
    @Override
    void close();
  }
}
