package dev.headroom.store;

import dev.headroom.loadtest.CapacityTest;
import java.util.List;
import java.util.Optional;

/// Port: the results of load tests. Thread-safe; durable when a call returns.
public interface CapacityTestLog {

  /// Keeps a test and the document it came with; a known id changes nothing.
  ///
  /// @param document the result as its tool writes it; may be empty
  /// @return whether it was new
  boolean keep(CapacityTest test, String document);

  Optional<CapacityTest> test(String id);

  /// The document of a test; empty when there is no such test, an empty text when it came without.
  Optional<String> document(String id);

  /// All tests, the latest first; of the same time by id.
  List<CapacityTest> tests();

  /// Forgets a test and its document.
  ///
  /// @return whether it was there
  boolean delete(String id);
}
