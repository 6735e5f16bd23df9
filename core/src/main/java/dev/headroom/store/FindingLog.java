package dev.headroom.store;

import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.Fingerprint;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Port: what was found, and how long. Thread-safe; durable when a call returns.
public interface FindingLog {

  /// Keeps all of it or nothing: one run is one call. A record replaces what was kept of its
  /// fingerprint.
  void keep(Collection<FindingRecord> records);

  Optional<FindingRecord> finding(Fingerprint fingerprint);

  /// Those whose fingerprints start with that text, by fingerprint, at most so many.
  List<FindingRecord> startingWith(String prefix, int limit);

  /// All that are open, by fingerprint.
  List<FindingRecord> open();

  /// All that are kept, open and gone, by fingerprint.
  List<FindingRecord> all();

  /// Forgets those that have been gone since before.
  ///
  /// @return how many
  int forget(Instant before);
}
