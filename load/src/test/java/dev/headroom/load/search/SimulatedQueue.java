package dev.headroom.load.search;

import dev.headroom.load.run.Slice;
import dev.headroom.load.run.StepRequest;
import dev.headroom.load.run.StepResult;
import dev.headroom.load.run.Steps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/// A target whose law is known: Poisson arrivals at `c` servers with one queue, in virtual time.
/// Each step starts with an empty queue and drains at its end, as steps against real targets do.
public final class SimulatedQueue implements Steps {
  private static final double SLICE = 0.1;

  /// Draws service times in seconds.
  public interface Service {
    double draw(SplittableRandom random);

    /// Exponential.
    static Service exponential(double mean) {
      return random -> -mean * Math.log(1 - random.nextDouble());
    }

    /// Always the same.
    static Service constant(double mean) {
      return _ -> mean;
    }

    /// Lognormal with a coefficient of variation.
    static Service lognormal(double mean, double variation) {
      double spread = Math.sqrt(Math.log1p(variation * variation));
      double middle = Math.log(mean) - spread * spread / 2;
      return random -> Math.exp(middle + spread * gaussian(random));
    }

    private static double gaussian(SplittableRandom random) {
      return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
          * Math.cos(2 * Math.PI * random.nextDouble());
    }
  }

  private final int servers;
  private final Service service;
  private final SplittableRandom random;

  /// By how much each request in flight beyond the first makes the others slower.
  private double contention;

  private double generatorLimit = Double.POSITIVE_INFINITY;
  private double failing;
  private int held;

  public SimulatedQueue(int servers, Service service, long seed) {
    this.servers = servers;
    this.service = service;
    this.random = new SplittableRandom(seed);
  }

  /// Every other busy server makes a service longer by this share.
  public SimulatedQueue contention(double share) {
    contention = share;
    return this;
  }

  /// Above this rate the generator is late.
  SimulatedQueue generatorLimit(double ratePerSecond) {
    generatorLimit = ratePerSecond;
    return this;
  }

  /// So many of all requests fail at once.
  SimulatedQueue failing(double share) {
    failing = share;
    return this;
  }

  int held() {
    return held;
  }

  @Override
  public StepResult hold(StepRequest request) {
    held++;
    double warmUp = request.warmUp().toNanos() / 1e9;
    double end = warmUp + request.length().toNanos() / 1e9;
    Run run = new Run(request, (int) Math.ceil(end / SLICE - 1e-9));
    PriorityQueue<Double> busy = new PriorityQueue<>();
    for (double now = gap(request); now < end; now += gap(request)) {
      if (failing > 0 && random.nextDouble() < failing) {
        run.ended(now, now + 1e-4, now >= warmUp, false);
        continue;
      }
      double begin = now;
      while (!busy.isEmpty() && busy.peek() <= now) {
        busy.remove();
      }
      if (busy.size() >= servers) {
        begin = Math.max(now, busy.remove());
      }
      double done = begin + service.draw(random) * (1 + contention * busy.size());
      busy.add(done);
      run.ended(now, done, now >= warmUp, true);
    }
    return run.result(request.ratePerSecond() > generatorLimit);
  }

  private double gap(StepRequest request) {
    return -Math.log(1 - random.nextDouble()) / request.ratePerSecond();
  }

  /// What one step has counted.
  private static final class Run {
    private final StepRequest request;
    private final Histogram latency = new Histogram(3);
    private final long[] offered;
    private final long[] completed;
    private final long[] failed;
    private final long[] slow;
    private long allCompleted;
    private long allFailed;

    Run(StepRequest request, int slices) {
      this.request = request;
      offered = new long[slices];
      completed = new long[slices];
      failed = new long[slices];
      slow = new long[slices];
    }

    void ended(double start, double end, boolean counts, boolean well) {
      offered[(int) (start / SLICE)]++;
      double seconds = end - start;
      int at = (int) (end / SLICE);
      if (at < completed.length) {
        completed[at] += well ? 1 : 0;
        failed[at] += well ? 0 : 1;
        slow[at] += !well || seconds > request.threshold().toNanos() / 1e9 ? 1 : 0;
      }
      if (counts) {
        latency.recordValue(Math.max(1, Math.round(seconds * 1e9)));
        allCompleted += well ? 1 : 0;
        allFailed += well ? 0 : 1;
      }
    }

    StepResult result(boolean late) {
      List<Slice> slices = new ArrayList<>();
      long inFlight = 0;
      for (int i = 0; i < offered.length; i++) {
        inFlight += offered[i] - completed[i] - failed[i];
        slices.add(
            new Slice(
                Duration.ofMillis(i * 100L),
                Duration.ofMillis(100),
                offered[i],
                completed[i],
                failed[i],
                slow[i],
                inFlight));
      }
      Histogram lateness = new Histogram(3);
      lateness.recordValue(late ? request.threshold().toNanos() : 1_000);
      return new StepResult(
          request.ratePerSecond(),
          request.length(),
          latency,
          latency,
          lateness,
          allCompleted + allFailed,
          allCompleted,
          allFailed,
          slices,
          0.2,
          false);
    }
  }
}
