package dev.headroom.analysis.saturation;

import dev.headroom.analysis.Grid;
import dev.headroom.analysis.MetricSeries;
import dev.headroom.analysis.Metrics;
import dev.headroom.analysis.ModelView;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.Rollup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The resources of services, other than processors, that tell how much of them is used: gauges
/// called `…utilization`, and what is used held against its limit. Heaps and pools of database
/// connections have analyses of their own.
final class Utilizations {
  /// Resources of a service, the most used ones: file systems may be many.
  static final int RESOURCES_MAX = 16;

  private static final String GAUGE = "utilization";

  /// States in which a part of a resource counts as used.
  private static final Set<String> USED = Set.of("", "used", "busy", "active", "leased");

  /// What is used, and its limit.
  ///
  /// @param beforeWork whether those who wait for it wait before their span begins
  private record Pair(String used, String limit, String name, boolean beforeWork) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair("executor.active", "executor.pool.max", "executor", false),
          new Pair("tomcat.threads.busy", "tomcat.threads.config.max", "server threads", true),
          new Pair("tomcat.thread.busy.count", "tomcat.thread.limit", "server threads", true),
          new Pair("jetty.threads.busy", "jetty.threads.config.max", "server threads", true),
          new Pair("r2dbc.pool.acquired", "r2dbc.pool.max.allocated", "r2dbc pool", false),
          new Pair(
              "httpcomponents.httpclient.pool.total.connections",
              "httpcomponents.httpclient.pool.total.max",
              "http client pool",
              false),
          new Pair("jvm.file_descriptor.count", "jvm.file_descriptor.limit", "open files", false),
          new Pair("process.files.open", "process.files.max", "open files", false),
          new Pair("container.memory.working_set", "k8s.container.memory_limit", "memory", false),
          new Pair(
              "container.memory.usage.total", "container.memory.usage.limit", "memory", false));

  private static final Set<String> PAIRED =
      PAIRS.stream()
          .flatMap(pair -> List.of(pair.used(), pair.limit()).stream())
          .collect(Collectors.toUnmodifiableSet());

  private Utilizations() {}

  /// @param name what people call it; the same after restarts
  /// @param utilization per slice, the mean over instances, 0 to 1; NaN where not told
  record Resource(ServiceName service, String name, boolean beforeWork, double[] utilization) {
    /// A tenth of the minutes is above; NaN when never told.
    double busy() {
      double[] known = Arrays.stream(utilization).filter(value -> !Double.isNaN(value)).toArray();
      Arrays.sort(known);
      return known.length < Minutes.MINUTES_MIN
          ? Double.NaN
          : known[(int) Math.min(known.length - 1.0, 0.9 * known.length)];
    }
  }

  /// Those of each service, the most used first.
  static Map<ServiceName, List<Resource>> read(ModelView view) {
    Metrics metrics =
        Metrics.read(
            view, view.window(), Grid.MINUTE, name -> PAIRED.contains(name) || gauge(name));
    Map<ServiceName, List<Resource>> found = new TreeMap<>();
    for (ServiceName service : metrics.services()) {
      Map<String, Resource> resources = new TreeMap<>();
      for (Pair pair : PAIRS) {
        pairs(metrics, service, pair).forEach(one -> resources.putIfAbsent(one.name(), one));
      }
      for (String name : metrics.names(service)) {
        if (gauge(name)) {
          gauges(metrics, service, name).forEach(one -> resources.putIfAbsent(one.name(), one));
        }
      }
      List<Resource> used =
          resources.values().stream()
              .filter(one -> one.busy() >= Saturation.BUSY)
              .sorted(Comparator.comparingDouble(Resource::busy).reversed())
              .limit(RESOURCES_MAX)
              .toList();
      if (!used.isEmpty()) {
        found.put(service, used);
      }
    }
    return found;
  }

  private static boolean gauge(String name) {
    return name.endsWith(GAUGE) && !name.contains("cpu") && !name.startsWith("jvm.memory");
  }

  private static List<Resource> gauges(Metrics metrics, ServiceName service, String metric) {
    String name = metric.substring(0, metric.length() - GAUGE.length()).replaceAll("[._]$", "");
    Map<String, Map<String, double[]>> byName =
        perInstance(metrics, service, metric, name, Rollup::mean);
    boolean percent =
        metrics.of(service, metric).stream().allMatch(series -> series.key().unit().equals("%"));
    List<Resource> found = new ArrayList<>();
    byName.forEach((of, instances) -> {
      double[] mean = mean(metrics.grid(), instances);
      for (int i = 0; i < mean.length; i++) {
        mean[i] /= percent ? 100 : 1;
      }
      found.add(new Resource(service, of, false, mean));
    });
    return found;
  }

  private static List<Resource> pairs(Metrics metrics, ServiceName service, Pair pair) {
    Map<String, Map<String, double[]>> used =
        perInstance(metrics, service, pair.used(), pair.name(), Rollup::mean);
    Map<String, Map<String, double[]>> limits =
        perInstance(metrics, service, pair.limit(), pair.name(), Rollup::last);
    List<Resource> found = new ArrayList<>();
    used.forEach((of, instances) -> {
      Map<String, double[]> shares = new TreeMap<>();
      Map<String, double[]> most = limits.getOrDefault(of, Map.of());
      instances.forEach((instance, values) -> {
        double[] limit = most.get(instance);
        if (limit != null) {
          shares.put(instance, share(values, limit));
        }
      });
      if (!shares.isEmpty()) {
        found.add(new Resource(service, of, pair.beforeWork(), mean(metrics.grid(), shares)));
      }
    });
    return found;
  }

  /// A limit holds until another one is told.
  private static double[] share(double[] used, double[] limits) {
    double[] share = new double[used.length];
    double limit = Double.NaN;
    for (int i = 0; i < share.length; i++) {
      limit = Double.isNaN(limits[i]) ? limit : limits[i];
      share[i] = limit > 0 ? used[i] / limit : Double.NaN;
    }
    return share;
  }

  /// The used parts by name of the resource, then by instance.
  private static Map<String, Map<String, double[]>> perInstance(
      Metrics metrics,
      ServiceName service,
      String metric,
      String name,
      ToDoubleFunction<Rollup> figure) {
    Map<String, Map<String, double[]>> byName = new TreeMap<>();
    for (MetricSeries series : metrics.of(service, metric)) {
      if (used(series)) {
        series.addTo(
            metrics.grid(),
            figure,
            byName
                .computeIfAbsent(name + which(series), _ -> new TreeMap<>())
                .computeIfAbsent(Metrics.instance(series), _ -> metrics.grid().unknown()));
      }
    }
    return byName;
  }

  private static boolean used(MetricSeries series) {
    return series.attributes().entrySet().stream()
        .allMatch(one -> !one.getKey().endsWith("state") || USED.contains(one.getValue()));
  }

  private static String which(MetricSeries series) {
    String told =
        new TreeMap<>(series.attributes())
            .entrySet().stream()
                .filter(one -> !one.getKey().endsWith("state"))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(" "));
    return told.isEmpty() ? "" : " " + told;
  }

  private static double[] mean(Grid grid, Map<String, double[]> instances) {
    double[] mean = grid.unknown();
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      int told = 0;
      for (double[] one : instances.values()) {
        if (!Double.isNaN(one[i])) {
          sum += one[i];
          told++;
        }
      }
      mean[i] = told > 0 ? sum / told : Double.NaN;
    }
    return mean;
  }
}
