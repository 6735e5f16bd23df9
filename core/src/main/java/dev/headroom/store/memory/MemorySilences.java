package dev.headroom.store.memory;

import dev.headroom.alert.Silence;
import dev.headroom.store.SilenceStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Silences on the heap; gone with the process.
public final class MemorySilences implements SilenceStore {
  private final Map<String, Silence> silences = new TreeMap<>();
  private final Map<String, Map<String, String>> mirrors = new HashMap<>();

  @Override
  public synchronized void put(Silence silence) {
    silences.put(silence.id(), silence);
  }

  @Override
  public synchronized Optional<Silence> silence(String id) {
    return Optional.ofNullable(silences.get(id));
  }

  @Override
  public synchronized List<Silence> silences(Instant endAfter) {
    return silences.values().stream()
        .filter(silence -> silence.to().isAfter(endAfter))
        .sorted(Comparator.comparing(Silence::to).reversed().thenComparing(Silence::id))
        .toList();
  }

  @Override
  public synchronized void replaceForeign(String target, List<Silence> read) {
    silences.values().removeIf(silence -> silence.origin().equals(target));
    read.forEach(silence -> silences.put(silence.id(), silence));
  }

  @Override
  public synchronized Map<String, String> mirrors(String target) {
    return Map.copyOf(mirrors.getOrDefault(target, Map.of()));
  }

  @Override
  public synchronized void mirrored(String silence, String target, String remoteId) {
    Map<String, String> ofTarget = mirrors.computeIfAbsent(target, _ -> new HashMap<>());
    if (remoteId.isEmpty()) {
      ofTarget.remove(silence);
    } else {
      ofTarget.put(silence, remoteId);
    }
  }

  @Override
  public synchronized int forget(Instant before) {
    int size = silences.size();
    silences.values().removeIf(silence -> silence.to().isBefore(before));
    mirrors.values().forEach(ofTarget -> ofTarget.keySet().retainAll(silences.keySet()));
    return size - silences.size();
  }
}
