package dev.headroom.store.memory;

import dev.headroom.store.SloCorrections;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Corrections on the heap; gone with the process.
public final class MemorySloCorrections implements SloCorrections {
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  @Override
  public synchronized void add(Entry entry) {
    entries.putIfAbsent(entry.id(), entry);
  }

  @Override
  public synchronized boolean revoke(String id, String who, Instant at) {
    Entry known = entries.get(id);
    if (known == null || !known.holds()) {
      return false;
    }
    entries.put(
        id,
        new Entry(
            id,
            known.slo(),
            known.correction(),
            known.at(),
            known.remainingBefore(),
            known.remainingAfter(),
            who,
            at));
    return true;
  }

  @Override
  public synchronized List<Entry> all() {
    return List.copyOf(entries.values());
  }
}
