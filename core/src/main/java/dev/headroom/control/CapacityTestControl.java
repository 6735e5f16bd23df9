package dev.headroom.control;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.loadtest.CapacityTest;
import dev.headroom.store.CapacityTestLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Takes the results of load tests, and forgets them. Thread-safe when the log is.
public final class CapacityTestControl {
  /// How many tests are kept at most.
  static final int MOST_TESTS = 2_000;

  // Clocks of build machines run ahead a little.
  private static final Duration FUTURE_ALLOWED = Duration.ofHours(1);

  private final CapacityTestLog log;
  private final InstantSource clock;

  public CapacityTestControl(CapacityTestLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /// Keeps a test; durable when it returns. Sending the same one again is harmless.
  ///
  /// @param document the result as its tool writes it; may be empty
  /// @return whether it was new
  /// @throws HeadroomException with [ErrorCode#INVALID] when it is to come, with
  ///   [ErrorCode#CONFLICT] when another test has its id, or too many are kept
  public synchronized boolean record(CapacityTest test, String document) {
    Instant now = clock.instant();
    if (test.at().isAfter(now.plus(FUTURE_ALLOWED))) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "at '" + test.at() + "' is in the future; expected a time up to now, " + now);
    }
    Optional<CapacityTest> known = log.test(test.id());
    if (known.isPresent()) {
      if (known.get().equals(test) && log.document(test.id()).equals(Optional.of(document))) {
        return false;
      }
      throw new HeadroomException(
          ErrorCode.CONFLICT,
          "id '" + test.id() + "' is that of another test; expected an id of its own");
    }
    if (log.tests().size() >= MOST_TESTS) {
      throw new HeadroomException(
          ErrorCode.CONFLICT,
          MOST_TESTS + " tests are kept, more are not; delete some before sending another");
    }
    return log.keep(test, document);
  }

  /// Forgets a test.
  ///
  /// @throws HeadroomException with [ErrorCode#NOT_FOUND] when there is none of that id
  public void delete(String id) {
    if (!log.delete(id)) {
      throw new HeadroomException(ErrorCode.NOT_FOUND, "unknown capacity test '" + id + "'");
    }
  }
}
