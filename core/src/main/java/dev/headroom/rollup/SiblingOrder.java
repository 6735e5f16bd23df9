package dev.headroom.rollup;

import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.SpanKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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

  /// Learns from traces at hand, by the rules of the fold that counts siblings as traces close.
  public static SiblingOrder ofTraces(Collection<TraceSample> traces) {
    SiblingOrder order = new SiblingOrder();
    for (TraceSample trace : traces) {
      if (trace.weight() > 0) {
        order.learn(trace);
      }
    }
    return order;
  }

  private void learn(TraceSample trace) {
    Map<Integer, Map<ServiceOperation, long[]>> below = new HashMap<>();
    for (TraceSpan span : trace.spans()) {
      if (span.parent() >= 0 && tells(trace.spans().get(span.parent()), span)) {
        Map<ServiceOperation, long[]> known =
            below.computeIfAbsent(span.parent(), _ -> new LinkedHashMap<>());
        long[] times = known.get(span.where());
        if (times != null) {
          times[0] = Math.min(times[0], span.startNanos());
          times[1] = Math.max(times[1], span.endNanos());
        } else if (known.size() < SiblingFold.MOST_OPERATIONS) {
          known.put(span.where(), new long[] {span.startNanos(), span.endNanos()});
        }
      }
    }
    below.forEach(
        (parent, kids) -> learn(trace.spans().get(parent).where(), kids, (float) trace.weight()));
  }

  private static boolean tells(TraceSpan parent, TraceSpan child) {
    boolean awaited = parent.kind() != SpanKind.PRODUCER || child.kind() != SpanKind.CONSUMER;
    return awaited
        && child.endNanos() >= parent.startNanos()
        && child.startNanos() <= parent.endNanos();
  }

  private void learn(ServiceOperation parent, Map<ServiceOperation, long[]> kids, float weight) {
    List<ServiceOperation> names = kids.keySet().stream().sorted().toList();
    for (int i = 0; i < names.size(); i++) {
      for (int j = i + 1; j < names.size(); j++) {
        long[] first = times(kids, names.get(i));
        long[] second = times(kids, names.get(j));
        learned
            .computeIfAbsent(new Below(parent, names.get(i), names.get(j)), _ -> new Rollup())
            .addOrder(first[1] <= second[0], second[1] <= first[0], weight);
      }
    }
  }

  private static long[] times(Map<ServiceOperation, long[]> kids, ServiceOperation name) {
    return Objects.requireNonNull(kids.get(name));
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
