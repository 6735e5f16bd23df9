package dev.headroom.whatif;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.finding.Edit;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.stat.Queueing;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How waiting in front of pools changes with their size: Poisson arrivals before c servers (M/M/c;
/// Kleinrock, "Queueing Systems" I, 3.5).
///
/// One waits longer than t with the probability C·exp(−(c·µ−λ)·t), C being Erlang's delay
/// probability. A wait that was seen becomes the wait of the same rank under the new size. The load
/// follows from the mean wait and the mean time a slot is held. Immutable and thread-safe.
final class PoolWaits {
  /// What the callers spend before a call even when nobody waits: this quantile of what they spend.
  private static final double BASELINE = 0.05;

  /// Waits shorter than this share of the time a slot is held are not told from noise.
  private static final double LEAST_WAIT = 0.02;

  private static final int STEPS = 60;

  private final @Nullable Pool[] pools;

  private PoolWaits(@Nullable Pool[] pools) {
    this.pools = pools;
  }

  /// @param baselineNanos time before a call that is no waiting
  private record Pool(long baselineNanos, Queue now, Queue then) {}

  /// @param load slots in use on average
  /// @param holdNanos how long one is held on average
  record Queue(int servers, double load, double holdNanos) {

    /// Erlang's delay probability.
    double delayed() {
      return Queueing.erlangC(servers, load);
    }

    /// At which rate the queue drains, per nanosecond.
    double drain() {
      return (servers - load) / holdNanos;
    }

    double meanWaitNanos() {
      return delayed() / drain();
    }

    /// The logarithm of the probability to wait longer.
    double logTail(double waitNanos) {
      return Math.log(delayed()) - drain() * waitNanos;
    }

    /// The wait that is exceeded with a probability, given as its logarithm.
    long waitNanos(double logProbability) {
      return Math.max(0, Math.round((Math.log(delayed()) - logProbability) / drain()));
    }
  }

  /// Reads the queues off the traces.
  ///
  /// @throws HeadroomException when a pool would be too small for its load
  static PoolWaits of(
      List<Edit> edits, List<TraceSample> traces, SiblingOrder order, boolean holdsToTheEnd) {
    @Nullable Pool[] pools = new Pool[edits.size()];
    for (int i = 0; i < pools.length; i++) {
      if (edits.get(i) instanceof Edit.PoolSize edit) {
        pools[i] = pool(edit, new Seen(edit, traces, order, holdsToTheEnd));
      }
    }
    return new PoolWaits(pools);
  }

  private static @Nullable Pool pool(Edit.PoolSize edit, Seen seen) {
    if (seen.gaps.isEmpty()) {
      return null;
    }
    long baseline = Math.round(seen.gaps.quantile(BASELINE));
    double wait = seen.gaps.meanAbove(baseline);
    double hold = seen.holds.meanAbove(0);
    if (!(wait > LEAST_WAIT * hold)) {
      return null;
    }
    Queue now = queue(edit.from(), wait, hold);
    if (edit.to() <= now.load()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          String.format(
              Locale.ROOT,
              "pool size is %d; expected more than %.1f, which are in use on average",
              edit.to(),
              now.load()));
    }
    return new Pool(baseline, now, new Queue(edit.to(), now.load(), hold));
  }

  /// The queue in which one waits so long on average, by bisection over the load.
  static Queue queue(int servers, double waitNanos, double holdNanos) {
    double low = 0;
    double high = servers;
    for (int step = 0; step < STEPS; step++) {
      double load = (low + high) / 2;
      if (new Queue(servers, load, holdNanos).meanWaitNanos() < waitNanos) {
        low = load;
      } else {
        high = load;
      }
    }
    return new Queue(servers, low, holdNanos);
  }

  /// What the traces show of a pool.
  private static final class Seen {
    private final ResampledValues gaps = new ResampledValues();
    private final ResampledValues holds = new ResampledValues();

    Seen(Edit.PoolSize edit, List<TraceSample> traces, SiblingOrder order, boolean toTheEnd) {
      EditTargets targets = new EditTargets(List.of(edit));
      Retiming still = new Retiming(List.of(), order);
      for (TraceSample trace : traces) {
        still.rootNanos(trace);
        targets.match(trace, 0);
        List<TraceSpan> spans = trace.spans();
        long[] lastEnd = toTheEnd ? lastEnds(spans) : new long[0];
        for (int i = 1; i < spans.size(); i++) {
          if (targets.pool(i) >= 0 && still.waited(i)) {
            TraceSpan span = spans.get(i);
            gaps.add(still.inFrontNanos(i), trace.weight());
            long until = toTheEnd ? lastEnd[span.parent()] : span.endNanos();
            holds.add(until - span.startNanos(), trace.weight());
          }
        }
      }
    }

    /// When the last child of each span ends, of those it waits for.
    private static long[] lastEnds(List<TraceSpan> spans) {
      long[] last = new long[spans.size()];
      for (int i = 0; i < last.length; i++) {
        last[i] = Long.MIN_VALUE;
      }
      for (TraceSpan span : spans) {
        if (span.parent() >= 0 && Retiming.waitsFor(spans.get(span.parent()), span)) {
          last[span.parent()] = Math.max(last[span.parent()], span.endNanos());
        }
      }
      return last;
    }
  }

  /// Whether waiting in front of the pool of an edit is seen.
  boolean seen(int edit) {
    return pools[edit] != null;
  }

  /// How much of the time in front of a call was waiting.
  long waitNanos(int edit, long nanos) {
    Pool pool = pools[edit];
    return pool == null ? 0 : Math.max(0, nanos - pool.baselineNanos());
  }

  /// How long the same call would wait.
  ///
  /// @param draw 0 to 1, places a call that did not wait among all that did not
  long newWaitNanos(int edit, long waitNanos, double draw) {
    Pool pool = pools[edit];
    if (pool == null) {
      return waitNanos;
    }
    double delayed = pool.now().delayed();
    double rank =
        waitNanos > 0
            ? pool.now().logTail(waitNanos)
            : Math.log(delayed + (1 - delayed) * (1 - draw));
    return pool.then().waitNanos(rank);
  }
}
