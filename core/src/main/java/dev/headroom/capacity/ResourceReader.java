package dev.headroom.capacity;

import dev.headroom.base.ServiceName;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Metric;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupReader.Query;
import dev.headroom.rollup.RollupReader.Series;
import dev.headroom.rollup.metric.MetricFold;
import dev.headroom.rollup.metric.SeriesAttributes;
import dev.headroom.signal.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Reads how busy processors, connection pools and thread pools were from the metrics of services.
/// All names are of the current semantic conventions, or of Micrometer where there is no
/// convention.
final class ResourceReader {
  /// A pool of so many is one without a limit.
  private static final double NO_LIMIT = 100_000;

  private static final String CPU_TIME = "jvm.cpu.time";
  private static final String CPU_COUNT = "jvm.cpu.count";
  private static final String CPU_UTILIZATION = "jvm.cpu.recent_utilization";
  private static final String PROCESS_TIME = "process.cpu.time";
  private static final String PROCESS_UTILIZATION = "process.cpu.utilization";
  private static final String SYSTEM_TIME = "system.cpu.time";
  private static final String SYSTEM_COUNT = "system.cpu.logical.count";

  /// Of a machine's processors, when they have nothing to do.
  private static final Set<String> IDLE = Set.of("idle", "iowait");

  private static final String POOL_COUNT = "db.client.connection.count";
  private static final String POOL_MAX = "db.client.connection.max";
  private static final String POOL_PENDING = "db.client.connection.pending_requests";
  private static final String POOL_USE = "db.client.connection.use_time";
  private static final String POOL_NAME = "db.client.connection.pool.name";

  /// Pools of threads: busy, limit, queued, and the attribute that names the pool.
  private record ThreadMetrics(String busy, String limit, String queued, String name) {}

  private static final List<ThreadMetrics> THREADS =
      List.of(
          new ThreadMetrics("executor.active", "executor.pool.max", "executor.queued", "name"),
          new ThreadMetrics("tomcat.threads.busy", "tomcat.threads.config.max", "", "name"),
          new ThreadMetrics(
              "tomcat.thread.busy.count", "tomcat.thread.limit", "", "tomcat.thread.pool.name"),
          new ThreadMetrics("jetty.threads.busy", "jetty.threads.config.max", "", ""));

  private final RollupReader reader;

  ResourceReader(RollupReader reader) {
    this.reader = reader;
  }

  /// What is known of one service: its series over time, and what each said last.
  private static final class Facts {
    final Map<String, List<Series>> overTime = new HashMap<>();
    final Map<String, List<Series>> totals = new HashMap<>();

    List<Series> overTime(String metric) {
      return overTime.getOrDefault(metric, List.of());
    }

    List<Series> totals(String metric) {
      return totals.getOrDefault(metric, List.of());
    }
  }

  List<Busy> read(Slices slices) {
    Map<ServiceName, Facts> facts = new TreeMap<>();
    Set<String> levels = levels();
    reader
        .read(
            new Query(
                RollupKind.METRIC,
                slices.window(),
                key -> key instanceof Metric metric && levels.contains(metric.metric()),
                0,
                false))
        .forEach(series -> note(facts, series, false));
    Set<String> flows = flows();
    reader
        .read(
            new Query(
                RollupKind.METRIC,
                slices.window(),
                key ->
                    key instanceof Metric metric
                        && flows.contains(metric.metric())
                        && !attribute(metric, "db.client.connection.state").equals("idle")
                        && !IDLE.contains(attribute(metric, "cpu.mode"))
                        && !IDLE.contains(attribute(metric, "system.cpu.state"))
                        && !IDLE.contains(attribute(metric, "state")),
                slices.step(),
                false))
        .forEach(series -> note(facts, series, true));
    List<Busy> found = new ArrayList<>();
    List<Machines.Processors> processors = new ArrayList<>();
    facts.forEach((service, known) -> {
      Reading reading = new Reading(slices, service, known);
      Machines.Processors cpu = reading.processors();
      if (cpu != null) {
        processors.add(cpu);
      }
      found.addAll(reading.pools());
      THREADS.forEach(metrics -> found.addAll(reading.threads(metrics)));
    });
    found.addAll(Machines.shared(processors));
    return found;
  }

  private static Set<String> levels() {
    List<String> names = new ArrayList<>(List.of(CPU_COUNT, SYSTEM_COUNT, POOL_MAX));
    THREADS.forEach(metrics -> names.add(metrics.limit()));
    return Set.copyOf(names);
  }

  private static Set<String> flows() {
    List<String> names =
        new ArrayList<>(
            List.of(
                CPU_TIME,
                CPU_UTILIZATION,
                PROCESS_TIME,
                PROCESS_UTILIZATION,
                SYSTEM_TIME,
                POOL_COUNT,
                POOL_PENDING,
                POOL_USE));
    THREADS.forEach(metrics -> names.addAll(List.of(metrics.busy(), metrics.queued())));
    names.removeIf(String::isEmpty);
    return Set.copyOf(names);
  }

  private static void note(Map<ServiceName, Facts> facts, Series series, boolean overTime) {
    if (series.key() instanceof Metric metric) {
      Facts of = facts.computeIfAbsent(metric.service(), _ -> new Facts());
      (overTime ? of.overTime : of.totals)
          .computeIfAbsent(metric.metric(), _ -> new ArrayList<>())
          .add(series);
    }
  }

  private static String attribute(Metric metric, String key) {
    return SeriesAttributes.of(metric.attributes()).getOrDefault(key, "");
  }

  private static Metric metric(Series series) {
    return (Metric) series.key();
  }

  /// The resources of one service.
  private record Reading(Slices slices, ServiceName service, Facts facts) {

    Machines.@Nullable Processors processors() {
      Busy cpu = cpu();
      if (cpu == null) {
        return null;
      }
      List<Series> time = facts.overTime(CPU_TIME);
      Set<String> alive = alive(time.isEmpty() ? facts.overTime(PROCESS_TIME) : time);
      Map<String, Double> coresByHost = new HashMap<>();
      Set<String> placed = new HashSet<>();
      for (Series series : facts.totals(CPU_COUNT)) {
        String host = attribute(metric(series), MetricFold.HOST);
        if (!host.isEmpty() && alive.contains(metric(series).instance())) {
          coresByHost.merge(host, series.total().last(), Math::max);
          placed.add(metric(series).instance());
        }
      }
      // Of whom the machine is not told, it cannot be said whether they share it.
      return placed.size() == alive.size()
          ? new Machines.Processors(cpu, coresByHost, placed.size())
          : new Machines.Processors(cpu, Map.of(), alive.size());
    }

    private @Nullable Busy cpu() {
      List<Series> time = facts.overTime(CPU_TIME);
      List<Series> processTime = facts.overTime(PROCESS_TIME);
      Map<String, Double> cores =
          latest(facts.totals(CPU_COUNT), time.isEmpty() ? processTime : time);
      if (!cores.isEmpty()) {
        for (List<Series> seconds : List.of(time, processTime)) {
          if (!seconds.isEmpty()) {
            return cpu(
                sum(cores),
                overTime(seconds, r -> r.sum() / slices.step()),
                metric(seconds.getFirst()).metric() + " against " + CPU_COUNT);
          }
        }
      }
      List<Series> machine = facts.overTime(SYSTEM_TIME);
      Map<String, Double> all = latest(facts.totals(SYSTEM_COUNT), machine);
      if (time.isEmpty() && processTime.isEmpty() && !all.isEmpty()) {
        return cpu(
            sum(all),
            overTime(machine, r -> r.sum() / slices.step()),
            SYSTEM_TIME + " against " + SYSTEM_COUNT);
      }
      for (String share : List.of(CPU_UTILIZATION, PROCESS_UTILIZATION)) {
        List<Series> used = facts.overTime(share);
        if (!used.isEmpty()) {
          double instances = alive(used).size();
          return instances == 0
              ? null
              : cpu(
                  instances,
                  overTime(used, Rollup::mean),
                  share + ", in instances, as the number of cores was not sent");
        }
      }
      return null;
    }

    private Busy cpu(double servers, double[] busy, String by) {
      return new Busy(
          new ResourceId(ResourceId.Kind.CPU, NodeId.service(service), ""),
          List.of(service),
          servers,
          busy,
          true,
          false,
          Double.NaN,
          by);
    }

    List<Busy> pools() {
      List<Busy> found = new ArrayList<>();
      Map<String, List<Series>> maxima = byName(facts.totals(POOL_MAX), POOL_NAME);
      Map<String, List<Series>> held = byName(facts.overTime(POOL_USE), POOL_NAME);
      Map<String, List<Series>> used = byName(facts.overTime(POOL_COUNT), POOL_NAME);
      Map<String, List<Series>> pending = byName(facts.overTime(POOL_PENDING), POOL_NAME);
      maxima.forEach((pool, limits) -> {
        List<Series> times = held.getOrDefault(pool, List.of());
        List<Series> counts = used.getOrDefault(pool, List.of());
        List<Series> measured = times.isEmpty() ? counts : times;
        double servers = sum(latest(limits, measured));
        if (!measured.isEmpty() && servers > 0 && servers < NO_LIMIT) {
          found.add(
              new Busy(
                  new ResourceId(ResourceId.Kind.CONNECTION_POOL, NodeId.service(service), pool),
                  List.of(service),
                  servers,
                  times.isEmpty()
                      ? overTime(counts, Rollup::mean)
                      : overTime(times, r -> r.sum() / slices.step()),
                  true,
                  true,
                  waiting(pending.getOrDefault(pool, List.of())),
                  (times.isEmpty() ? POOL_COUNT : POOL_USE) + " against " + POOL_MAX));
        }
      });
      return found;
    }

    List<Busy> threads(ThreadMetrics metrics) {
      List<Busy> found = new ArrayList<>();
      Map<String, List<Series>> busy = byName(facts.overTime(metrics.busy()), metrics.name());
      Map<String, List<Series>> queued = byName(facts.overTime(metrics.queued()), metrics.name());
      byName(facts.totals(metrics.limit()), metrics.name())
          .forEach((pool, limits) -> {
            List<Series> measured = busy.getOrDefault(pool, List.of());
            double servers = sum(latest(limits, measured));
            if (!measured.isEmpty() && servers > 0 && servers < NO_LIMIT) {
              found.add(
                  new Busy(
                      new ResourceId(ResourceId.Kind.THREADS, NodeId.service(service), pool),
                      List.of(service),
                      servers,
                      overTime(measured, Rollup::mean),
                      true,
                      false,
                      waiting(queued.getOrDefault(pool, List.of())),
                      metrics.busy() + " against " + metrics.limit()));
            }
          });
      return found;
    }

    private static Map<String, List<Series>> byName(List<Series> all, String attribute) {
      Map<String, List<Series>> byName = new TreeMap<>();
      for (Series series : all) {
        byName
            .computeIfAbsent(attribute(metric(series), attribute), _ -> new ArrayList<>())
            .add(series);
      }
      return byName;
    }

    /// Instances that still sent in the last quarter of an hour of the window.
    private Set<String> alive(List<Series> series) {
      Set<String> alive = new HashSet<>();
      long since = slices.from() + slices.step() * (slices.count() - slices.in(900) - 1);
      for (Series one : series) {
        if (one.points().getLast().start() >= since) {
          alive.add(metric(one).instance());
        }
      }
      return alive;
    }

    /// What each instance that is alive said last.
    private Map<String, Double> latest(List<Series> levels, List<Series> measured) {
      Set<String> alive = alive(measured);
      Map<String, Double> latest = new HashMap<>();
      for (Series series : levels) {
        if (alive.contains(metric(series).instance())) {
          latest.merge(metric(series).instance(), series.total().last(), Math::max);
        }
      }
      return latest;
    }

    private static double sum(Map<String, Double> values) {
      return values.values().stream().mapToDouble(v -> v).sum();
    }

    /// The sum over series; NaN where one of them has a gap, and in the slices in which an instance
    /// begins and ends, which it covers in part only.
    private double[] overTime(List<Series> all, ToDoubleFunction<Rollup> value) {
      double[] sum = new double[slices.count()];
      boolean[] any = new boolean[slices.count()];
      Map<String, List<Series>> byInstance = new HashMap<>();
      for (Series series : all) {
        byInstance.computeIfAbsent(metric(series).instance(), _ -> new ArrayList<>()).add(series);
      }
      byInstance.values().forEach(series -> addInstance(series, value, sum, any));
      for (int i = 0; i < sum.length; i++) {
        sum[i] = any[i] ? sum[i] : Double.NaN;
      }
      return sum;
    }

    private void addInstance(
        List<Series> series, ToDoubleFunction<Rollup> value, double[] sum, boolean[] any) {
      double[] own = new double[slices.count()];
      Arrays.fill(own, Double.NaN);
      int first = slices.count();
      int last = -1;
      for (Series one : series) {
        for (RollupReader.Point point : one.points()) {
          int at = slices.index(point.start());
          if (at >= 0 && at < own.length) {
            double read = value.applyAsDouble(point.value());
            own[at] = Double.isNaN(own[at]) ? read : own[at] + read;
            first = Math.min(first, at);
            last = Math.max(last, at);
          }
        }
      }
      for (int i = first; i <= last; i++) {
        boolean whole = (i > first || i == 0) && (i < last || i == own.length - 1);
        sum[i] += whole ? own[i] : Double.NaN;
        any[i] = true;
      }
    }

    private double waiting(List<Series> pending) {
      if (pending.isEmpty()) {
        return Double.NaN;
      }
      Set<Long> waited = new HashSet<>();
      Set<Long> looked = new HashSet<>();
      for (Series series : pending) {
        for (RollupReader.Point point : series.points()) {
          looked.add(point.start());
          if (point.value().max() >= 1) {
            waited.add(point.start());
          }
        }
      }
      return looked.isEmpty() ? Double.NaN : (double) waited.size() / looked.size();
    }
  }
}
