package dev.headroom.store.embedded.journal;

import dev.headroom.signal.SignalType;
import dev.headroom.store.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Remembers what it was handed, and can be made to wait.
final class RecordingReader implements Journal.Reader {
  private final List<Taken> taken = new ArrayList<>();
  private @Nullable CountDownLatch gate;

  record Taken(
      long position,
      long next,
      long clockNanos,
      SignalType signal,
      String payload,
      @Nullable Object decoded) {}

  /// The next records wait until the latch opens.
  synchronized void waitFor(CountDownLatch latch) {
    gate = latch;
  }

  @Override
  public void accept(
      long position,
      long next,
      long clockNanos,
      SignalType signal,
      byte[] payload,
      @Nullable Object decoded) {
    CountDownLatch open;
    synchronized (this) {
      open = gate;
    }
    if (open != null) {
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    synchronized (this) {
      taken.add(
          new Taken(
              position,
              next,
              clockNanos,
              signal,
              new String(payload, java.nio.charset.StandardCharsets.UTF_8),
              decoded));
    }
  }

  synchronized List<Taken> taken() {
    return List.copyOf(taken);
  }

  synchronized List<String> payloads() {
    return taken.stream().map(Taken::payload).toList();
  }
}
