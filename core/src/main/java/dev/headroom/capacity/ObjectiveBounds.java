package dev.headroom.capacity;

import dev.headroom.base.TimeWindow;
import dev.headroom.capacity.Ceiling.ObjectiveBound;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupReader.Point;
import dev.headroom.rollup.RollupReader.Query;
import dev.headroom.rollup.RollupReader.Series;
import dev.headroom.rollup.SliSpec;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Slo;
import dev.headroom.stat.QueueSimulation;
import dev.headroom.stat.Queueing;
import dev.headroom.stat.Sketch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The rate at which a latency objective would break: the response times of the quieter half of the
/// window, and on top the wait at the resource that binds, by Allen and Cunneen, or by simulation
/// where service times vary by more than [Queueing#MOST_VARIATION].
final class ObjectiveBounds {
  private static final int PARTS = 8;
  private static final int SAMPLES = 400;
  private static final double NANOS = 1e9;

  private final RollupReader reader;
  private final Slices slices;
  private final List<Slo> slos;

  ObjectiveBounds(RollupReader reader, Slices slices, List<Slo> slos) {
    this.reader = reader;
    this.slices = slices;
    this.slos = slos;
  }

  /// A latency objective of a route.
  record Promise(Slo slo, Objective objective, long thresholdNanos) {}

  /// The latency objective of a route: its own, else that of its whole service, to which each route
  /// is held by itself; the strictest when there are several.
  @Nullable Promise promise(ServiceOperation route) {
    List<Promise> own = new ArrayList<>();
    List<Promise> all = new ArrayList<>();
    for (Slo slo : slos) {
      for (Objective objective : slo.objectives()) {
        if (objective.indicator() instanceof Indicator.Counted(SliSpec spec)
            && spec.bad() instanceof SliSpec.Slower slower
            && spec.service().equals(route.service())
            && spec.callee().isEmpty()
            && spec.version().isEmpty()
            && !spec.segmented()) {
          Promise promise = new Promise(slo, objective, slower.thresholdNanos());
          if (spec.operation().equals(route.operation().value())) {
            own.add(promise);
          } else if (spec.operation().isEmpty()) {
            all.add(promise);
          }
        }
      }
    }
    return (own.isEmpty() ? all : own)
        .stream()
            .max(
                Comparator.comparingDouble((Promise p) -> p.objective().target())
                    .thenComparingLong(p -> -p.thresholdNanos()))
            .orElse(null);
  }

  /// Response times of a route when little is going on, in seconds, ascending and equally likely;
  /// empty when none was measured.
  double[] quiet(ServiceOperation route) {
    long step = Math.max(60, slices.step() * slices.count() / PARTS / 60 * 60);
    TimeWindow window = slices.window();
    Map<Long, Rollup> parts = new TreeMap<>();
    Query query =
        new Query(
            RollupKind.OPERATION,
            window,
            key ->
                key instanceof Operation operation
                    && operation.spanKind().isEntry()
                    && operation.service().equals(route.service())
                    && operation.operation().equals(route.operation()),
            step,
            true);
    for (Series series : reader.read(query)) {
      for (Point point : series.points()) {
        parts.computeIfAbsent(point.start(), _ -> new Rollup()).merge(point.value());
      }
    }
    List<Rollup> quietest =
        parts.values().stream().sorted(Comparator.comparingDouble(Rollup::count)).toList();
    Sketch sketch = new Sketch();
    double all = quietest.stream().mapToDouble(Rollup::count).sum();
    for (Rollup part : quietest) {
      Sketch own = part.sketch();
      if (own != null && sketch.count() < all / 4) {
        sketch.merge(own);
      }
    }
    if (sketch.count() == 0) {
      return new double[0];
    }
    double[] samples = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      samples[i] = sketch.quantile((i + 0.5) / SAMPLES) / NANOS;
    }
    return samples;
  }

  static double mean(double[] samples) {
    return Arrays.stream(samples).average().orElse(Double.NaN);
  }

  /// The coefficient of variation.
  static double variation(double[] samples) {
    double mean = mean(samples);
    double squares = Arrays.stream(samples).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / samples.length) / mean;
  }

  /// The bound; null when the objective is missed at any rate.
  ///
  /// @param quiet response times without waiting, ascending
  /// @param ceiling rate at which the resource is full
  /// @param servers how many the resource has
  /// @param demandSeconds that a request takes of one of them
  static @Nullable ObjectiveBound bound(
      Promise promise, double[] quiet, double ceiling, double servers, double demandSeconds) {
    double threshold = promise.thresholdNanos() / NANOS;
    double allowed = promise.objective().allowance();
    if (share(quiet, threshold) > allowed) {
      return null;
    }
    int whole = (int) Math.max(1, Math.round(servers));
    double variation = variation(quiet);
    DoubleUnaryOperator tail;
    if (variation <= Queueing.MOST_VARIATION) {
      tail =
          rate -> {
            double offered = whole * rate / ceiling / demandSeconds;
            double sum = 0;
            for (double response : quiet) {
              sum +=
                  Queueing.waitTail(
                      whole, offered, demandSeconds, 1, variation, threshold - response);
            }
            return sum / quiet.length;
          };
    } else {
      double scale = demandSeconds / mean(quiet);
      QueueSimulation simulation =
          new QueueSimulation(whole, Arrays.stream(quiet).map(v -> v * scale).toArray());
      tail =
          rate -> {
            double[] waits = simulation.waits(whole * rate / ceiling / demandSeconds);
            double sum = 0;
            for (double wait : waits) {
              sum += share(quiet, threshold - wait);
            }
            return sum / waits.length;
          };
    }
    return new ObjectiveBound(
        promise.slo().name().value(),
        promise.objective().target(),
        promise.thresholdNanos(),
        Queueing.rateWithin(tail, allowed, ceiling));
  }

  /// The share of ascending samples above a threshold.
  private static double share(double[] ascending, double threshold) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] <= threshold) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return (double) (ascending.length - low) / ascending.length;
  }
}
