package dev.headroom.rollup;

import dev.headroom.stat.Sketch;
import java.util.ArrayList;
import java.util.List;

/// Decides, as each trace closes, whether it is kept raw.
///
/// First a draw: a trace is picked when the hash of its id falls below the route's probability. The
/// probability follows from what the route did before this trace (the last minute's count, halved
/// whenever this minute picked more than planned), never from the trace itself, so the inverse
/// probability is an unbiased weight. Traces that the draw leaves out may still be kept for being
/// failed, slow or rare, with weight 0, within hard budgets.
///
/// The same traces in the same order with the same seed give the same decisions. Memory is bounded:
/// routes beyond [#MOST_ROUTES] share one state. Not thread-safe.
final class Sampler {
  static final int MOST_ROUTES = 65_536;

  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final int RARE_MINUTES = 10;
  private static final int ENOUGH_FOR_SLOW = 100;

  private final SamplingPolicy policy;
  private final LongIntMap numbers = new LongIntMap(256);
  private final List<Route> routes = new ArrayList<>();
  private long minute = Long.MIN_VALUE;
  private final Draw overall;
  private int special;
  private double weight;
  private StoredTrace.KeepReason reason = StoredTrace.KeepReason.RESERVOIR;

  Sampler(SamplingPolicy policy) {
    this.policy = policy;
    overall = new Draw(policy.uniformPerMinute());
    routes.add(new Route(policy.uniformPerRoute()));
  }

  /// Decides on one trace; [#reason] and [#weight] tell why and how it counts.
  ///
  /// @param route number of the route, any
  /// @param nowNanos arrival clock, or event time for an import
  boolean keep(
      long traceHi, long traceLo, long route, long durationNanos, boolean error, long nowNanos) {
    if (policy.keepAll()) {
      return kept(StoredTrace.KeepReason.IMPORTED, 1);
    }
    turnTo(Math.floorDiv(nowNanos, MINUTE_NANOS));
    Route of = route(route);
    of.turnTo(minute);
    boolean slow = of.isSlow(durationNanos, policy.slowQuantile());
    boolean rare = of.seenLately < policy.rarePerRoute();
    of.see(durationNanos);
    double ofRoute = of.draw.next(1);
    double probability = ofRoute * overall.next(ofRoute);
    if (uniform(traceHi, traceLo) < probability) {
      of.draw.picked();
      overall.picked();
      return kept(StoredTrace.KeepReason.RESERVOIR, 1 / probability);
    }
    return keepSpecial(of, error, slow, rare);
  }

  private boolean keepSpecial(Route of, boolean error, boolean slow, boolean rare) {
    if (special >= policy.specialPerMinute()) {
      return false;
    }
    if (error && of.errors < policy.errorsPerRoute()) {
      of.errors++;
      special++;
      return kept(StoredTrace.KeepReason.ERROR, 0);
    }
    if (slow && of.slow < policy.slowPerRoute()) {
      of.slow++;
      special++;
      return kept(StoredTrace.KeepReason.SLOW, 0);
    }
    if (rare) {
      special++;
      return kept(StoredTrace.KeepReason.RARE, 0);
    }
    return false;
  }

  private boolean kept(StoredTrace.KeepReason why, double counting) {
    reason = why;
    weight = counting;
    return true;
  }

  private void turnTo(long now) {
    if (now > minute) {
      overall.turn(now - minute == 1);
      special = 0;
      minute = now;
    }
  }

  private Route route(long route) {
    int number = numbers.get(route);
    if (number == 0 && routes.size() < MOST_ROUTES) {
      number = routes.size();
      routes.add(new Route(policy.uniformPerRoute()));
      numbers.put(route, number);
    }
    return routes.get(number);
  }

  private double uniform(long traceHi, long traceLo) {
    // 53 bits, the precision of a double: a uniform draw from [0, 1).
    return (Mix.of(Mix.of(traceHi, traceLo) ^ policy.seed()) >>> 11) * 0x1p-53;
  }

  StoredTrace.KeepReason reason() {
    return reason;
  }

  double weight() {
    return weight;
  }

  /// A probability that adapts so that about `budget` are picked a minute.
  private static final class Draw {
    private final int budget;
    private double probability = 1;
    private double expected;
    private int picked;
    private int next;

    Draw(int budget) {
      this.budget = budget;
      next = budget;
    }

    /// The probability for the one that comes now.
    ///
    /// @param likely how likely it would be picked if this draw always picked
    double next(double likely) {
      expected += likely;
      return probability;
    }

    void picked() {
      if (++picked >= next) {
        probability /= 2;
        next += Math.max(1, budget / 2);
      }
    }

    /// Starts a minute; what came in the last one is what is expected now.
    void turn(boolean following) {
      probability = !following || expected <= budget ? 1 : budget / expected;
      // A steady rate picks around the budget; only clearly more than that is a rise.
      next = budget + Math.max(1, budget / 2);
      expected = 0;
      picked = 0;
    }
  }

  /// What is known of one route.
  private static final class Route {
    private final Draw draw;
    private long minute = Long.MIN_VALUE;
    private long window = Long.MIN_VALUE;
    private int errors;
    private int slow;
    private long seenLately;
    private Sketch current = new Sketch();
    private Sketch former = new Sketch();
    private double slowAbove = Double.POSITIVE_INFINITY;
    private long judgedAt;

    Route(int budget) {
      draw = new Draw(budget);
    }

    void turnTo(long now) {
      if (now <= minute) {
        return;
      }
      draw.turn(now - minute == 1);
      minute = now;
      errors = 0;
      slow = 0;
      long tenMinutes = Math.floorDiv(now, RARE_MINUTES);
      if (tenMinutes > window) {
        former = tenMinutes - window == 1 ? current : new Sketch();
        current = new Sketch();
        window = tenMinutes;
        seenLately = 0;
        judgedAt = 0;
      }
    }

    /// Whether the duration is above the route's quantile as of what came before.
    boolean isSlow(long durationNanos, double quantile) {
      if (seenLately - judgedAt >= ENOUGH_FOR_SLOW) {
        judgedAt = seenLately;
        Sketch both = former.copy();
        both.merge(current);
        slowAbove = both.quantile(quantile) * (1 + both.relativeError());
      }
      return durationNanos > slowAbove;
    }

    void see(long durationNanos) {
      seenLately++;
      current.record(durationNanos);
    }
  }
}
