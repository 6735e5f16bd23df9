package dev.headroom.store;

import java.util.function.Supplier;

/// Port: keeps the bytes of what a fold could not take, for a report of the fault. It is bounded
/// and keeps what it has room for; nothing depends on it. Thread-safe.
public interface QuarantineLog {
  /// Keeps nothing.
  QuarantineLog NONE = (_, _) -> {};

  /// Keeps the entry if there is room. Does not throw when it cannot.
  ///
  /// @param otlp the item as OTLP protobuf, asked for when it is kept
  void keep(Quarantined entry, Supplier<byte[]> otlp);
}
