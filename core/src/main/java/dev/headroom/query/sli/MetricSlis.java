package dev.headroom.query.sli;

import dev.headroom.query.AttributeViews;
import dev.headroom.query.sli.SliceReader.Chunk;
import dev.headroom.query.view.AttributeView;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Metric;
import dev.headroom.rollup.RollupKind;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Indicator.Part;
import dev.headroom.slo.MetricQuery;
import dev.headroom.slo.MetricQuery.Aggregation;
import dev.headroom.slo.SliSeries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Reads indicators that are made of metrics. Thread-safe.
final class MetricSlis {
  private static final int SLICES_PER_QUERY = 16;

  private final SliceReader slices;

  MetricSlis(SliceReader slices) {
    this.slices = slices;
  }

  /// What a chunk holds of each query, by the first minute of the slice.
  private record Found(int minutes, Map<MetricQuery, TreeMap<Long, MetricSlice>> slices) {
    TreeMap<Long, MetricSlice> of(MetricQuery query) {
      return slices.getOrDefault(query, new TreeMap<>());
    }

    double value(MetricQuery query, long minute) {
      return value(query, query.aggregation(), minute);
    }

    double value(MetricQuery query, Aggregation aggregation, long minute) {
      MetricSlice slice = of(query).get(minute);
      return slice == null ? Double.NaN : slice.value(aggregation, minutes);
    }
  }

  void read(Map<Indicator, SliSeries> wanted, long from, long to) {
    if (wanted.isEmpty()) {
      return;
    }
    Map<String, List<MetricQuery>> byMetric = new HashMap<>();
    queries(wanted.keySet())
        .forEach(
            query -> byMetric.computeIfAbsent(query.metric(), _ -> new ArrayList<>()).add(query));
    boolean sketches =
        byMetric.values().stream()
            .flatMap(List::stream)
            .anyMatch(query -> MetricSlice.needsSketch(query.aggregation()));
    Map<RollupKey, List<MetricQuery>> matches = new HashMap<>();
    int slicesPerMinute = wanted.size() * SLICES_PER_QUERY;
    for (Chunk chunk : slices.chunks(RollupKind.METRIC, from, to, slicesPerMinute)) {
      Found found = find(chunk, byMetric, matches, sketches);
      wanted.forEach((indicator, series) -> add(indicator, series, found));
    }
    long minutesFrom = Math.min(to, slices.minutesFrom(RollupKind.METRIC));
    wanted.values().forEach(series -> series.estimatedBefore(minutesFrom));
  }

  private static Set<MetricQuery> queries(Set<Indicator> indicators) {
    Set<MetricQuery> queries = new HashSet<>();
    for (Indicator indicator : indicators) {
      switch (indicator) {
        case Indicator.Ratio ratio -> {
          queries.add(ratio.numerator());
          queries.add(ratio.total());
        }
        case Indicator.RawRatio raw -> queries.add(raw.ratio());
        case Indicator.Threshold threshold -> queries.add(threshold.query());
        case Indicator.Counted _, Indicator.Throughput _, Indicator.Freshness _ -> {}
      }
    }
    return queries;
  }

  private Found find(
      Chunk chunk,
      Map<String, List<MetricQuery>> byMetric,
      Map<RollupKey, List<MetricQuery>> matches,
      boolean sketches) {
    Found found = new Found(chunk.minutes(), new HashMap<>());
    slices.read(
        RollupKind.METRIC,
        chunk,
        key -> !matches.computeIfAbsent(key, k -> matching(k, byMetric)).isEmpty(),
        sketches,
        (key, minute, _, value) -> {
          if (key instanceof Metric metric) {
            for (MetricQuery query : matches.getOrDefault(key, List.of())) {
              found
                  .slices
                  .computeIfAbsent(query, _ -> new TreeMap<>())
                  .computeIfAbsent(minute, _ -> new MetricSlice())
                  .add(metric.type(), value);
            }
          }
        });
    return found;
  }

  private static List<MetricQuery> matching(
      RollupKey key, Map<String, List<MetricQuery>> byMetric) {
    if (!(key instanceof Metric metric) || !byMetric.containsKey(metric.metric())) {
      return List.of();
    }
    List<AttributeView> carried = AttributeViews.of(metric.attributes());
    return byMetric.getOrDefault(metric.metric(), List.of()).stream()
        .filter(
            query -> query.service().isEmpty() || query.service().equals(metric.service().value()))
        .filter(query ->
            query.attributes().entrySet().stream()
                .allMatch(e -> carried.contains(new AttributeView(e.getKey(), e.getValue()))))
        .toList();
  }

  private static void add(Indicator indicator, SliSeries series, Found found) {
    switch (indicator) {
      case Indicator.Ratio ratio -> ratio(ratio, series, found);
      case Indicator.RawRatio(Part part, MetricQuery query) -> {
        for (long minute : found.of(query).keySet()) {
          double share = Math.clamp(found.value(query, minute), 0, 1);
          event(series, minute, found.minutes, part == Part.GOOD ? share : 1 - share);
        }
      }
      case Indicator.Threshold(
              MetricQuery query,
              Indicator.Comparison comparison,
              double bound) -> {
        for (long minute : found.of(query).keySet()) {
          double value = found.value(query, minute);
          double good = Double.isNaN(value) ? value : comparison.holds(value, bound) ? 1 : 0;
          event(series, minute, found.minutes, good);
        }
      }
      case Indicator.Counted _, Indicator.Throughput _, Indicator.Freshness _ -> {}
    }
  }

  private static void ratio(Indicator.Ratio ratio, SliSeries series, Found found) {
    for (long minute : found.of(ratio.total()).keySet()) {
      double all = found.value(ratio.total(), events(ratio.total()), minute);
      double part = found.value(ratio.numerator(), events(ratio.numerator()), minute);
      if (all > 0) {
        double counted = Double.isNaN(part) ? 0 : Math.clamp(part, 0, all);
        double good = ratio.part() == Part.GOOD ? counted : all - counted;
        for (int i = 0; i < found.minutes; i++) {
          series.add(minute + i, good, all);
        }
      }
    }
  }

  /// A ratio is made of events, also when it was written with rates of them.
  private static Aggregation events(MetricQuery query) {
    return query.aggregation() == Aggregation.RATE ? Aggregation.INCREASE : query.aggregation();
  }

  /// Adds an event for each minute of a slice that has a value.
  private static void event(SliSeries series, long minute, int minutes, double good) {
    if (!Double.isNaN(good)) {
      for (int i = 0; i < minutes; i++) {
        series.add(minute + i, good, 1);
      }
    }
  }
}
