package dev.headroom.testkit.fleet;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Something wrong with a fleet that can be switched on, with the id of the analysis that should
/// find it.
public enum Trouble {
  /// A statement for each row of another; literals are masked.
  N_PLUS_ONE("n-plus-one"),
  /// The same with literals in the statements.
  N_PLUS_ONE_LITERALS("n-plus-one"),
  /// Calls that need nothing of each other, one after the other.
  SERIAL_CALLS("serial-calls"),
  /// The same row read again and again in one request.
  DUPLICATE_READS("duplicate-reads"),
  /// A cache that seldom knows.
  WEAK_CACHE("weak-cache"),
  /// A service that works on one request at a time though it has more cores.
  SINGLE_THREADED("single-threaded"),
  /// A connection pool that is used up in the busy hours.
  SMALL_POOL("pool-exhaustion"),
  /// A lock that most requests need.
  LOCK_CONTENTION("lock-contention"),
  /// Two layers that both try failing calls again.
  RETRY_STORM("retry-storm"),
  /// CPU that is used up in the busy hours, and requests that wait for it.
  SATURATION("saturation"),
  /// Too few threads for requests that wait for somebody outside, and requests that wait for them.
  FEW_THREADS("saturation"),
  /// Collections that take a good part of the time.
  GC_PRESSURE("gc-pressure"),
  /// A heap that fills up over hours.
  MEMORY_LEAK("memory-leak"),
  /// A host outside that became slow.
  SLOW_DEPENDENCY("slow-dependency"),
  /// Many different small questions to one database in each request.
  CHATTY_DEPENDENCY("chatty-dependency"),
  /// So many calls side by side that one of them is nearly always slow.
  FAN_OUT_TAIL("fan-out-tail"),
  /// One replica that is slower than its siblings all the time.
  SLOW_REPLICA("uneven-instances"),
  /// One replica that becomes slower and slower.
  DRIFTED_REPLICA("uneven-instances"),
  /// A statement that takes longer the larger its table grows, for few rows.
  MISSING_INDEX("missing-index"),
  /// A version that is slower than the one before.
  VERSION_REGRESSION("version-regression"),
  /// Errors of a kind that was never logged before.
  NEW_ERRORS("new-errors");

  private final String analysis;

  Trouble(String analysis) {
    this.analysis = analysis;
  }

  /// All troubles, put together where they concern different services, so that one simulation
  /// serves them all.
  public static List<Set<Trouble>> groups() {
    return List.of(
        EnumSet.of(N_PLUS_ONE, SERIAL_CALLS, DUPLICATE_READS, CHATTY_DEPENDENCY),
        EnumSet.of(N_PLUS_ONE_LITERALS, WEAK_CACHE, FAN_OUT_TAIL, SLOW_DEPENDENCY),
        EnumSet.of(SINGLE_THREADED, GC_PRESSURE, NEW_ERRORS),
        EnumSet.of(SMALL_POOL, LOCK_CONTENTION, SLOW_REPLICA),
        EnumSet.of(SATURATION, FEW_THREADS, RETRY_STORM),
        EnumSet.of(MEMORY_LEAK, MISSING_INDEX, DRIFTED_REPLICA, VERSION_REGRESSION));
  }

  /// The id of the analysis that should find it.
  public String analysis() {
    return analysis;
  }
}
