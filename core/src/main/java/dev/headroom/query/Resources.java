package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.query.view.Chart;
import dev.headroom.query.view.Line;
import dev.headroom.query.view.MapView.Saturation;
import dev.headroom.query.view.ResourceView;
import dev.headroom.query.view.ResourceView.Group;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Metric;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.metric.SeriesAttributes;
import dev.headroom.signal.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Reads the resources that stall systems from the metrics of services: CPU, heap, threads,
/// connection pools, garbage collection. All names are of the current semantic conventions.
final class Resources {
  private static final String CPU = "jvm.cpu.recent_utilization";
  private static final String PROCESS_CPU = "process.cpu.utilization";
  private static final String MEMORY_USED = "jvm.memory.used";
  private static final String MEMORY_LIMIT = "jvm.memory.limit";
  private static final String PROCESS_MEMORY = "process.memory.usage";
  private static final String THREADS = "jvm.thread.count";
  private static final String GC = "jvm.gc.duration";
  private static final String POOL_COUNT = "db.client.connection.count";
  private static final String POOL_MAX = "db.client.connection.max";
  private static final String POOL_PENDING = "db.client.connection.pending_requests";
  private static final String POOL_NAME = "db.client.connection.pool.name";
  private static final Set<String> WANTED =
      Set.of(
          CPU,
          PROCESS_CPU,
          MEMORY_USED,
          MEMORY_LIMIT,
          PROCESS_MEMORY,
          THREADS,
          GC,
          POOL_COUNT,
          POOL_MAX,
          POOL_PENDING);

  private final Rollups rollups;

  Resources(Rollups rollups) {
    this.rollups = rollups;
  }

  /// What is read of a service: its series by metric.
  private record Read(Grid grid, Map<String, List<RollupReader.Series>> byMetric) {
    List<RollupReader.Series> of(String metric) {
      return byMetric.getOrDefault(metric, List.of());
    }
  }

  /// The resources of one service; those without metrics are left out.
  List<ResourceView> of(Grid grid, ServiceName service) {
    Read read = read(grid, key -> key.service().equals(service));
    List<ResourceView> found = new ArrayList<>();
    cpu(read, found);
    memory(read, found);
    threads(read, found);
    pools(read, found);
    garbage(read, found);
    return found;
  }

  /// The fullest resource of each service.
  Map<NodeId, Saturation> saturation(Grid grid) {
    Map<ServiceName, List<RollupReader.Series>> byService = new HashMap<>();
    for (RollupReader.Series series : series(grid, _ -> true)) {
      byService.computeIfAbsent(series.key().service(), _ -> new ArrayList<>()).add(series);
    }
    Map<NodeId, Saturation> fullest = new HashMap<>();
    byService.forEach((service, series) -> {
      List<ResourceView> resources = new ArrayList<>();
      Read read = new Read(grid, byMetric(series));
      cpu(read, resources);
      memory(read, resources);
      pools(read, resources);
      for (ResourceView resource : resources) {
        Double used = resource.usedShare();
        if (used != null) {
          fullest.merge(
              NodeId.service(service),
              new Saturation(resource.title(), used),
              (a, b) -> a.usedShare() >= b.usedShare() ? a : b);
        }
      }
    });
    return fullest;
  }

  private Read read(Grid grid, Predicate<Metric> filter) {
    return new Read(grid, byMetric(series(grid, filter)));
  }

  private List<RollupReader.Series> series(Grid grid, Predicate<Metric> filter) {
    return rollups.read(
        RollupKind.METRIC,
        Metric.class,
        grid.window(),
        grid.step(),
        key -> WANTED.contains(key.metric()) && filter.test(key));
  }

  private static Map<String, List<RollupReader.Series>> byMetric(List<RollupReader.Series> all) {
    Map<String, List<RollupReader.Series>> byMetric = new HashMap<>();
    for (RollupReader.Series series : all) {
      if (series.key() instanceof Metric metric) {
        byMetric.computeIfAbsent(metric.metric(), _ -> new ArrayList<>()).add(series);
      }
    }
    return byMetric;
  }

  /// Values over time, by name of the line.
  private static final class Lines {
    private final Grid grid;
    private final Map<String, @Nullable Double[]> values = new TreeMap<>();

    Lines(Grid grid) {
      this.grid = grid;
    }

    Lines sum(
        List<RollupReader.Series> series,
        Function<Metric, String> name,
        ToDoubleFunction<Rollup> value) {
      for (RollupReader.Series one : series) {
        if (one.key() instanceof Metric metric && !name.apply(metric).isEmpty()) {
          @Nullable Double[] line =
              values.computeIfAbsent(name.apply(metric), _ -> new @Nullable Double[grid.size()]);
          for (RollupReader.Point point : one.points()) {
            add(line, grid.index(point.start()), value.applyAsDouble(point.value()));
          }
        }
      }
      return this;
    }

    private static void add(@Nullable Double[] line, int at, double value) {
      if (at >= 0 && at < line.length && Double.isFinite(value)) {
        Double before = line[at];
        line[at] = before == null ? value : before + value;
      }
    }

    boolean isEmpty() {
      return values.isEmpty();
    }

    /// The mean over time of each line.
    Map<String, Double> means() {
      Map<String, Double> means = new HashMap<>();
      values.forEach((name, line) -> {
        double sum = 0;
        int count = 0;
        for (Double value : line) {
          if (value != null) {
            sum += value;
            count++;
          }
        }
        if (count > 0) {
          means.put(name, sum / count);
        }
      });
      return means;
    }

    Chart chart(String unit) {
      List<Line> lines = new ArrayList<>();
      values.forEach((name, line) -> lines.add(new Line(name, unit, Arrays.asList(line))));
      return new Chart(grid.start(), grid.step(), lines);
    }
  }

  private static String instance(Metric metric) {
    return metric.instance().isEmpty() ? metric.service().value() : metric.instance();
  }

  private static String attribute(Metric metric, String key) {
    return SeriesAttributes.of(metric.attributes()).getOrDefault(key, "");
  }

  private static void cpu(Read read, List<ResourceView> into) {
    for (String metric : List.of(CPU, PROCESS_CPU)) {
      Lines lines = new Lines(read.grid()).sum(read.of(metric), Resources::instance, Rollup::mean);
      if (!lines.isEmpty()) {
        into.add(
            new ResourceView(
                Group.CPU,
                "CPU",
                lines.chart("share"),
                largest(lines.means()),
                metric + ": share of the processors available to each instance"));
        return;
      }
    }
  }

  private static @Nullable Double largest(Map<String, Double> means) {
    return means.values().stream().max(Comparator.naturalOrder()).orElse(null);
  }

  private static void memory(Read read, List<ResourceView> into) {
    Function<Metric, String> heap =
        metric -> attribute(metric, "jvm.memory.type").equals("heap") ? instance(metric) : "";
    Lines used = new Lines(read.grid()).sum(read.of(MEMORY_USED), heap, Rollup::mean);
    if (!used.isEmpty()) {
      // Pools without a limit of their own send none; the largest pool's limit bounds the heap.
      Map<String, Double> limits = largestPool(read.grid(), read.of(MEMORY_LIMIT), heap);
      into.add(
          new ResourceView(
              Group.MEMORY,
              "Heap",
              used.chart("By"),
              largest(ratio(used.means(), limits)),
              MEMORY_USED + "{heap} summed over pools, against the largest " + MEMORY_LIMIT));
      return;
    }
    Lines process =
        new Lines(read.grid()).sum(read.of(PROCESS_MEMORY), Resources::instance, Rollup::mean);
    if (!process.isEmpty()) {
      into.add(new ResourceView(Group.MEMORY, "Memory", process.chart("By"), null, PROCESS_MEMORY));
    }
  }

  private static Map<String, Double> largestPool(
      Grid grid, List<RollupReader.Series> limits, Function<Metric, String> name) {
    Map<String, Double> largest = new HashMap<>();
    for (RollupReader.Series series : limits) {
      new Lines(grid)
          .sum(List.of(series), name, Rollup::mean)
          .means()
          .forEach((instance, limit) -> largest.merge(instance, limit, Math::max));
    }
    return largest;
  }

  private static Map<String, Double> ratio(Map<String, Double> used, Map<String, Double> limits) {
    Map<String, Double> ratio = new HashMap<>();
    used.forEach((name, value) -> {
      Double limit = limits.get(name);
      if (limit != null && limit > 0) {
        ratio.put(name, value / limit);
      }
    });
    return ratio;
  }

  private static void threads(Read read, List<ResourceView> into) {
    Lines lines = new Lines(read.grid()).sum(read.of(THREADS), Resources::instance, Rollup::mean);
    if (!lines.isEmpty()) {
      into.add(
          new ResourceView(
              Group.THREADS,
              "Threads",
              lines.chart("{thread}"),
              null,
              THREADS + " summed over states; virtual threads are not counted"));
    }
  }

  private static void pools(Read read, List<ResourceView> into) {
    Map<String, List<RollupReader.Series>> counts = byPool(read.of(POOL_COUNT));
    Map<String, List<RollupReader.Series>> maxima = byPool(read.of(POOL_MAX));
    Map<String, List<RollupReader.Series>> pending = byPool(read.of(POOL_PENDING));
    counts.forEach((pool, series) -> {
      Function<Metric, String> used =
          metric ->
              attribute(metric, "db.client.connection.state").equals("used")
                  ? instance(metric)
                  : "";
      Lines all =
          new Lines(read.grid())
              .sum(series, named(used, "used "), Rollup::mean)
              .sum(maxima.getOrDefault(pool, List.of()), named("max "), Rollup::mean)
              .sum(pending.getOrDefault(pool, List.of()), named("pending "), Rollup::mean);
      Map<String, Double> usedMeans =
          new Lines(read.grid()).sum(series, used, Rollup::mean).means();
      Map<String, Double> maxMeans =
          new Lines(read.grid())
              .sum(maxima.getOrDefault(pool, List.of()), Resources::instance, Rollup::mean)
              .means();
      into.add(
          new ResourceView(
              Group.POOL,
              "Connection pool " + pool,
              all.chart("{connection}"),
              largest(ratio(usedMeans, maxMeans)),
              POOL_COUNT + "{used} over " + POOL_MAX + ", with " + POOL_PENDING));
    });
  }

  private static Function<Metric, String> named(String prefix) {
    return named(Resources::instance, prefix);
  }

  private static Function<Metric, String> named(Function<Metric, String> name, String prefix) {
    return metric -> name.apply(metric).isEmpty() ? "" : prefix + name.apply(metric);
  }

  private static Map<String, List<RollupReader.Series>> byPool(List<RollupReader.Series> all) {
    Map<String, List<RollupReader.Series>> byPool = new TreeMap<>();
    for (RollupReader.Series series : all) {
      if (series.key() instanceof Metric metric) {
        byPool.computeIfAbsent(attribute(metric, POOL_NAME), _ -> new ArrayList<>()).add(series);
      }
    }
    return byPool;
  }

  private static void garbage(Read read, List<ResourceView> into) {
    double step = read.grid().step();
    // A slice that is still filling up is divided by its whole length and shows a little low.
    Lines lines = new Lines(read.grid()).sum(read.of(GC), Resources::instance, r -> r.sum() / step);
    if (!lines.isEmpty()) {
      into.add(
          new ResourceView(
              Group.GARBAGE_COLLECTION,
              "Garbage collection",
              lines.chart("share"),
              null,
              GC + ": seconds of collection per second, summed over collectors"));
    }
  }
}
