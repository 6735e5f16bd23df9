package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.AttributeView;
import dev.headroom.query.view.MetricsView;
import dev.headroom.query.view.MetricsView.MetricRow;
import dev.headroom.rollup.RollupKey.Metric;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Answers which metrics there are.
final class MetricsQuery {
  private final Sources sources;
  private final Rollups rollups;

  MetricsQuery(Sources sources) {
    this.sources = sources;
    this.rollups = new Rollups(sources);
  }

  private record Subject(ServiceName service, String metric, String unit, MetricType type) {}

  private static final class Facts {
    private final TreeSet<String> attributeKeys = new TreeSet<>();
    private int series;
    private long last = Long.MIN_VALUE;
  }

  private record Row(Subject subject, Facts facts) {}

  private static Listing<Row> listing() {
    return new Listing<Row>(
            row -> List.of(row.subject().metric(), row.subject().service().value()),
            Comparator.comparing((Row row) -> row.subject().metric())
                .thenComparing(row -> row.subject().service())
                .thenComparing(row -> row.subject().unit())
                .thenComparing(row -> row.subject().type()))
        .text("metric", row -> row.subject().metric())
        .text("service", row -> row.subject().service().value())
        .number("series", row -> (double) row.facts().series)
        .text("type", row -> row.subject().type().name());
  }

  MetricsView metrics(TimeWindow window, @Nullable ServiceName service, Page page) {
    Directory directory = new Directory(sources.keys());
    if (service != null) {
      directory.require(service);
    }
    Grid grid = Grid.list(window, sources.clock().instant(), sources.retention());
    Map<Subject, Facts> metrics = new HashMap<>();
    for (RollupReader.Series series :
        rollups.read(
            RollupKind.METRIC,
            Metric.class,
            grid.window(),
            grid.step(),
            key -> service == null || key.service().equals(service))) {
      if (series.key() instanceof Metric key && !series.points().isEmpty()) {
        Facts facts =
            metrics.computeIfAbsent(
                new Subject(key.service(), key.metric(), key.unit(), key.type()), _ -> new Facts());
        facts.series++;
        facts.last = Math.max(facts.last, series.points().getLast().start());
        AttributeViews.of(key.attributes()).stream()
            .map(AttributeView::key)
            .forEach(facts.attributeKeys::add);
      }
    }
    List<Row> rows =
        metrics.entrySet().stream().map(e -> new Row(e.getKey(), e.getValue())).toList();
    Listing.Cut<Row> cut = listing().cut(rows, ascendingUnlessAsked(page));
    return new MetricsView(
        grid.view(),
        cut.count(),
        cut.rows().stream().map(row -> view(row, grid)).toList(),
        cut.nextCursor(),
        directory.serviceNames(),
        rows.isEmpty() ? Hints.noMetrics(directory) : List.of());
  }

  // The usual order is by name, and nobody wants that from Z to A.
  private static Page ascendingUnlessAsked(Page page) {
    return page.sort().isEmpty()
        ? new Page("", false, page.filter(), page.cursor(), page.limit())
        : page;
  }

  private static MetricRow view(Row row, Grid grid) {
    return new MetricRow(
        row.subject().service().value(),
        row.subject().metric(),
        row.subject().unit(),
        row.subject().type().name(),
        row.facts().series,
        List.copyOf(row.facts().attributeKeys),
        grid.endOfSlice(row.facts().last));
  }
}
