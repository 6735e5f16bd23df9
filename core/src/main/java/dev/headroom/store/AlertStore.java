package dev.headroom.store;

import dev.headroom.alert.KeptAlert;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Port: the alerts, and what the machines that raise them remember. Thread-safe; durable when a
/// call returns.
public interface AlertStore {

  /// Keeps all of it or nothing: one evaluation is one commit. An alert with a known id replaces
  /// what was kept of it, its sequence stays.
  void commit(AlertCommit commit);

  Optional<KeptAlert> alert(String id);

  /// All that are not resolved, oldest first.
  List<KeptAlert> active();

  /// Those that pass a search, newest start first; those of one start by falling sequence.
  List<KeptAlert> alerts(AlertSearch search);

  /// What a machine remembers, by its name.
  Map<String, byte[]> machines();

  /// Forgets alerts that were resolved before.
  ///
  /// @return how many
  int forget(Instant before);

  /// What is kept of one of them.
  default Optional<byte[]> machine(String name) {
    return Optional.ofNullable(machines().get(name));
  }
}
