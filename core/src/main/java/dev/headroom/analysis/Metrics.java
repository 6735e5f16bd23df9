package dev.headroom.analysis;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// Metric series of services.
///
/// Names are those of the current semantic conventions.
public final class Metrics {
  private static final long POINTS_AT_ONCE = 500_000;

  private final Grid grid;
  private final Map<ServiceName, Map<String, List<MetricSeries>>> byService;

  private Metrics(Grid grid, Map<ServiceName, Map<String, List<MetricSeries>>> byService) {
    this.grid = grid;
    this.byService = byService;
  }

  /// Reads the metrics of these names, when one comes to them: some services at a time, because
  /// minutes of a day of all would fill the memory.
  ///
  /// @param step of the slices in seconds, a multiple of 60
  public static Iterable<Metrics> parts(
      ModelView view, TimeWindow window, long step, Set<String> names) {
    List<Set<ServiceName>> parts = new ArrayList<>();
    long points = 0;
    for (Map.Entry<ServiceName, Integer> service : series(view, window, names).entrySet()) {
      long more = (long) service.getValue() * Grid.of(window, step).size();
      if (parts.isEmpty() || points + more > POINTS_AT_ONCE) {
        parts.add(new HashSet<>());
        points = 0;
      }
      parts.getLast().add(service.getKey());
      points += more;
    }
    return () ->
        parts.stream()
            .map(some ->
                keys(view, window, step, key -> isOf(key, names) && some.contains(key.service())))
            .iterator();
  }

  /// How many series each service has.
  private static Map<ServiceName, Integer> series(
      ModelView view, TimeWindow window, Set<String> names) {
    Map<ServiceName, Integer> series = new TreeMap<>();
    RollupReader.Query query =
        new RollupReader.Query(RollupKind.METRIC, window, key -> isOf(key, names), 0, false);
    view.rollups().read(query).forEach(one -> series.merge(one.key().service(), 1, Integer::sum));
    return series;
  }

  private static boolean isOf(RollupKey key, Set<String> names) {
    return key instanceof RollupKey.Metric metric && names.contains(metric.metric());
  }

  /// Reads the metrics of these names, of all services.
  ///
  /// @param step of the slices in seconds, a multiple of 60; coarse enough for all to be held
  public static Metrics read(ModelView view, TimeWindow window, long step, Set<String> names) {
    return keys(view, window, step, key -> isOf(key, names));
  }

  /// As above, for the metrics whose names are wanted.
  public static Metrics read(
      ModelView view, TimeWindow window, long step, Predicate<String> named) {
    return keys(
        view,
        window,
        step,
        key -> key instanceof RollupKey.Metric metric && named.test(metric.metric()));
  }

  private static Metrics keys(
      ModelView view, TimeWindow window, long step, Predicate<RollupKey> wanted) {
    Map<ServiceName, Map<String, List<MetricSeries>>> byService = new TreeMap<>();
    RollupReader.Query query =
        new RollupReader.Query(RollupKind.METRIC, window, wanted, step, false);
    for (RollupReader.Series series : view.rollups().read(query)) {
      if (series.key() instanceof RollupKey.Metric metric) {
        byService
            .computeIfAbsent(metric.service(), _ -> new TreeMap<>())
            .computeIfAbsent(metric.metric(), _ -> new ArrayList<>())
            .add(MetricSeries.of(metric, series.points()));
      }
    }
    byService.values().forEach(Metrics::sort);
    return new Metrics(Grid.of(window, step), byService);
  }

  /// Readers give series in no particular order, analyses are pure.
  private static void sort(Map<String, List<MetricSeries>> metrics) {
    Comparator<MetricSeries> order =
        Comparator.<MetricSeries, String>comparing(series -> series.key().instance())
            .thenComparing(series -> series.key().attributes())
            .thenComparing(series -> series.key().unit());
    metrics.values().forEach(list -> list.sort(order));
  }

  public Grid grid() {
    return grid;
  }

  /// The services that sent any of the metrics, by name.
  public Set<ServiceName> services() {
    return byService.keySet();
  }

  /// The metrics that a service sent, by name.
  public Set<String> names(ServiceName service) {
    return byService.getOrDefault(service, Map.of()).keySet();
  }

  public List<MetricSeries> of(ServiceName service, String metric) {
    return byService.getOrDefault(service, Map.of()).getOrDefault(metric, List.of());
  }

  /// Sums a figure of the series over all that have the same name, per slice; NaN where none was
  /// measured. Series that the name is empty for are left out.
  public Map<String, double[]> sum(
      ServiceName service,
      String metric,
      Function<MetricSeries, String> name,
      ToDoubleFunction<Rollup> figure) {
    Map<String, double[]> sums = new TreeMap<>();
    for (MetricSeries series : of(service, metric)) {
      String of = name.apply(series);
      if (!of.isEmpty()) {
        series.addTo(grid, figure, sums.computeIfAbsent(of, _ -> grid.unknown()));
      }
    }
    return sums;
  }

  /// The instance that sent a series; the service where none was told.
  public static String instance(MetricSeries series) {
    String told = series.key().instance();
    return told.isEmpty() ? series.key().service().value() : told;
  }
}
