package dev.headroom.store.memory;

import dev.headroom.base.TimeWindow;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.store.ChangeLog;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Changes on the heap; gone with the process.
public final class MemoryChangeLog implements ChangeLog {
  private final Map<String, ChangeEvent> changes = new LinkedHashMap<>();

  @Override
  public synchronized boolean record(ChangeEvent change) {
    return changes.putIfAbsent(change.id(), change) == null;
  }

  @Override
  public synchronized List<ChangeEvent> changes(TimeWindow window) {
    return changes.values().stream()
        .filter(change -> window.contains(change.at()))
        .sorted(Comparator.comparing(ChangeEvent::at).thenComparing(ChangeEvent::id))
        .toList();
  }
}
