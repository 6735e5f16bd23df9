package dev.headroom.analysis;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// Metric series of services, read once by an analysis for all services.
///
/// Names are those of the current semantic conventions.
public final class Metrics {
  private final Grid grid;
  private final Map<ServiceName, Map<String, List<MetricSeries>>> byService;

  private Metrics(Grid grid, Map<ServiceName, Map<String, List<MetricSeries>>> byService) {
    this.grid = grid;
    this.byService = byService;
  }

  /// Reads the metrics of these names.
  ///
  /// @param step of the slices in seconds, a multiple of 60
  public static Metrics read(ModelView view, TimeWindow window, long step, Set<String> names) {
    return read(view, window, step, names::contains);
  }

  /// As above, for the metrics whose names are wanted.
  public static Metrics read(
      ModelView view, TimeWindow window, long step, Predicate<String> named) {
    Predicate<RollupKey> wanted =
        key -> key instanceof RollupKey.Metric metric && named.test(metric.metric());
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
