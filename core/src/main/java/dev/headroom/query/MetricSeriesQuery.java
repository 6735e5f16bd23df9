package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.query.view.AttributeView;
import dev.headroom.query.view.Chart;
import dev.headroom.query.view.Hint;
import dev.headroom.query.view.Line;
import dev.headroom.query.view.MetricSeriesView;
import dev.headroom.query.view.MetricSeriesView.ExemplarView;
import dev.headroom.query.view.MetricSeriesView.MetricSeries;
import dev.headroom.rollup.ExemplarReader.Exemplar;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Metric;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.rollup.RollupKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Answers the series of one metric.
final class MetricSeriesQuery {
  private static final int SERIES_AT_ONCE = 50;
  private static final int EXEMPLARS = 20;
  private static final double[] QUANTILES = {0.5, 0.95, 0.99};
  private static final String[] QUANTILE_NAMES = {"p50", "p95", "p99"};

  private final Sources sources;
  private final Rollups rollups;

  MetricSeriesQuery(Sources sources) {
    this.sources = sources;
    this.rollups = new Rollups(sources);
  }

  /// Series of one metric may differ in unit and type between services; they share no axis then.
  private record Sort(String unit, MetricType type) {}

  MetricSeriesView series(MetricSearch search) {
    Directory directory = new Directory(sources.keys());
    require(search, directory);
    Grid grid = Grid.detail(search.window(), sources.clock().instant(), sources.retention());
    Map<Metric, Timeline> found =
        rollups.within(
            RollupKind.METRIC, Metric.class, grid, key -> passes(key, search), Function.identity());
    Map<Sort, Integer> sorts = new HashMap<>();
    found.keySet().forEach(key -> sorts.merge(new Sort(key.unit(), key.type()), 1, Integer::sum));
    Sort sort =
        sorts.entrySet().stream()
            .max(
                Map.Entry.<Sort, Integer>comparingByValue()
                    .thenComparing(e -> e.getKey().toString()))
            .map(Map.Entry::getKey)
            .orElse(new Sort("", MetricType.GAUGE));
    List<Metric> shown =
        found.entrySet().stream()
            .filter(e -> new Sort(e.getKey().unit(), e.getKey().type()).equals(sort))
            .sorted(
                Comparator.comparingDouble(
                        (Map.Entry<Metric, Timeline> e) -> size(e.getKey(), e.getValue()))
                    .reversed()
                    .thenComparing(e -> e.getKey().toString()))
            .map(Map.Entry::getKey)
            .toList();
    return new MetricSeriesView(
        grid.view(),
        search.metric(),
        sort.unit(),
        sort.type().name(),
        shown.size(),
        Rollups.parts(shown.stream().limit(search.limit()).toList(), SERIES_AT_ONCE).stream()
            .flatMap(part -> views(part, found, grid).stream())
            .toList(),
        hints(found.isEmpty(), sorts, sort, directory));
  }

  private List<MetricSeries> views(List<Metric> keys, Map<Metric, Timeline> found, Grid grid) {
    boolean sketches = keys.getFirst().type() == MetricType.HISTOGRAM;
    Set<Metric> wanted = Set.copyOf(keys);
    Map<Metric, Timeline> shown =
        sketches
            ? rollups.timelines(
                RollupKind.METRIC, Metric.class, grid, wanted::contains, true, Function.identity())
            : found;
    return keys.stream()
        .map(key -> view(key, shown.getOrDefault(key, new Timeline(grid)), grid))
        .toList();
  }

  private static void require(MetricSearch search, Directory directory) {
    ServiceName service = search.service();
    if (service != null) {
      directory.require(service);
    }
    TreeSet<String> names = new TreeSet<>();
    for (RollupKey key : directory.keys(RollupKind.METRIC, _ -> true)) {
      if (key instanceof Metric metric) {
        names.add(metric.metric());
      }
    }
    if (!names.contains(search.metric())) {
      throw Closest.unknown("metric", search.metric(), names);
    }
  }

  private static boolean passes(Metric key, MetricSearch search) {
    if (!key.metric().equals(search.metric())
        || (search.service() != null && !key.service().equals(search.service()))
        || (!search.instance().isEmpty() && !key.instance().equals(search.instance()))) {
      return false;
    }
    List<AttributeView> attributes =
        search.attributes().isEmpty() ? List.of() : AttributeViews.of(key.attributes());
    return search.attributes().entrySet().stream()
        .allMatch(e -> attributes.contains(new AttributeView(e.getKey(), e.getValue())));
  }

  private static List<Hint> hints(
      boolean empty, Map<Sort, Integer> sorts, Sort shown, Directory directory) {
    if (empty) {
      return Hints.noMetrics(directory);
    }
    return sorts.size() == 1
        ? List.of()
        : List.of(
            new Hint(
                "Services send this metric in different units or types",
                "Shown are the series in '"
                    + shown.unit()
                    + "' of type "
                    + shown.type()
                    + "; choose one service to see its own.",
                ""));
  }

  private static double size(Metric key, Timeline timeline) {
    Rollup total = timeline.total();
    return switch (key.type()) {
      case GAUGE, UP_DOWN_COUNTER -> Math.abs(total.count() == 0 ? 0 : total.mean());
      case COUNTER, HISTOGRAM, SUMMARY -> total.sum();
    };
  }

  private MetricSeries view(Metric key, Timeline timeline, Grid grid) {
    return new MetricSeries(
        key.service().value(),
        key.instance(),
        AttributeViews.of(key.attributes()),
        new Chart(grid.start(), grid.step(), lines(key, timeline, grid)),
        sources.exemplars().find(key, grid.window()).stream()
            .sorted(Comparator.comparingDouble(Exemplar::value).reversed())
            .limit(EXEMPLARS)
            .map(MetricSeriesQuery::view)
            .toList());
  }

  private static ExemplarView view(Exemplar exemplar) {
    SpanId span = exemplar.spanId();
    return new ExemplarView(
        Instant.ofEpochSecond(0, exemplar.timeNanos()),
        exemplar.value(),
        exemplar.traceId().toString(),
        span == null ? "" : span.toString(),
        AttributeViews.of(exemplar.attributes()));
  }

  private static List<Line> lines(Metric key, Timeline timeline, Grid grid) {
    String unit = key.unit();
    List<Line> lines = new ArrayList<>();
    switch (key.type()) {
      case GAUGE, UP_DOWN_COUNTER -> {
        lines.add(line(timeline, "mean", unit, Rollup::mean));
        lines.add(line(timeline, "min", unit, Rollup::min));
        lines.add(line(timeline, "max", unit, Rollup::max));
      }
      case COUNTER -> lines.add(rate(timeline, grid, unit + "/s", Rollup::sum));
      case HISTOGRAM -> {
        lines.add(rate(timeline, grid, "1/s", Rollup::count));
        lines.add(line(timeline, "mean", unit, Rollup::mean));
        for (int i = 0; i < QUANTILES.length; i++) {
          double quantile = QUANTILES[i];
          lines.add(line(timeline, QUANTILE_NAMES[i], unit, r -> r.quantile(quantile)));
        }
      }
      case SUMMARY -> {
        lines.add(rate(timeline, grid, "1/s", Rollup::count));
        lines.add(line(timeline, "mean", unit, Rollup::mean));
      }
    }
    return lines;
  }

  private static Line line(
      Timeline timeline, String name, String unit, ToDoubleFunction<Rollup> value) {
    return timeline.line(
        name,
        unit,
        i -> {
          Rollup slice = timeline.slice(i);
          return slice == null || slice.count() == 0 ? null : finite(value.applyAsDouble(slice));
        });
  }

  private static Line rate(
      Timeline timeline, Grid grid, String unit, ToDoubleFunction<Rollup> value) {
    return timeline.line(
        "rate",
        unit,
        i -> {
          Rollup slice = timeline.slice(i);
          long covered = grid.covered(i, timeline.first());
          return slice == null || covered == 0 || !grid.settled(i)
              ? null
              : finite(value.applyAsDouble(slice) / covered);
        });
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }
}
