package dev.headroom.store.embedded.journal;

import dev.headroom.signal.SignalType;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A record on its way through the journal. Position and clock are set by the writer before the
/// reader sees it.
final class Entry {
  /// What a waiting record costs beside its payload.
  private static final int OVERHEAD_BYTES = 128;

  final SignalType signal;
  final byte[] payload;
  final @Nullable Object decoded;
  final CompletableFuture<Long> done = new CompletableFuture<>();
  long clockNanos;
  long position;

  Entry(SignalType signal, byte[] payload, @Nullable Object decoded) {
    this.signal = signal;
    this.payload = payload;
    this.decoded = decoded;
  }

  long waitingBytes() {
    return (long) payload.length + OVERHEAD_BYTES;
  }

  long fileBytes() {
    return (long) payload.length + RecordHeader.BYTES;
  }

  long next() {
    return position + payload.length;
  }
}
