package dev.headroom.analysis;

import dev.headroom.base.ServiceName;
import dev.headroom.rollup.Rollup;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// What metrics say about the processes of services, per slice.
public final class Processes {
  private static final String JVM_CPU = "jvm.cpu.recent_utilization";
  private static final String PROCESS_CPU = "process.cpu.utilization";
  private static final String CORES = "jvm.cpu.count";
  private static final String THREADS = "jvm.thread.count";
  private static final String POOL_WAIT = "db.client.connection.wait_time";

  private final Metrics metrics;

  private Processes(Metrics metrics) {
    this.metrics = metrics;
  }

  /// The minutes of the view's window.
  public static Processes minutes(ModelView view) {
    return view.shared(
        Processes.class,
        () ->
            new Processes(
                Metrics.read(
                    view,
                    view.window(),
                    Grid.MINUTE,
                    Set.of(JVM_CPU, PROCESS_CPU, CORES, THREADS, POOL_WAIT))));
  }

  public Set<ServiceName> services() {
    return metrics.services();
  }

  /// Share of its processors that each instance uses, by instance; of the JVM, else of the process.
  public Map<String, double[]> cpu(ServiceName service) {
    String metric = metrics.of(service, JVM_CPU).isEmpty() ? PROCESS_CPU : JVM_CPU;
    return metrics.sum(service, metric, Metrics::instance, Rollup::mean);
  }

  /// The mean of [#cpu] over instances; NaN where none was measured.
  public double[] meanCpu(ServiceName service) {
    double[] sum = metrics.grid().unknown();
    double[] readings = new double[sum.length];
    for (double[] one : cpu(service).values()) {
      for (int i = 0; i < sum.length; i++) {
        if (!Double.isNaN(one[i])) {
          sum[i] = readings[i] == 0 ? one[i] : sum[i] + one[i];
          readings[i]++;
        }
      }
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= Math.max(1, readings[i]);
    }
    return sum;
  }

  /// Processors of an instance, the least of all; NaN when not told.
  public double cores(ServiceName service) {
    return metrics.of(service, CORES).stream()
        .filter(series -> !series.points().isEmpty())
        .mapToDouble(series -> series.points().getLast().value().last())
        .min()
        .orElse(Double.NaN);
  }

  /// Threads that wait to enter a monitor, all instances together; NaN where not told.
  public double[] blockedThreads(ServiceName service) {
    return all(
        service,
        THREADS,
        series -> series.attribute("jvm.thread.state").equals("blocked"),
        Rollup::mean);
  }

  /// Seconds spent waiting for database connections, all instances together; NaN where not told.
  public double[] poolWaitSeconds(ServiceName service) {
    return all(service, POOL_WAIT, _ -> true, Rollup::sum);
  }

  private double[] all(
      ServiceName service,
      String metric,
      Predicate<MetricSeries> which,
      ToDoubleFunction<Rollup> figure) {
    double[] all = metrics.grid().unknown();
    for (MetricSeries series : metrics.of(service, metric)) {
      if (which.test(series)) {
        series.addTo(metrics.grid(), figure, all);
      }
    }
    return all;
  }
}
