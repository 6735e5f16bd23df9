package dev.headroom.rollup;

import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// What is known of the order in which the children of an operation do their work, on one route.
///
/// "A before B" is learned when all of A had ended before any of B began in at least [#HELD] of at
/// least [#SUPPORT] times they came together below one span. It is an observation, not a proof:
/// that B needs A may be chance, that they overlapped is a fact. Immutable.
public final class SiblingOrder {
  /// The share of times that an order must have held.
  public static final double HELD = 0.95;

  /// How many times two operations must have come together.
  public static final long SUPPORT = 20;

  private final Map<Below, Rollup> learned = new HashMap<>();

  private record Below(ServiceOperation parent, ServiceOperation first, ServiceOperation second) {}

  /// How two operations stand to each other.
  public enum Verdict {
    /// The first ends before the second begins.
    BEFORE,
    /// The second ends before the first begins.
    AFTER,
    /// Neither waits for the other: they overlapped, or came in either order.
    CONCURRENT,
    /// They did not come together often enough.
    UNKNOWN
  }

  /// @param confidence the share of times, by sampling weight, that speaks for the verdict; NaN
  ///   when they never came together
  /// @param before the share of times that the first ended before the second began; NaN likewise
  /// @param support how many times they came together, as received
  public record Answer(Verdict verdict, double confidence, double before, long support) {}

  private SiblingOrder() {}

  /// Reads rollups of the kind [RollupKind#SIBLINGS] of one route, of any window.
  public static SiblingOrder of(Collection<RollupReader.Series> series) {
    SiblingOrder order = new SiblingOrder();
    for (RollupReader.Series one : series) {
      if (one.key() instanceof RollupKey.Siblings key) {
        order
            .learned
            .computeIfAbsent(new Below(key.parent(), key.first(), key.second()), _ -> new Rollup())
            .merge(one.total());
      }
    }
    return order;
  }

  /// How `a` stands to `b` below the parent.
  public Answer between(ServiceOperation parent, ServiceOperation a, ServiceOperation b) {
    boolean inOrder = a.compareTo(b) <= 0;
    Rollup seen = learned.get(inOrder ? new Below(parent, a, b) : new Below(parent, b, a));
    if (seen == null || seen.count() == 0) {
      return new Answer(Verdict.UNKNOWN, Double.NaN, Double.NaN, 0);
    }
    double first = Math.min(1, seen.errors() / seen.count());
    double second = Math.min(1, seen.extra() / seen.count());
    double before = inOrder ? first : second;
    double after = inOrder ? second : first;
    double most = Math.max(before, after);
    if (seen.observed() < SUPPORT) {
      return new Answer(Verdict.UNKNOWN, most, before, seen.observed());
    }
    if (most < HELD) {
      return new Answer(Verdict.CONCURRENT, 1 - most, before, seen.observed());
    }
    Verdict verdict = before >= after ? Verdict.BEFORE : Verdict.AFTER;
    return new Answer(verdict, most, before, seen.observed());
  }
}
