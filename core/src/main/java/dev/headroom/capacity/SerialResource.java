package dev.headroom.capacity;

import dev.headroom.base.ServiceName;
import dev.headroom.signal.NodeId;
import dev.headroom.stat.NonNegativeLeastSquares;
import dev.headroom.stat.Queueing;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Recognises a service that does its work one request after the other: a lock, a single worker.
///
/// Nobody measures a lock, but it shows. Calls out of the service are never more than one at a
/// time, however many requests are under way, and the time that requests spend neither in calls nor
/// on a processor grows with load as waits at one server do, `ρ/(1−ρ)`, where ρ is the share of
/// time in which a call is under way. That is compared, by AICc, with what else it might be: no
/// growth, growth in proportion to load, waits at two or four servers, and waits for the processor.
/// Only when one server explains it better than all of them by [#BETTER], its waits are those of
/// service times that vary credibly, and load was high enough for waits to show, it is claimed.
final class SerialResource {
  private static final int LEAST_SLICES = 20;
  private static final int LEAST_REQUESTS = 5;
  private static final int WARM_UP = 2;
  private static final double BETTER = 6;

  /// A call counts in the slice in which its request ends, so one slice may show a little more than
  /// one.
  private static final double MORE_THAN_ONE = 1.03;

  private static final double LEAST_BUSY = 0.5;
  private static final double LEAST_RANGE = 1.5;

  /// In a slice that is busier the queue never came to rest.
  private static final double MOST_BUSY = 0.95;

  /// (ca² + cs²)/2 of a queue: 0.5 for a fixed service time, 3 when service times vary by 2.2 times
  /// their mean.
  private static final double LEAST_VARIATION = 0.3;

  private static final double MOST_VARIATION = 3;

  private SerialResource() {}

  /// Whether it is worth to look closer: on average less than one call was under way, and requests
  /// took longer than their calls.
  static boolean possible(double meanInFlight, double meanCalls) {
    return meanCalls >= 0.05 && meanCalls < 1 && meanInFlight > 1.1 * meanCalls;
  }

  /// The lock; null when there is none, or it cannot be told.
  ///
  /// @param rate requests per second, slice by slice
  /// @param inFlight requests under way
  /// @param calls calls under way
  /// @param cpu the service's processors, null when not measured
  static @Nullable Busy find(
      Slices slices,
      ServiceName service,
      double[] rate,
      double[] inFlight,
      double[] calls,
      @Nullable Busy cpu) {
    int[] at = new int[rate.length];
    int count = 0;
    int warm = WARM_UP;
    for (int i = 0; i < rate.length; i++) {
      // A process that has just started is slow for other reasons.
      if (rate[i] * slices.step() >= LEAST_REQUESTS && calls[i] > 0 && warm-- <= 0) {
        at[count++] = i;
      }
    }
    if (count < LEAST_SLICES) {
      return null;
    }
    at = Arrays.copyOf(at, count);
    Points points = Points.of(at, rate, inFlight, calls, cpu);
    if (points == null || !points.oneServerExplains()) {
      return null;
    }
    return new Busy(
        new ResourceId(ResourceId.Kind.LOCK, NodeId.service(service), ""),
        List.of(service),
        1,
        calls.clone(),
        false,
        false,
        1,
        "calls are under way one at a time, and requests wait as for one server");
  }

  /// @param waiting seconds of a request outside of calls
  /// @param busy the share of time in which a call is under way
  /// @param processor how busy processors are, 0 to 1; null when not measured
  private record Points(
      double[] waiting,
      double[] busy,
      double[] rate,
      double seconds,
      double @Nullable [] processor) {

    static @Nullable Points of(
        int[] at, double[] rate, double[] inFlight, double[] calls, @Nullable Busy cpu) {
      double[] busy = Arrays.stream(at).mapToDouble(i -> calls[i]).sorted().toArray();
      double high = busy[(int) (busy.length * 0.95)];
      double low = busy[(int) (busy.length * 0.05)];
      long more = Arrays.stream(busy).filter(share -> share > MORE_THAN_ONE).count();
      if (more > at.length * 0.02 || high < LEAST_BUSY || high < LEAST_RANGE * low) {
        return null;
      }
      int[] settled = Arrays.stream(at).filter(i -> calls[i] <= MOST_BUSY).toArray();
      return settled.length < LEAST_SLICES
          ? null
          : new Points(
              values(settled, i -> (inFlight[i] - calls[i]) / rate[i]),
              values(settled, i -> calls[i]),
              values(settled, i -> rate[i]),
              Arrays.stream(values(settled, i -> calls[i])).sum()
                  / Arrays.stream(values(settled, i -> rate[i])).sum(),
              cpu == null ? null : values(settled, i -> used(cpu, i)));
    }

    private static double[] values(int[] at, IntToDoubleFunction value) {
      return Arrays.stream(at).mapToDouble(value).toArray();
    }

    private static double used(Busy cpu, int at) {
      double used = cpu.busy()[at] / cpu.servers();
      return Math.clamp(Double.isNaN(used) ? 0 : used, 0, MOST_BUSY);
    }

    boolean oneServerExplains() {
      Fitted one = fitted(busy, share -> seconds * share / (1 - share));
      if (!(one.factor() >= LEAST_VARIATION && one.factor() <= MOST_VARIATION)) {
        return false;
      }
      double best = aicc(constant(0, busy), 2);
      best = Math.min(best, fitted(busy, share -> share).aicc(this));
      best = Math.min(best, fitted(busy, share -> seconds * shared(2, share)).credible(this));
      best = Math.min(best, fitted(busy, share -> seconds * shared(4, share)).credible(this));
      if (processor != null) {
        best = Math.min(best, fitted(processor, share -> share / (1 - share)).aicc(this));
      }
      return one.aicc(this) <= best - BETTER;
    }

    private static double shared(int servers, double load) {
      return Queueing.erlangC(servers, load) / (servers - load);
    }

    /// @param grown how the wait would grow by itself
    /// @param factor of the growth
    private record Fitted(double[] grown, double factor, double squares) {
      double aicc(Points points) {
        return points.aicc(squares, 3);
      }

      /// Of waits at servers, whose service times cannot vary beyond all measure.
      double credible(Points points) {
        return factor <= MOST_VARIATION
            ? aicc(points)
            : points.aicc(points.constant(MOST_VARIATION, grown), 3);
      }
    }

    private Fitted fitted(double[] of, DoubleUnaryOperator growth) {
      double[] grown = Arrays.stream(of).map(growth).toArray();
      NonNegativeLeastSquares.Fit fit =
          NonNegativeLeastSquares.fit(new double[][] {ones(), grown}, waiting, weights());
      return new Fitted(grown, fit.parameters()[1], fit.squares());
    }

    private double[] ones() {
      double[] ones = new double[waiting.length];
      Arrays.fill(ones, 1);
      return ones;
    }

    /// The squares that are left when waits grow as told, and nothing else does.
    private double constant(double factor, double[] grown) {
      double[] rest = new double[waiting.length];
      Arrays.setAll(rest, i -> waiting[i] - factor * grown[i]);
      return NonNegativeLeastSquares.fit(new double[][] {ones()}, rest, weights()).squares();
    }

    /// The variance of a slice's mean wait grows with `1/(1−ρ)⁴` (it does in heavy traffic).
    private double[] weights() {
      double[] weights = new double[busy.length];
      for (int i = 0; i < weights.length; i++) {
        double idle = Math.max(1 - busy[i], 0.05);
        weights[i] = rate[i] * idle * idle * idle * idle;
      }
      return weights;
    }

    private double aicc(double squares, int k) {
      int n = waiting.length;
      return n * Math.log(Math.max(squares, Double.MIN_NORMAL) / n)
          + 2.0 * k
          + 2.0 * k * (k + 1) / (n - k - 1);
    }
  }
}
