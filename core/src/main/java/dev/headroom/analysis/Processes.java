package dev.headroom.analysis;

import dev.headroom.base.ServiceName;
import dev.headroom.rollup.Rollup;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// What metrics say about the processes of services, per slice; as plain numbers, because all
/// analyses of a run share it.
public final class Processes {
  private static final String JVM_CPU = "jvm.cpu.recent_utilization";
  private static final String PROCESS_CPU = "process.cpu.utilization";
  private static final String CORES = "jvm.cpu.count";
  private static final String THREADS = "jvm.thread.count";
  private static final String POOL_WAIT = "db.client.connection.wait_time";

  private final Grid grid;
  private final Map<ServiceName, OfService> byService = new TreeMap<>();

  /// All instances of a service.
  ///
  /// @param cores the least of all; NaN when not told
  private record OfService(double[] meanCpu, double cores, double[] blocked, double[] poolWait) {}

  private Processes(Metrics metrics) {
    grid = metrics.grid();
    metrics.services().forEach(service -> byService.put(service, process(metrics, service)));
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

  private static OfService process(Metrics metrics, ServiceName service) {
    return new OfService(
        meanCpu(metrics, service),
        metrics.of(service, CORES).stream()
            .filter(series -> !series.points().isEmpty())
            .mapToDouble(series -> series.points().getLast().value().last())
            .min()
            .orElse(Double.NaN),
        all(
            metrics,
            service,
            THREADS,
            series -> series.attribute("jvm.thread.state").equals("blocked"),
            Rollup::mean),
        all(metrics, service, POOL_WAIT, _ -> true, Rollup::sum));
  }

  /// Share of its processors that each instance uses, of the JVM, else of the process.
  private static double[] meanCpu(Metrics metrics, ServiceName service) {
    String metric = metrics.of(service, JVM_CPU).isEmpty() ? PROCESS_CPU : JVM_CPU;
    double[] sum = metrics.grid().unknown();
    double[] readings = new double[sum.length];
    for (double[] one : metrics.sum(service, metric, Metrics::instance, Rollup::mean).values()) {
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

  private static double[] all(
      Metrics metrics,
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

  private OfService of(ServiceName service) {
    OfService known = byService.get(service);
    return known == null
        ? new OfService(grid.unknown(), Double.NaN, grid.unknown(), grid.unknown())
        : known;
  }

  public Set<ServiceName> services() {
    return byService.keySet();
  }

  /// Share of its processors that an instance uses, the mean of all; NaN where none was measured.
  public double[] meanCpu(ServiceName service) {
    return of(service).meanCpu();
  }

  /// Processors of an instance, the least of all; NaN when not told.
  public double cores(ServiceName service) {
    return of(service).cores();
  }

  /// Threads that wait to enter a monitor, all instances together; NaN where not told.
  public double[] blockedThreads(ServiceName service) {
    return of(service).blocked();
  }

  /// Seconds spent waiting for database connections, all instances together; NaN where not told.
  public double[] poolWaitSeconds(ServiceName service) {
    return of(service).poolWait();
  }
}
