package dev.headroom.store.memory;

import dev.headroom.loadtest.CapacityTest;
import dev.headroom.store.CapacityTestLog;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Results of load tests on the heap; gone with the process.
public final class MemoryCapacityTests implements CapacityTestLog {
  private record Kept(CapacityTest test, String document) {}

  private final Map<String, Kept> tests = new HashMap<>();

  @Override
  public synchronized boolean keep(CapacityTest test, String document) {
    return tests.putIfAbsent(test.id(), new Kept(test, document)) == null;
  }

  @Override
  public synchronized Optional<CapacityTest> test(String id) {
    return Optional.ofNullable(tests.get(id)).map(Kept::test);
  }

  @Override
  public synchronized Optional<String> document(String id) {
    return Optional.ofNullable(tests.get(id)).map(Kept::document);
  }

  @Override
  public synchronized List<CapacityTest> tests() {
    return tests.values().stream()
        .map(Kept::test)
        .sorted(Comparator.comparing(CapacityTest::at).reversed().thenComparing(CapacityTest::id))
        .toList();
  }

  @Override
  public synchronized boolean delete(String id) {
    return tests.remove(id) != null;
  }
}
