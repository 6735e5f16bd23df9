package dev.headroom.store.memory;

import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.Fingerprint;
import dev.headroom.store.FindingLog;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Findings on the heap; gone with the process.
public final class MemoryFindings implements FindingLog {
  private final TreeMap<Fingerprint, FindingRecord> records = new TreeMap<>();

  @Override
  public synchronized void keep(Collection<FindingRecord> kept) {
    kept.forEach(record -> records.put(record.fingerprint(), record));
  }

  @Override
  public synchronized Optional<FindingRecord> finding(Fingerprint fingerprint) {
    return Optional.ofNullable(records.get(fingerprint));
  }

  @Override
  public synchronized List<FindingRecord> startingWith(String prefix, int limit) {
    return records.values().stream()
        .filter(record -> record.fingerprint().value().startsWith(prefix))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<FindingRecord> open() {
    return records.values().stream().filter(FindingRecord::open).toList();
  }

  @Override
  public synchronized List<FindingRecord> all() {
    return List.copyOf(records.values());
  }

  @Override
  public synchronized int forget(Instant before) {
    int size = records.size();
    records
        .values()
        .removeIf(record -> {
          Instant gone = record.goneSince();
          return gone != null && gone.isBefore(before);
        });
    return size - records.size();
  }
}
