package dev.headroom.analysis.pool;

import dev.headroom.analysis.Grid;
import dev.headroom.analysis.MetricSeries;
import dev.headroom.analysis.Metrics;
import dev.headroom.analysis.ModelView;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.Rollup;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// The metrics of connection pools, as the semantic conventions name them.
final class PoolMetrics {
  static final String COUNT = "db.client.connection.count";
  static final String MAX = "db.client.connection.max";
  static final String PENDING = "db.client.connection.pending_requests";
  static final String WAIT = "db.client.connection.wait_time";
  static final String HOLD = "db.client.connection.use_time";
  static final String TIMEOUTS = "db.client.connection.timeouts";
  private static final String NAME = "db.client.connection.pool.name";
  private static final String STATE = "db.client.connection.state";

  private PoolMetrics() {}

  /// All pools that tell their size, by service and name; the minutes of the view's window.
  static List<PoolUse> pools(ModelView view) {
    List<PoolUse> pools = new ArrayList<>();
    Set<String> metricNames = Set.of(COUNT, MAX, PENDING, WAIT, HOLD, TIMEOUTS);
    for (Metrics metrics : Metrics.parts(view, view.window(), Grid.MINUTE, metricNames)) {
      for (ServiceName service : metrics.services()) {
        Set<String> names = new TreeSet<>();
        metrics.of(service, MAX).forEach(series -> names.add(series.attribute(NAME)));
        for (String name : names) {
          pools.add(pool(metrics, service, name));
        }
      }
    }
    return pools;
  }

  private static PoolUse pool(Metrics metrics, ServiceName service, String name) {
    PoolUse pool = new PoolUse(service, name, metrics.grid());
    Function<MetricSeries, String> instance =
        series -> series.attribute(NAME).equals(name) ? Metrics.instance(series) : "";
    Function<MetricSeries, String> used =
        series -> series.attribute(STATE).equals("used") ? instance.apply(series) : "";
    Adder add =
        (metric, of, figure, into) ->
            metrics
                .sum(service, metric, of, figure)
                .forEach((at, values) -> into.of(pool.instance(at), values));
    add.add(COUNT, used, Rollup::max, (at, values) -> at.used = values);
    add.add(MAX, instance, Rollup::last, (at, values) -> at.max = values);
    add.add(PENDING, instance, Rollup::mean, (at, values) -> at.pending = values);
    add.add(WAIT, instance, Rollup::sum, (at, values) -> at.waitSeconds = values);
    add.add(WAIT, instance, Rollup::count, (at, values) -> at.acquired = values);
    add.add(HOLD, instance, Rollup::sum, (at, values) -> at.holdSeconds = values);
    add.add(HOLD, instance, Rollup::count, (at, values) -> at.returned = values);
    add.add(TIMEOUTS, instance, Rollup::sum, (at, values) -> at.timeouts = values);
    return pool;
  }

  private interface Adder {
    void add(
        String metric,
        Function<MetricSeries, String> name,
        ToDoubleFunction<Rollup> figure,
        Into into);
  }

  private interface Into {
    void of(PoolUse.Instance instance, double[] values);
  }
}
