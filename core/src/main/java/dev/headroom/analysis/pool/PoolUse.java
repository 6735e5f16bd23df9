package dev.headroom.analysis.pool;

import dev.headroom.analysis.Grid;
import dev.headroom.base.ServiceName;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// How a pool of one name was used, minute by minute, on each instance of a service.
final class PoolUse {
  /// Nearly all connections are out at the moment of a reading.
  static final double FULL = 0.9;

  /// Share of the connections that are out on average over a minute, by Little's law. Readings come
  /// every 10 to 60 s and miss the fullest moments; below this share few requests find a pool
  /// empty, and what they wait for may be a connection that is being opened.
  static final double BUSY = 0.4;

  /// Waiting counts from this share of the time that a connection is then held.
  static final double WAIT_SHARE = 0.1;

  /// Shorter waits are the cost of handing a connection over.
  static final double WAIT_SECONDS = 1e-3;

  /// How many wait on average for the minute to count where no waiting times are told.
  static final double PENDING = 0.5;

  private static final double MINUTE = 60;

  final ServiceName service;
  final String name;
  private final Grid grid;
  private final Map<String, Instance> instances = new TreeMap<>();

  PoolUse(ServiceName service, String name, Grid grid) {
    this.service = service;
    this.name = name;
    this.grid = grid;
  }

  Instance instance(String of) {
    return instances.computeIfAbsent(of, _ -> new Instance(grid));
  }

  int instances() {
    return instances.size();
  }

  /// The pool on one instance; NaN where a minute has no reading.
  static final class Instance {
    double[] used;
    double[] max;
    double[] pending;
    double[] waitSeconds;
    double[] acquired;
    double[] holdSeconds;
    double[] returned;
    double[] timeouts;

    Instance(Grid grid) {
      used = grid.unknown();
      max = grid.unknown();
      pending = grid.unknown();
      waitSeconds = grid.unknown();
      acquired = grid.unknown();
      holdSeconds = grid.unknown();
      returned = grid.unknown();
      timeouts = grid.unknown();
    }

    /// Short of connections while requests waited for one.
    boolean exhausted(int at) {
      boolean full = used[at] >= FULL * max[at] || holdSeconds[at] / MINUTE >= BUSY * max[at];
      return full && waited(at);
    }

    private boolean waited(int at) {
      if (acquired[at] > 0) {
        double hold = returned[at] > 0 ? holdSeconds[at] / returned[at] : 0;
        double wait = waitSeconds[at] / acquired[at];
        return wait >= Math.max(WAIT_SECONDS, WAIT_SHARE * hold);
      }
      return pending[at] >= PENDING;
    }
  }

  boolean exhausted(int at) {
    return instances.values().stream().anyMatch(instance -> instance.exhausted(at));
  }

  /// What happened in the minutes from `from` on and before `to`, all instances together.
  PoolTotals totals(int from, int to) {
    PoolTotals totals = new PoolTotals();
    for (Instance instance : instances.values()) {
      totals.add(instance, from, to);
    }
    return totals;
  }

  /// One figure, summed over the instances.
  double[] sum(Function<Instance, double[]> figure) {
    double[] sum = grid.unknown();
    for (Instance instance : instances.values()) {
      double[] values = figure.apply(instance);
      for (int i = 0; i < sum.length; i++) {
        if (!Double.isNaN(values[i])) {
          sum[i] = Double.isNaN(sum[i]) ? values[i] : sum[i] + values[i];
        }
      }
    }
    return sum;
  }
}
